// tenon/core/detail/civil.hpp: days as years, months and days, and the digits in which both are written. The calendar
// of <chrono> ends at year 32767; timestamps do not.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/detail/digits.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tenon::inline TENON_ABI::detail {

struct civil_day {
    std::int64_t year = 0;
    unsigned month = 1;
    unsigned day = 1;
};

// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": a year begins in March, and an era has 400 of them.
constexpr civil_day civil_from_days(std::int64_t days) noexcept {
    days += 719'468;
    const std::int64_t era = (days >= 0 ? days : days - 146'096) / 146'097;
    const auto day_of_era = static_cast<unsigned>(days - era * 146'097);
    const unsigned year_of_era = (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
    const unsigned day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const unsigned shifted = (5 * day_of_year + 2) / 153;
    const unsigned month = shifted < 10 ? shifted + 3 : shifted - 9;
    return {static_cast<std::int64_t>(year_of_era) + era * 400 + (month <= 2 ? 1 : 0), month,
            day_of_year - (153 * shifted + 2) / 5 + 1};
}

constexpr std::int64_t days_from_civil(civil_day date) noexcept {
    const std::int64_t year = date.month <= 2 ? date.year - 1 : date.year;
    const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
    const auto year_of_era = static_cast<unsigned>(year - era * 400);
    const unsigned shifted = date.month > 2 ? date.month - 3 : date.month + 9;
    const unsigned day_of_year = (153 * shifted + 2) / 5 + date.day - 1;
    const unsigned day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146'097 + static_cast<std::int64_t>(day_of_era) - 719'468;
}

constexpr bool exists(civil_day date) noexcept {
    if (date.month < 1 || date.month > 12 || date.day < 1) return false;
    const bool leap = date.year % 4 == 0 && (date.year % 100 != 0 || date.year % 400 == 0);
    if (date.month == 2) return date.day <= (leap ? 29U : 28U);
    const bool is_short = date.month == 4 || date.month == 6 || date.month == 9 || date.month == 11;
    return date.day <= (is_short ? 30U : 31U);
}

// The last `width` digits of `value`, zeros first. Returns the end of what was written.
constexpr char* write_digits(char* out, std::uint64_t value, std::size_t width) noexcept {
    for (std::size_t i = width; i-- > 0; value /= 10)
        out[i] = static_cast<char>('0' + value % 10);
    return out + width;
}

// Takes exactly `width` digits (at most 18) off the front of `rest`.
template <class Number>
constexpr bool take_digits(std::string_view& rest, std::size_t width, Number& out) noexcept {
    if (rest.size() < width) return false;
    std::int64_t value = 0;
    for (std::size_t i = 0; i < width; ++i) {
        if (!is_digit(rest[i])) return false;
        value = value * 10 + (rest[i] - '0');
    }
    rest.remove_prefix(width);
    out = static_cast<Number>(value);
    return true;
}

constexpr bool take_char(std::string_view& rest, char expected) noexcept {
    if (rest.empty() || rest.front() != expected) return false;
    rest.remove_prefix(1);
    return true;
}

constexpr char* write_month_and_day(char* out, civil_day date) noexcept {
    *out++ = '-';
    out = write_digits(out, date.month, 2);
    *out++ = '-';
    return write_digits(out, date.day, 2);
}

constexpr bool take_month_and_day(std::string_view& rest, civil_day& date) noexcept {
    return take_char(rest, '-') && take_digits(rest, 2, date.month) && take_char(rest, '-') &&
           take_digits(rest, 2, date.day) && exists(date);
}

} // namespace tenon::inline TENON_ABI::detail
