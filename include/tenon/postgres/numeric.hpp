// tenon/postgres/numeric.hpp: decimals as PostgreSQL's numeric, digit for digit. Source: numeric_send in
// src/backend/utils/adt/numeric.c: digits to the base of 10000, the weight of the first, a sign, and the digits to show.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/postgres/wire.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tenon::inline TENON_ABI::postgres::detail {

inline constexpr std::int16_t numeric_negative = 0x4000;

/// Whether a canonical decimal text is one that a DECIMAL(65,30), as Prisma declares it, holds without rounding.
inline bool fits_prisma(std::string_view text) noexcept {
    if (text.starts_with('-')) text.remove_prefix(1);
    const std::size_t point = std::min(text.find('.'), text.size());
    return point <= 35 && text.size() - point <= 31;
}

/// Appends a canonical decimal text in the binary form.
inline void append_numeric(std::string& out, std::string_view text) {
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    const std::size_t point = std::min(text.find('.'), text.size());
    const std::string_view integer = text.substr(0, point);
    const std::string_view fraction = point < text.size() ? text.substr(point + 1) : std::string_view();
    const std::size_t whole = (integer.size() + 3) / 4;
    const std::size_t fractional = (fraction.size() + 3) / 4;
    const auto digit_at = [&](std::size_t group, std::size_t place) -> int {
        if (group < whole) {
            const std::size_t padding = whole * 4 - integer.size();
            const std::size_t at = group * 4 + place;
            return at < padding ? 0 : integer[at - padding] - '0';
        }
        const std::size_t at = (group - whole) * 4 + place;
        return at < fraction.size() ? fraction[at] - '0' : 0;
    };
    const auto group_at = [&](std::size_t group) {
        int value = 0;
        for (std::size_t place = 0; place < 4; ++place) value = value * 10 + digit_at(group, place);
        return static_cast<std::int16_t>(value);
    };
    std::size_t first = 0, last = whole + fractional;
    while (first < last && group_at(first) == 0) ++first;
    while (last > first && group_at(last - 1) == 0) --last;

    char number[2];
    const auto put = [&](std::int16_t value) {
        write_big_endian(number, value);
        out.append(number, sizeof number);
    };
    put(static_cast<std::int16_t>(last - first));
    put(first == last ? std::int16_t{0} : static_cast<std::int16_t>(static_cast<int>(whole) - 1 - static_cast<int>(first)));
    put(negative && first != last ? numeric_negative : std::int16_t{0});
    put(static_cast<std::int16_t>(fraction.size()));
    for (std::size_t group = first; group < last; ++group) put(group_at(group));
}

/// Reads the binary form into text that any decimal is read from. False: not a number (NaN, infinity), or damaged.
inline bool read_numeric(std::string_view in, std::string& out) {
    out.clear();
    if (in.size() < 8) return false;
    const auto number = [&](std::size_t at) { return read_big_endian<std::int16_t>(in.data() + at); };
    const int groups = read_big_endian<std::uint16_t>(in.data()); // more than 32767 are possible
    const int weight = number(2), sign = number(4), scale = number(6);
    if ((sign != 0 && sign != numeric_negative) || scale < 0 || in.size() != 8 + 2 * static_cast<std::size_t>(groups))
        return false;
    bool sound = true;
    const auto append_group = [&](int group) { // of weight `weight - group`
        int value = group >= 0 && group < groups ? number(8 + 2 * static_cast<std::size_t>(group)) : 0;
        sound = sound && value >= 0 && value < 10'000;
        char digits[4];
        for (int place = 4; place-- > 0; value /= 10) digits[place] = static_cast<char>('0' + value % 10);
        out.append(digits, 4);
    };
    if (sign == numeric_negative) out += '-';
    out += '0';
    for (int group = 0; group <= weight; ++group) append_group(group);
    if (scale == 0) return sound;
    out += '.';
    const std::size_t point = out.size();
    for (int group = weight + 1; out.size() < point + static_cast<std::size_t>(scale); ++group) append_group(group);
    out.resize(point + static_cast<std::size_t>(scale));
    return sound;
}

} // namespace tenon::inline TENON_ABI::postgres::detail
