// tenon/core/detail/digits.hpp: characters that are digits.
#pragma once

#include <tenon/core/config.hpp>

namespace tenon::inline TENON_ABI::detail {

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

inline constexpr char hex_digits[] = "0123456789abcdef";

// The value of a hexadecimal digit of either case, or 16.
constexpr unsigned hex_value(char digit) noexcept {
    if (is_digit(digit)) return static_cast<unsigned>(digit - '0');
    if (digit >= 'a' && digit <= 'f') return static_cast<unsigned>(digit - 'a' + 10);
    if (digit >= 'A' && digit <= 'F') return static_cast<unsigned>(digit - 'A' + 10);
    return 16;
}

} // namespace tenon::inline TENON_ABI::detail
