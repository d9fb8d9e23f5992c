// tenon/postgres/fields_of_type.hpp: which fields a column of a type can fill, as the reading of values has it (see cell.hpp).
#pragma once

#include <tenon/core/column_type.hpp>
#include <tenon/core/config.hpp>
#include <tenon/postgres/wire.hpp>
#include <tenon/sql/raw/columns.hpp>

#include <cstdint>
#include <string_view>

namespace tenon::inline TENON_ABI::postgres::detail {

struct known_type {
    std::uint32_t number;
    std::string_view name;
    sql::type_set fields;
};

inline const known_type* find_type(std::uint32_t number) noexcept {
    using enum column_type;
    constexpr sql::type_set integers = sql::set_of(int8, int16, int32, int64, uint8, uint16, uint32);
    static constexpr known_type types[] = {
        {bool_type, "boolean", sql::set_of(boolean) | integers},
        {int2_type, "smallint", integers},
        {int4_type, "integer", integers},
        {int8_type, "bigint", integers},
        {float4_type, "real", sql::set_of(float32, float64)},
        {float8_type, "double precision", sql::set_of(float32, float64)},
        {text_type, "text", sql::set_of(text, enumeration)},
        {varchar_type, "character varying", sql::set_of(text, enumeration)},
        {bpchar_type, "character", sql::set_of(text, enumeration)},
        {bytea_type, "bytea", sql::set_of(bytes)},
        {timestamp_type, "timestamp", sql::set_of(timestamp)},
        {timestamptz_type, "timestamp with time zone", sql::set_of(timestamp)},
        {date_type, "date", sql::set_of(date)},
        {uuid_type, "uuid", sql::set_of(uuid)},
        {numeric_type, "numeric", sql::set_of(decimal)},
        {json_type, "json", sql::set_of(json)},
        {jsonb_type, "jsonb", sql::set_of(json)},
    };
    for (const known_type& each : types)
        if (each.number == number) return &each;
    return nullptr;
}

/// Arrays, which fill lists, have many numbers; other types of the server's fill nothing. Those that users made are their enums.
inline sql::type_set fields_of_type(std::uint32_t number) noexcept {
    if (const known_type* known = find_type(number)) return known->fields;
    switch (number) {
    case bool_array:
    case int2_array:
    case int4_array:
    case int8_array:
    case text_array:
    case float4_array:
    case float8_array:
    case timestamp_array:
    case timestamptz_array:
    case date_array:
    case numeric_array:
    case uuid_array: return sql::set_of(column_type::list);
    default: return number >= first_made_type ? sql::set_of(column_type::enumeration, column_type::list) : sql::type_set{0};
    }
}

/// For people.
inline std::string_view name_of_type(std::uint32_t number) noexcept {
    const known_type* known = find_type(number);
    return known != nullptr ? known->name : number >= first_made_type ? "a type of the schema's own" : "another type of the server's";
}

} // namespace tenon::inline TENON_ABI::postgres::detail
