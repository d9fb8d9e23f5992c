// tenon/core/column_type.hpp: the logical types of columns. Included before the types of the same names are declared, so
// that no compiler sees an enumerator hide one.
#pragma once

#include <tenon/core/config.hpp>

#include <cstdint>
#include <string_view>

namespace tenon::inline TENON_ABI {

/// The logical type of a column. A dialect turns it into its own type name; a driver into its own encoding.
enum class column_type : std::uint8_t {
    boolean,
    int8,
    int16,
    int32,
    int64,
    uint8,
    uint16,
    uint32,
    float32,
    float64,
    text,
    bytes,
    timestamp,
    date,
    uuid,
    decimal,     ///< exact; travels as canonical text
    json,        ///< travels as text
    enumeration, ///< by name; travels as text
    list,        ///< scalars of one type; travels as a JSON array
};

/// Whether values are whole numbers of a fixed size.
constexpr bool is_integer(column_type type) noexcept { return type >= column_type::int8 && type <= column_type::uint32; }

/// The name that messages use for a column type.
constexpr std::string_view to_string(column_type type) noexcept {
    switch (type) {
    case column_type::boolean: return "boolean";
    case column_type::int8: return "8-bit integer";
    case column_type::int16: return "16-bit integer";
    case column_type::int32: return "32-bit integer";
    case column_type::int64: return "64-bit integer";
    case column_type::uint8: return "8-bit unsigned integer";
    case column_type::uint16: return "16-bit unsigned integer";
    case column_type::uint32: return "32-bit unsigned integer";
    case column_type::float32: return "32-bit float";
    case column_type::float64: return "64-bit float";
    case column_type::text: return "text";
    case column_type::bytes: return "bytes";
    case column_type::timestamp: return "timestamp";
    case column_type::date: return "date";
    case column_type::uuid: return "uuid";
    case column_type::decimal: return "decimal";
    case column_type::json: return "json";
    case column_type::enumeration: return "enumeration";
    case column_type::list: return "list";
    }
    return "unknown";
}

} // namespace tenon::inline TENON_ABI
