// tenon/core/detail/decimal_text.hpp: decimal numbers as text: taking them apart, and bringing them to one form.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/detail/digits.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tenon::inline TENON_ABI {

/// The most digits before and after the point that a `decimal` may have: those of PostgreSQL's numeric.
inline constexpr std::size_t decimal_integer_digits_limit = 131'072;
inline constexpr std::size_t decimal_fraction_digits_limit = 16'383;

namespace detail {

// The parts of a canonical text: `-`? digits (`.` digits)?, with no zero that could be left out, and no "-0".
struct decimal_parts {
    bool canonical = false;
    bool negative = false;
    std::string_view integer;
    std::string_view fraction;
};

constexpr std::size_t count_digits(std::string_view text) noexcept {
    std::size_t count = 0;
    while (count < text.size() && is_digit(text[count]))
        ++count;
    return count;
}

constexpr decimal_parts split_decimal(std::string_view text) noexcept {
    decimal_parts parts;
    parts.negative = !text.empty() && text.front() == '-';
    if (parts.negative) text.remove_prefix(1);
    parts.integer = text.substr(0, count_digits(text));
    text.remove_prefix(parts.integer.size());
    const bool zero = parts.integer == "0";
    if (parts.integer.empty() || (!zero && parts.integer.front() == '0')) return parts;
    if (text.empty()) {
        parts.canonical = !(zero && parts.negative);
    } else if (text.front() == '.') {
        parts.fraction = text.substr(1);
        parts.canonical = !parts.fraction.empty() && count_digits(parts.fraction) == parts.fraction.size() &&
                          parts.fraction.back() != '0';
    }
    return parts;
}

// Reads any number into canonical text; false when it is none or too long.
inline bool read_decimal(std::string_view text, std::string& out) {
    const bool negative = !text.empty() && text.front() == '-';
    if (negative || (!text.empty() && text.front() == '+')) text.remove_prefix(1);
    const std::string_view integer = text.substr(0, count_digits(text));
    text.remove_prefix(integer.size());
    std::string_view fraction;
    if (!text.empty() && text.front() == '.') {
        fraction = text.substr(1, count_digits(text.substr(1)));
        text.remove_prefix(1 + fraction.size());
    }
    if (integer.empty() && fraction.empty()) return false;
    std::int64_t exponent = 0;
    if (!text.empty()) {
        if (text.front() != 'e' && text.front() != 'E') return false;
        text.remove_prefix(1);
        const bool below = !text.empty() && text.front() == '-';
        if (below || (!text.empty() && text.front() == '+')) text.remove_prefix(1);
        if (text.empty() || count_digits(text) != text.size()) return false;
        // An exponent that no length of digits in memory could make up for need not be known exactly.
        for (const char digit : text)
            if (exponent < INT64_MAX / 100) exponent = exponent * 10 + (digit - '0');
        if (below) exponent = -exponent;
    }
    // Digits are counted from the first of the integer; the point stands before digit number `point`.
    const auto integer_size = static_cast<std::int64_t>(integer.size());
    const auto digit = [&](std::int64_t i) {
        return i < integer_size ? integer[static_cast<std::size_t>(i)]
                                : fraction[static_cast<std::size_t>(i - integer_size)];
    };
    std::int64_t first = 0;
    std::int64_t end = integer_size + static_cast<std::int64_t>(fraction.size());
    while (first < end && digit(first) == '0')
        ++first;
    while (end > first && digit(end - 1) == '0')
        --end;
    out.clear();
    if (first == end) {
        out = '0';
        return true;
    }
    const std::int64_t point = integer_size + exponent;
    if (point - first > static_cast<std::int64_t>(decimal_integer_digits_limit)) return false;
    if (end - point > static_cast<std::int64_t>(decimal_fraction_digits_limit)) return false;
    if (negative) out += '-';
    if (point <= first) {
        out += "0.";
        out.append(static_cast<std::size_t>(first - point), '0');
    }
    for (auto i = first; i < end; ++i) {
        if (i == point && i != first) out += '.';
        out += digit(i);
    }
    if (point > end) out.append(static_cast<std::size_t>(point - end), '0');
    return true;
}

} // namespace detail

} // namespace tenon::inline TENON_ABI
