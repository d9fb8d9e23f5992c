// tenon/postgres/wire.hpp: numbers in the order of the network, and the type numbers of PostgreSQL that never change.
#pragma once

#include <tenon/core/column_type.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/wire.hpp>

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI::postgres::detail {

/// The same number with its bytes in the other order, where the machine's is not the network's.
template <std::unsigned_integral Bits> constexpr Bits swapped_for_network(Bits bits) noexcept {
    if constexpr (std::endian::native == std::endian::big || sizeof bits == 1) return bits;
    else if constexpr (sizeof bits == 2) return __builtin_bswap16(bits);
    else if constexpr (sizeof bits == 4) return __builtin_bswap32(bits);
    else return __builtin_bswap64(bits);
}

/// `value` as its bytes, the highest first.
template <std::integral Integer> void write_big_endian(char* out, Integer value) noexcept {
    const auto bits = swapped_for_network(static_cast<std::make_unsigned_t<Integer>>(value));
    std::memcpy(out, &bits, sizeof bits);
}

template <std::integral Integer> Integer read_big_endian(const char* in) noexcept {
    std::make_unsigned_t<Integer> bits;
    std::memcpy(&bits, in, sizeof bits);
    return static_cast<Integer>(swapped_for_network(bits));
}

/// The numbers of built-in types: src/include/catalog/pg_type.dat of PostgreSQL.
enum type_number : std::uint32_t {
    any_type = 0, // the server finds it out
    bool_type = 16, bytea_type = 17, int8_type = 20, int2_type = 21, int4_type = 23, text_type = 25, json_type = 114,
    float4_type = 700, float8_type = 701, bpchar_type = 1042, varchar_type = 1043, date_type = 1082,
    timestamp_type = 1114, timestamptz_type = 1184, numeric_type = 1700, uuid_type = 2950, jsonb_type = 3802,
    bool_array = 1000, bytea_array = 1001, int2_array = 1005, int4_array = 1007, text_array = 1009, int8_array = 1016,
    float4_array = 1021, float8_array = 1022, timestamp_array = 1115, date_array = 1182, timestamptz_array = 1185,
    numeric_array = 1231, uuid_array = 2951,
    first_made_type = 16'384, // FirstNormalObjectId: of what users make
};

/// The type in which a value is sent. Integers of any width go as int8: the server compares it with every width, and
/// refuses what a column cannot hold. What the column may have as one of several types is left to the server: an
/// enumeration is text or an enum, JSON is json or jsonb, and a timestamp has the same bytes with a zone and without.
constexpr std::uint32_t sent_type(column_type type) noexcept {
    if (type == column_type::text) return text_type;
    if (type == column_type::decimal) return numeric_type;
    return visit_wire(type, []<class Wire>(std::type_identity<Wire>) -> std::uint32_t {
        if constexpr (std::is_same_v<Wire, bool>) return bool_type;
        else if constexpr (std::is_same_v<Wire, std::int64_t>) return int8_type;
        else if constexpr (std::is_same_v<Wire, double>) return float8_type;
        else if constexpr (std::is_same_v<Wire, blob_view>) return bytea_type;
        else if constexpr (std::is_same_v<Wire, date>) return date_type;
        else if constexpr (std::is_same_v<Wire, uuid>) return uuid_type;
        else return any_type;
    });
}

/// An array's type, and that of its elements.
struct array_type {
    std::uint32_t array = any_type;
    std::uint32_t element = any_type;
};

/// The array that holds a list of values to compare a column with: elements as `sent_type` says.
constexpr array_type compared_array(column_type element, bool zoned) noexcept {
    switch (sent_type(element)) {
    case bool_type: return {bool_array, bool_type};
    case int8_type: return {int8_array, int8_type};
    case float8_type: return {float8_array, float8_type};
    case text_type: return {text_array, text_type};
    case bytea_type: return {bytea_array, bytea_type};
    case date_type: return {date_array, date_type};
    case uuid_type: return {uuid_array, uuid_type};
    case numeric_type: return {numeric_array, numeric_type};
    default: break;
    }
    if (element != column_type::timestamp) return {}; // as text
    return zoned ? array_type{timestamptz_array, timestamptz_type} : array_type{timestamp_array, timestamp_type};
}

/// The array that a column of lists is: elements as wide as the column's.
constexpr array_type stored_array(column_type element, bool zoned) noexcept {
    switch (element) {
    case column_type::int8:
    case column_type::int16:
    case column_type::uint8: return {int2_array, int2_type};
    case column_type::int32:
    case column_type::uint16: return {int4_array, int4_type};
    case column_type::float32: return {float4_array, float4_type};
    default: return compared_array(element, zoned);
    }
}

/// The days from 1970 to 2000, where PostgreSQL counts from.
inline constexpr std::int64_t epoch_days = 10'957;
inline constexpr std::int64_t epoch_milliseconds = epoch_days * 86'400'000;

} // namespace tenon::inline TENON_ABI::postgres::detail
