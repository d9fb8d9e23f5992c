// tenon/core/base64.hpp: bytes as text (RFC 4648, section 4, padded): what other programs read and write.
//
//     tenon::to_base64("\x01\xff")   // "Af8="
#pragma once

#include <tenon/core/config.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tenon::inline TENON_ABI {

namespace detail {

inline constexpr std::string_view base64_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Six bits a digit, without padding.
inline std::string to_digits(std::string_view bytes, std::string_view digits) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (const char c : bytes) {
        bits = bits << 8U | static_cast<unsigned char>(c);
        for (held += 8; held >= 6;) text += digits[bits >> (held -= 6) & 63U];
    }
    if (held != 0) text += digits[bits << (6 - held) & 63U];
    return text;
}

/// The bytes of a text that `to_digits` gives; nothing for any other.
inline std::optional<std::string> from_digits(std::string_view text, std::string_view digits) {
    std::string bytes;
    bytes.reserve(text.size() * 3 / 4);
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (const char c : text) {
        const std::size_t digit = digits.find(c);
        if (digit == std::string_view::npos) return std::nullopt;
        bits = bits << 6U | static_cast<std::uint32_t>(digit);
        held += 6;
        if (held >= 8) bytes += static_cast<char>(bits >> (held -= 8) & 0xffU);
    }
    // A digit that gives no byte, or bits that are left over: it was not written above.
    if (held == 6 || (bits & ((1U << held) - 1)) != 0) return std::nullopt;
    return bytes;
}

} // namespace detail

/// The text of any bytes.
inline std::string to_base64(std::string_view bytes) {
    std::string text = detail::to_digits(bytes, detail::base64_digits);
    while (text.size() % 4 != 0) text += '=';
    return text;
}

/// The bytes of a text that `to_base64` gives; nothing for any other.
inline std::optional<std::string> from_base64(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
    return detail::from_digits(text, detail::base64_digits);
}

} // namespace tenon::inline TENON_ABI
