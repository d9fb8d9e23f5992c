// tenon/sql/ddl/sqlite_types.hpp: the types of columns on SQLite: those of STRICT tables with CHECKs in tenon's own layout,
// Prisma's in layout::prisma.
#pragma once

#include <tenon/core/column_type.hpp>
#include <tenon/core/config.hpp>
#include <tenon/sql/ddl/parts.hpp>
#include <tenon/sql/ddl/table.hpp>

#include <string>
#include <string_view>

namespace tenon::inline TENON_ABI::sql {

/// The type of a column: one that STRICT tables know, or the one that Prisma gives.
inline std::string_view sqlite_type(const column_definition& column, bool own_layout) {
    switch (column.type) {
    case column_type::boolean: return own_layout ? "INTEGER" : "BOOLEAN";
    case column_type::int64: return own_layout || column.autoincrement ? "INTEGER" : "BIGINT";
    case column_type::uint32: return own_layout ? "INTEGER" : "BIGINT";
    case column_type::int8:
    case column_type::int16:
    case column_type::int32:
    case column_type::uint8:
    case column_type::uint16: return "INTEGER";
    case column_type::float32:
    case column_type::float64: return "REAL";
    case column_type::bytes: return "BLOB";
    case column_type::timestamp: return own_layout ? "INTEGER" : "DATETIME";
    case column_type::decimal: return own_layout ? "TEXT" : "DECIMAL";
    case column_type::json: return own_layout ? "TEXT" : "JSONB";
    default: return "TEXT";
    }
}

/// What a value must be beyond its type, or an empty text.
TENON_RARE std::string sqlite_check(const column_definition& column) {
    const std::string name = quoted_identifier(column.name);
    const auto between = [&](std::string_view low, std::string_view high) {
        return name + " BETWEEN " + std::string(low) + " AND " + std::string(high);
    };
    switch (column.type) {
    case column_type::boolean: return name + " IN (0, 1)";
    case column_type::int8: return between("-128", "127");
    case column_type::int16: return between("-32768", "32767");
    case column_type::int32: return between("-2147483648", "2147483647");
    case column_type::uint8: return between("0", "255");
    case column_type::uint16: return between("0", "65535");
    case column_type::uint32: return between("0", "4294967295");
    case column_type::json: return "json_valid(" + name + ")";
    case column_type::enumeration: return column.enumerators.empty() ? "" : name + " IN (" + text_list(column.enumerators) + ")";
    default: return {};
    }
}

} // namespace tenon::inline TENON_ABI::sql
