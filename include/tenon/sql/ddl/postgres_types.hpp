// tenon/sql/ddl/postgres_types.hpp: the types of columns on PostgreSQL: strict ones with CHECKs in tenon's own layout,
// Prisma's in layout::prisma.
#pragma once

#include <tenon/core/column_type.hpp>
#include <tenon/core/config.hpp>
#include <tenon/sql/ddl/parts.hpp>
#include <tenon/sql/ddl/snapshot.hpp>
#include <tenon/sql/ddl/table.hpp>
#include <tenon/sql/dialect/postgres.hpp>

#include <string>
#include <string_view>

namespace tenon::inline TENON_ABI::sql {

/// Where a part of a table lies: a schema is always named.
TENON_RARE std::string postgres_name(std::string_view schema, std::string_view name) {
    return quoted_identifier(schema.empty() ? postgres_dialect::default_schema : schema) + "." + quoted_identifier(name);
}
TENON_RARE std::string postgres_name(const table_definition& table) {
    return postgres_name(table.schema, table.name);
}
TENON_RARE std::string postgres_name(const table_snapshot& table) { return postgres_name(table.schema, table.name); }

/// Whether values of a column, or of a list, have an enum type of the database's. It lies in the schema of the table.
inline bool has_enum_type(const column_definition& column, const table_definition& table, const ddl_options& options) {
    return !column.enumerators.empty() && (!table.own_layout || options.native_enums);
}

namespace detail {

/// Types that are wider than the field have a CHECK besides in tenon's own layout.
constexpr std::string_view postgres_scalar(column_type type, bool own_layout) noexcept {
    switch (type) {
    case column_type::boolean: return own_layout ? "boolean" : "BOOLEAN";
    case column_type::int8:
    case column_type::int16:
    case column_type::uint8: return own_layout ? "smallint" : "SMALLINT";
    case column_type::int32:
    case column_type::uint16: return own_layout ? "integer" : "INTEGER";
    case column_type::int64:
    case column_type::uint32: return own_layout ? "bigint" : "BIGINT";
    case column_type::float32: return own_layout ? "real" : "REAL";
    case column_type::float64: return own_layout ? "double precision" : "DOUBLE PRECISION";
    case column_type::bytes: return own_layout ? "bytea" : "BYTEA";
    case column_type::timestamp: return own_layout ? "timestamptz(3)" : "TIMESTAMP(3)";
    case column_type::date: return own_layout ? "date" : "DATE";
    case column_type::uuid: return own_layout ? "uuid" : "UUID";
    case column_type::decimal: return own_layout ? "numeric" : "DECIMAL(65,30)";
    case column_type::json: return own_layout ? "json" : "JSONB"; // jsonb keeps no spelling: 1.0 in it may come back as 1
    default: return own_layout ? "text" : "TEXT";
    }
}

} // namespace detail

/// Type and collation of a column. Text compares by its bytes, as it does on SQLite, whatever the database's locale.
TENON_RARE std::string postgres_type(const column_definition& column, const table_definition& table,
                                            const ddl_options& options) {
    const bool is_list = column.type == column_type::list;
    const bool is_enum = has_enum_type(column, table, options);
    const column_type type = is_list ? column.element : column.type;
    std::string text = is_enum ? postgres_name(table.schema, column.enum_name)
                               : std::string(detail::postgres_scalar(type, table.own_layout));
    const bool collated = text == "text";
    if (is_list) text += "[]";
    if (collated) text += " COLLATE \"C\"";
    return text;
}

/// What a value must be beyond its type, or an empty text.
TENON_RARE std::string postgres_check(const column_definition& column, const table_definition& table,
                                             const ddl_options& options) {
    if (!table.own_layout) return {};
    const std::string name = quoted_identifier(column.name);
    switch (column.type) {
    case column_type::int8: return name + " BETWEEN -128 AND 127";
    case column_type::uint8: return name + " BETWEEN 0 AND 255";
    case column_type::uint16: return name + " BETWEEN 0 AND 65535";
    case column_type::uint32: return name + " BETWEEN 0 AND 4294967295";
    case column_type::enumeration:
        if (column.enumerators.empty() || has_enum_type(column, table, options)) return {};
        return name + " IN (" + text_list(column.enumerators) + ")";
    default: return {};
    }
}

} // namespace tenon::inline TENON_ABI::sql
