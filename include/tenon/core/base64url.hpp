// tenon/core/base64url.hpp: bytes as a text that URLs, headers and JSON take as it is (RFC 4648, section 5, unpadded).
//
//     tenon::to_base64url("\x01\xff")   // "Af8"
#pragma once

#include <tenon/core/config.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tenon::inline TENON_ABI {

namespace detail {
inline constexpr std::string_view base64url_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
}

/// The text of any bytes.
inline std::string to_base64url(std::string_view bytes) {
    std::string text;
    text.reserve((bytes.size() * 4 + 2) / 3);
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (const char c : bytes) {
        bits = bits << 8U | static_cast<unsigned char>(c);
        for (held += 8; held >= 6;) text += detail::base64url_digits[bits >> (held -= 6) & 63U];
    }
    if (held != 0) text += detail::base64url_digits[bits << (6 - held) & 63U];
    return text;
}

/// The bytes of a text that `to_base64url` gives; nothing for any other.
inline std::optional<std::string> from_base64url(std::string_view text) {
    std::string bytes;
    bytes.reserve(text.size() * 3 / 4);
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (const char c : text) {
        const std::size_t digit = detail::base64url_digits.find(c);
        if (digit == std::string_view::npos) return std::nullopt;
        bits = bits << 6U | static_cast<std::uint32_t>(digit);
        held += 6;
        if (held >= 8) bytes += static_cast<char>(bits >> (held -= 8) & 0xffU);
    }
    // A digit that gives no byte, or bits that are left over: it was not written above.
    if (held == 6 || (bits & ((1U << held) - 1)) != 0) return std::nullopt;
    return bytes;
}

} // namespace tenon::inline TENON_ABI
