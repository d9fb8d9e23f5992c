// tenon/postgres/values.hpp: single values in PostgreSQL's binary forms, and back. What PostgreSQL cannot hold, or what
// would not come back the same, is refused here.
#pragma once

#include <tenon/core/column_type.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/errc.hpp>
#include <tenon/core/utf8.hpp>
#include <tenon/core/values.hpp>
#include <tenon/postgres/numeric.hpp>
#include <tenon/postgres/wire.hpp>

#include <array>
#include <bit>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace tenon::inline TENON_ABI::postgres::detail {

/// A value may have at most 1 GB: MaxAllocSize.
inline constexpr std::size_t most_bytes = 0x3fff'ffff;

/// Sixteen bytes that are compared at a time, and the answers: -1 where something holds, else 0.
using signed_bytes [[gnu::vector_size(16)]] = signed char;

TENON_INLINE bool are_all_true(signed_bytes answers) noexcept {
#if defined(__SSE2__)
    return __builtin_ia32_pmovmskb128(reinterpret_cast<char __attribute__((vector_size(16)))>(answers)) == 0xffff;
#else
    const auto words = std::bit_cast<std::array<std::uint64_t, 2>>(answers);
    return (words[0] & words[1]) == ~std::uint64_t{0};
#endif
}

/// Whether a text of 8 to 32 bytes, as most are, is ASCII without NUL: each byte, with its sign, is greater than 0. What is
/// loaded may overlap, as in is_valid_utf8.
TENON_INLINE bool is_plain(std::string_view text) noexcept {
    const char* const first = text.data();
    const char* const end = first + text.size();
    if (text.size() - 16 <= 16) [[likely]] {
        const auto is_greater = [](const char* at) { return tenon::detail::load_unaligned<signed_bytes>(at) > 0; };
        return are_all_true(is_greater(first) & is_greater(end - 16));
    }
    if (text.size() - 8 > 8) return false;
    using words [[gnu::vector_size(16)]] = std::uint64_t;
    const words ends{tenon::detail::load_word(first), tenon::detail::load_word(end - 8)};
    return are_all_true(reinterpret_cast<signed_bytes>(ends) > 0);
}

TENON_NOINLINE inline errc refusal_of_other(std::string_view text) noexcept {
    if (text.size() > most_bytes) return errc::too_long;
    if (!text.empty() && std::memchr(text.data(), 0, text.size()) != nullptr) return errc::invalid_value;
    return is_valid_utf8(text) ? errc::ok : errc::invalid_value;
}

/// Why PostgreSQL cannot hold a value exactly, or errc::ok. Text has no NUL there.
TENON_INLINE errc refusal(std::string_view text) noexcept {
    if (is_plain(text)) [[likely]] return errc::ok;
    return refusal_of_other(text);
}
inline errc refusal(blob_view bytes) noexcept { return bytes.size() > most_bytes ? errc::too_long : errc::ok; }
/// PostgreSQL has it, SQLite does not: refused here too, so that both behave alike.
inline errc refusal(double real) noexcept { return std::isnan(real) ? errc::invalid_value : errc::ok; }
/// From 4714-11-24 BC to before 294277: MIN_TIMESTAMP and END_TIMESTAMP.
inline errc refusal(timestamp time) noexcept {
    const auto count = time.time_since_epoch().count();
    return count >= -210'866'803'200'000 && count < 9'224'318'016'000'000 ? errc::ok : errc::out_of_range;
}
inline errc refusal(date day) noexcept { return has_iso_text(day) ? errc::ok : errc::out_of_range; }

inline std::int64_t to_microseconds(timestamp time) noexcept {
    return (time.time_since_epoch().count() - epoch_milliseconds) * 1000;
}
inline std::int32_t to_days(date day) noexcept {
    return static_cast<std::int32_t>(day.time_since_epoch().count() - epoch_days);
}

