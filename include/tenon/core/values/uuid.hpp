// tenon/core/values/uuid.hpp: a universally unique identifier (RFC 9562), as its 16 bytes.
//
//     constexpr auto id = *tenon::parse_uuid("f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/detail/digits.hpp>

#include <array>
#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tenon::inline TENON_ABI {

/// A UUID. The default is the nil UUID. The order is that of the bytes, which is also that of the texts.
struct uuid {
    std::array<std::byte, 16> bytes{};

    friend bool operator==(const uuid&, const uuid&) = default;
    friend auto operator<=>(const uuid&, const uuid&) = default;
};

/// The length of a UUID's text.
inline constexpr std::size_t uuid_text_size = 36;

namespace detail {

constexpr bool is_uuid_hyphen(std::size_t index) noexcept {
    return index == 8 || index == 13 || index == 18 || index == 23;
}

} // namespace detail

/// Writes the 36 characters of `id`, in lower case, to `out`, which must have room for them. No NUL is added.
constexpr void write_uuid(const uuid& id, char* out) noexcept {
    std::size_t at = 0;
    for (const std::byte byte : id.bytes) {
        if (detail::is_uuid_hyphen(at)) out[at++] = '-';
        out[at++] = detail::hex_digits[std::to_integer<unsigned>(byte) >> 4U];
        out[at++] = detail::hex_digits[std::to_integer<unsigned>(byte) & 15U];
    }
}

/// The 36 characters of `id`, in lower case.
inline std::string to_string(const uuid& id) {
    std::string text(uuid_text_size, '-');
    write_uuid(id, text.data());
    return text;
}

/// Reads the form of 36 characters, in either case; std::nullopt for anything else. Any version and variant will do.
constexpr std::optional<uuid> parse_uuid(std::string_view text) noexcept {
    if (text.size() != uuid_text_size) return std::nullopt;
    uuid id;
    std::size_t at = 0;
    for (std::byte& byte : id.bytes) {
        if (detail::is_uuid_hyphen(at) && text[at++] != '-') return std::nullopt;
        const unsigned high = detail::hex_value(text[at++]);
        const unsigned low = detail::hex_value(text[at++]);
        if ((high | low) > 15) return std::nullopt;
        byte = static_cast<std::byte>(high << 4U | low);
    }
    return id;
}

} // namespace tenon::inline TENON_ABI
