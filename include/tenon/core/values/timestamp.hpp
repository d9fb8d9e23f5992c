// tenon/core/values/timestamp.hpp: a point in time, in UTC, to the millisecond.
//
//     tenon::timestamp t = *tenon::parse_timestamp("2026-01-06T01:30:00+01:30");
//     tenon::to_string(t);                   // "2026-01-06T00:00:00.000Z"
#pragma once

#include <tenon/core/column_type.hpp> // before the name below exists
#include <tenon/core/config.hpp>
#include <tenon/core/detail/civil.hpp>
#include <tenon/core/detail/digits.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace tenon::inline TENON_ABI {

/// Milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
using timestamp = std::chrono::sys_time<std::chrono::milliseconds>;

/// Room enough for the text of any timestamp.
inline constexpr std::size_t timestamp_text_capacity = 32;

/// Writes `YYYY-MM-DDTHH:MM:SS.mmmZ` to `out` and returns it as a view of `out`. Years outside 0000 to 9999 get a sign
/// and at least six digits: the expanded form of ISO 8601.
constexpr std::string_view write_timestamp(timestamp time, char (&out)[timestamp_text_capacity]) noexcept {
    constexpr std::int64_t day = 86'400'000;
    const std::int64_t count = time.time_since_epoch().count();
    // Not std::chrono::floor: the first day of the range begins before the range does.
    const std::int64_t days = count / day - (count % day < 0 ? 1 : 0);
    const auto rest = static_cast<std::uint64_t>(count % day + (count % day < 0 ? day : 0));
    const auto civil = detail::civil_from_days(days);
    const auto year = static_cast<std::uint64_t>(civil.year < 0 ? -civil.year : civil.year);
    char* at = out;
    if (civil.year >= 0 && civil.year <= 9999) {
        at = detail::write_digits(at, year, 4);
    } else {
        std::size_t width = 6;
        for (auto more = year / 1'000'000; more != 0; more /= 10)
            ++width;
        *at++ = civil.year < 0 ? '-' : '+';
        at = detail::write_digits(at, year, width);
    }
    at = detail::write_month_and_day(at, civil);
    *at++ = 'T';
    at = detail::write_digits(at, rest / 3'600'000, 2);
    *at++ = ':';
    at = detail::write_digits(at, rest / 60'000 % 60, 2);
    *at++ = ':';
    at = detail::write_digits(at, rest / 1'000 % 60, 2);
    *at++ = '.';
    at = detail::write_digits(at, rest % 1'000, 3);
    *at++ = 'Z';
    return {out, static_cast<std::size_t>(at - out)};
}

/// The text that `write_timestamp` writes. `timestamp` is a name for a type of std::chrono, so argument-dependent
/// lookup does not find this function: call it as `tenon::to_string`.
inline std::string to_string(timestamp time) {
    char text[timestamp_text_capacity]{};
    return std::string(write_timestamp(time, text));
}

namespace detail {

constexpr bool take_year(std::string_view& rest, std::int64_t& year) noexcept {
    if (rest.empty() || (rest.front() != '-' && rest.front() != '+')) return take_digits(rest, 4, year);
    const bool negative = rest.front() == '-';
    rest.remove_prefix(1);
    std::size_t width = 0;
    while (width < rest.size() && is_digit(rest[width]))
        ++width;
    if (width < 6 || width > 9 || (width > 6 && rest.front() == '0')) return false;
    if (!take_digits(rest, width, year) || (negative && year == 0)) return false;
    if (negative) year = -year;
    return true;
}

// A fraction of a second, if there is one. More than milliseconds can hold is refused, not rounded.
constexpr bool take_milliseconds(std::string_view& rest, std::int64_t& milliseconds) noexcept {
    if (!take_char(rest, '.')) return true;
    std::size_t width = 0;
    while (width < rest.size() && is_digit(rest[width]))
        ++width;
    if (width < 1 || width > 9) return false;
    std::int64_t nanoseconds = 0;
    take_digits(rest, width, nanoseconds);
    for (; width < 9; ++width)
        nanoseconds *= 10;
    milliseconds = nanoseconds / 1'000'000;
    return nanoseconds % 1'000'000 == 0;
}

// `Z`, `+HH:MM`, `-HH:MM`, or the `+HH` of PostgreSQL.
constexpr bool take_offset(std::string_view& rest, std::int64_t& seconds) noexcept {
    if (take_char(rest, 'Z')) return true;
    const bool negative = take_char(rest, '-');
    if (!negative && !take_char(rest, '+')) return false;
    std::int64_t hours = 0;
    std::int64_t minutes = 0;
    if (!take_digits(rest, 2, hours) || hours > 23) return false;
    if (take_char(rest, ':') && (!take_digits(rest, 2, minutes) || minutes > 59)) return false;
    seconds = hours * 3'600 + minutes * 60;
    if (negative) seconds = -seconds;
    return true;
}

// Seconds and milliseconds as one count, unless it has no room for them.
constexpr std::optional<timestamp> make_timestamp(std::int64_t seconds, std::int64_t milliseconds) noexcept {
    using limits = std::numeric_limits<std::int64_t>;
    // Below zero, one second is moved to the milliseconds: the product must not fall below the range before the sum.
    if (seconds < 0) {
        ++seconds;
        milliseconds -= 1'000;
    }
    if (seconds > limits::max() / 1'000 || seconds < limits::min() / 1'000) return std::nullopt;
    seconds *= 1'000;
    if (milliseconds > 0 ? seconds > limits::max() - milliseconds : seconds < limits::min() - milliseconds)
        return std::nullopt;
    return timestamp{std::chrono::milliseconds{seconds + milliseconds}};
}

} // namespace detail

/// Reads what `to_string` writes, and besides: a space for the `T`; no fraction, or one of 1 to 9 digits; an offset
/// (`+01:30`, `-08:00`, `+00`) for the `Z`. With a space the zone may be missing: then it is UTC, as SQLite's
/// `datetime()` writes it.
/// std::nullopt for anything else: for times that do not exist (February 30, 24:00, a 61st second), for what
/// milliseconds cannot hold exactly or the type not at all, and for anything before or after the text.
constexpr std::optional<timestamp> parse_timestamp(std::string_view text) noexcept {
    detail::civil_day civil;
    std::int64_t hours = 0;
    std::int64_t minutes = 0;
    std::int64_t seconds = 0;
    std::int64_t milliseconds = 0;
    std::int64_t offset = 0;
    if (!detail::take_year(text, civil.year) || !detail::take_month_and_day(text, civil)) return std::nullopt;
    const bool spaced = detail::take_char(text, ' ');
    if (!spaced && !detail::take_char(text, 'T')) return std::nullopt;
    if (!detail::take_digits(text, 2, hours) || hours > 23 || !detail::take_char(text, ':') ||
        !detail::take_digits(text, 2, minutes) || minutes > 59 || !detail::take_char(text, ':') ||
        !detail::take_digits(text, 2, seconds) || seconds > 59)
        return std::nullopt;
    if (!detail::take_milliseconds(text, milliseconds)) return std::nullopt;
    const bool utc = spaced && text.empty();
    if (!utc && (!detail::take_offset(text, offset) || !text.empty())) return std::nullopt;
    seconds += detail::days_from_civil(civil) * 86'400 + hours * 3'600 + minutes * 60 - offset;
    return detail::make_timestamp(seconds, milliseconds);
}

} // namespace tenon::inline TENON_ABI