/// Appends a value as an element of the type `as`. errc::ok, or why it cannot be held.
inline errc append_value(std::string& out, column_type, std::uint32_t, bool value) {
    out += value ? '\1' : '\0';
    return errc::ok;
}
inline errc append_value(std::string& out, column_type, std::uint32_t as, std::int64_t value) {
    char bytes[8];
    const std::size_t size = as == int2_type ? 2 : as == int4_type ? 4 : 8;
    write_big_endian(bytes, value);
    out.append(bytes + 8 - size, size);
    return errc::ok;
}
inline errc append_value(std::string& out, column_type, std::uint32_t as, double value) {
    if (const errc refused = refusal(value); refused != errc::ok) return refused;
    char bytes[8];
    if (as == float4_type) write_big_endian(bytes, std::bit_cast<std::uint32_t>(static_cast<float>(value)));
    else write_big_endian(bytes, std::bit_cast<std::uint64_t>(value));
    out.append(bytes, as == float4_type ? 4 : 8);
    return errc::ok;
}
inline errc append_value(std::string& out, column_type type, std::uint32_t, std::string_view value) {
    if (const errc refused = refusal(value); refused != errc::ok) return refused;
    if (type == column_type::decimal) append_numeric(out, value);
    else out += value;
    return errc::ok;
}
inline errc append_value(std::string& out, column_type, std::uint32_t, blob_view value) {
    if (const errc refused = refusal(value); refused != errc::ok) return refused;
    out.append(reinterpret_cast<const char*>(value.data()), value.size());
    return errc::ok;
}
inline errc append_value(std::string& out, column_type, std::uint32_t, timestamp value) {
    if (const errc refused = refusal(value); refused != errc::ok) return refused;
    char bytes[8];
    write_big_endian(bytes, to_microseconds(value));
    out.append(bytes, sizeof bytes);
    return errc::ok;
}
inline errc append_value(std::string& out, column_type, std::uint32_t, date value) {
    if (const errc refused = refusal(value); refused != errc::ok) return refused;
    char bytes[4];
    write_big_endian(bytes, to_days(value));
    out.append(bytes, sizeof bytes);
    return errc::ok;
}
inline errc append_value(std::string& out, column_type, std::uint32_t, const uuid& value) {
    out.append(reinterpret_cast<const char*>(value.bytes.data()), value.bytes.size());
    return errc::ok;
}

/// Reads a value of the type `as`: errc::schema_mismatch where that is no such value.
inline errc read_value(std::uint32_t as, std::string_view bytes, bool& out) noexcept {
    if (as != bool_type || bytes.size() != 1) return errc::schema_mismatch;
    out = bytes[0] != 0;
    return errc::ok;
}
inline errc read_value(std::uint32_t as, std::string_view bytes, std::int64_t& out) noexcept {
    if (as == int4_type && bytes.size() == 4) out = read_big_endian<std::int32_t>(bytes.data());
    else if (as == int8_type && bytes.size() == 8) out = read_big_endian<std::int64_t>(bytes.data());
    else if (as == int2_type && bytes.size() == 2) out = read_big_endian<std::int16_t>(bytes.data());
    else if (as == bool_type && bytes.size() == 1) out = bytes[0] != 0 ? 1 : 0; // of EXISTS
    else return errc::schema_mismatch;
    return errc::ok;
}
inline errc read_value(std::uint32_t as, std::string_view bytes, double& out) noexcept {
    if (as == float8_type && bytes.size() == 8) out = std::bit_cast<double>(read_big_endian<std::uint64_t>(bytes.data()));
    else if (as == float4_type && bytes.size() == 4)
        out = static_cast<double>(std::bit_cast<float>(read_big_endian<std::uint32_t>(bytes.data())));
    else return errc::schema_mismatch;
    return errc::ok;
}
/// The fraction of a millisecond, which only others can have stored, is left out, downwards.
inline errc read_value(std::uint32_t as, std::string_view bytes, timestamp& out) noexcept {
    if ((as != timestamptz_type && as != timestamp_type) || bytes.size() != 8) return errc::schema_mismatch;
    const auto count = read_big_endian<std::int64_t>(bytes.data());
    if (count == INT64_MAX || count == INT64_MIN) return errc::out_of_range; // infinity
    constexpr std::uint64_t shift = 9'223'372'036'854'775'000U; // what is not negative is divided downwards, and faster
    const std::uint64_t shifted = static_cast<std::uint64_t>(count) + shift;
    out = timestamp(std::chrono::milliseconds(static_cast<std::int64_t>(shifted / 1000 - shift / 1000) + epoch_milliseconds));
    return errc::ok;
}
inline errc read_value(std::uint32_t as, std::string_view bytes, date& out) noexcept {
    if (as != date_type || bytes.size() != 4) return errc::schema_mismatch;
    const auto days = read_big_endian<std::int32_t>(bytes.data());
    out = date(std::chrono::days(days) + std::chrono::days(epoch_days));
    return has_iso_text(out) ? errc::ok : errc::out_of_range;
}
inline errc read_value(std::uint32_t as, std::string_view bytes, uuid& out) noexcept {
    if (as != uuid_type || bytes.size() != out.bytes.size()) return errc::schema_mismatch;
    std::memcpy(out.bytes.data(), bytes.data(), bytes.size());
    return errc::ok;
}
inline errc read_value(std::uint32_t as, std::string_view bytes, blob_view& out) noexcept {
    if (as != bytea_type) return errc::schema_mismatch;
    out = {reinterpret_cast<const std::byte*>(bytes.data()), bytes.size()};
    return errc::ok;
}

} // namespace tenon::inline TENON_ABI::postgres::detail
