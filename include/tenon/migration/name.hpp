// tenon/migration/name.hpp: the names of migrations: `20260106093000_add_notes`, or `0_init` for what was there before any.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/values/timestamp.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace tenon::inline TENON_ABI::migration {

namespace detail {
constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
} // namespace detail

/// The longest part behind the time: with it a folder's name fits into every file system and into the history table.
inline constexpr std::size_t longest_slug = 200;

/// Whether a folder of this name is a migration: 14 digits of a time in UTC (or a single 0), `_`, and letters, digits, `_`,
/// `-` and `.`.
inline bool is_name(std::string_view name) noexcept {
    const std::size_t digits = std::min(name.find('_'), name.size());
    if (!std::all_of(name.begin(), name.begin() + static_cast<std::ptrdiff_t>(digits), detail::is_digit)) return false;
    const auto part = [&](std::size_t at) { return (name[at] - '0') * 10 + (name[at + 1] - '0'); };
    const bool is_time = digits == 14 && part(4) >= 1 && part(4) <= 12 && part(6) >= 1 && part(6) <= 31 && part(8) <= 23 &&
                         part(10) <= 59 && part(12) <= 59;
    if (!is_time && name.substr(0, digits) != "0") return false;
    const std::string_view slug = name.substr(std::min(digits + 1, name.size()));
    return !slug.empty() && slug.size() <= longest_slug && std::all_of(slug.begin(), slug.end(), [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || detail::is_digit(c) || c == '_' || c == '-' || c == '.';
    });
}

/// The time in the name of a migration; the least, where there is a single 0.
inline timestamp time_of(std::string_view name) noexcept {
    if (name.size() < 14 || name.find('_') < 14) return timestamp{};
    const auto number = [&](std::size_t at, std::size_t digits) {
        int value = 0;
        for (const char c : name.substr(at, digits)) value = value * 10 + (c - '0');
        return value;
    };
    const auto part = [&](std::size_t at) { return static_cast<unsigned>(number(at, 2)); };
    const std::chrono::sys_days day(std::chrono::year(number(0, 4)) / std::chrono::month(part(4)) / std::chrono::day(part(6)));
    return day + std::chrono::hours(part(8)) + std::chrono::minutes(part(10)) + std::chrono::seconds(part(12));
}

/// The name of a migration that is made at `time` and called `title`: in small letters, with `_` for what is no letter or
/// digit. A title without any gives a name that `is_name` refuses.
inline std::string make_name(timestamp time, std::string_view title) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - day));
    std::string name;
    const auto add = [&](auto number, std::size_t width) {
        const std::string digits = std::to_string(number);
        name.append(width - std::min(width, digits.size()), '0').append(digits);
    };
    add(static_cast<int>(date.year()), 4);
    add(static_cast<unsigned>(date.month()), 2);
    add(static_cast<unsigned>(date.day()), 2);
    add(clock.hours().count(), 2);
    add(clock.minutes().count(), 2);
    add(clock.seconds().count(), 2);
    const std::size_t slug = name.size() + 1;
    for (const char c : title) {
        const bool capital = c >= 'A' && c <= 'Z';
        const bool kept = capital || (c >= 'a' && c <= 'z') || detail::is_digit(c);
        if (!kept && (name.size() <= slug || name.back() == '_')) continue;
        if (name.size() < slug) name += '_';
        name += capital ? static_cast<char>(c - 'A' + 'a') : kept ? c : '_';
    }
    if (name.back() == '_') name.pop_back();
    if (name.size() > slug + longest_slug) name.resize(slug + longest_slug);
    return name;
}

} // namespace tenon::inline TENON_ABI::migration
