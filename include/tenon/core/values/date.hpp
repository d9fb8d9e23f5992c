// tenon/core/values/date.hpp: a day of the calendar, without a time or a zone.
//
//     tenon::date born = std::chrono::year{1815} / 12 / 10;
//     tenon::to_string(born);               // "1815-12-10"
//     tenon::parse_date("2026-02-30");      // std::nullopt: there is no such day
#pragma once

#include <tenon/core/column_type.hpp> // before the name below exists
#include <tenon/core/config.hpp>
#include <tenon/core/detail/civil.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tenon::inline TENON_ABI {

/// A day of the Gregorian calendar, extended to before it began.
using date = std::chrono::sys_days;

/// The length of a date's text.
inline constexpr std::size_t date_text_size = 10;

/// Whether `day` has the text form `YYYY-MM-DD`: years 0000 to 9999. (Year 0000 is the one before year 1.)
constexpr bool has_iso_text(date day) noexcept {
    const std::int64_t days = day.time_since_epoch().count();
    return days >= -719'528 && days <= 2'932'896;
}

/// Writes `YYYY-MM-DD` to `out` and returns it as a view of `out`: empty when `day` has no such text.
constexpr std::string_view write_date(date day, char (&out)[date_text_size]) noexcept {
    if (!has_iso_text(day)) return {};
    const auto civil = detail::civil_from_days(day.time_since_epoch().count());
    detail::write_month_and_day(detail::write_digits(out, static_cast<std::uint64_t>(civil.year), 4), civil);
    return {out, date_text_size};
}

/// `YYYY-MM-DD`, or an empty text when `day` has none (see `has_iso_text`). `date` is a name for a type of std::chrono,
/// so argument-dependent lookup does not find this function: call it as `tenon::to_string`.
inline std::string to_string(date day) {
    char text[date_text_size]{};
    return std::string(write_date(day, text));
}

/// Reads exactly `YYYY-MM-DD`; std::nullopt for anything else, and for days that do not exist.
constexpr std::optional<date> parse_date(std::string_view text) noexcept {
    detail::civil_day civil;
    if (!detail::take_digits(text, 4, civil.year) || !detail::take_month_and_day(text, civil) || !text.empty())
        return std::nullopt;
    return date{std::chrono::days{detail::days_from_civil(civil)}};
}

} // namespace tenon::inline TENON_ABI
