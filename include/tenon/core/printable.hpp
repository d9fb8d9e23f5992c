// tenon/core/printable.hpp: names from outside, fit for a message and a log.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/utf8.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace tenon::inline TENON_ABI {

namespace detail {

// Characters that end a line or steer a terminal: C0, DEL, C1, and Unicode's separators of lines and paragraphs.
constexpr bool is_steering(std::string_view character) noexcept {
    if (character.size() == 1) return static_cast<unsigned char>(character[0]) < 0x20 || character[0] == 0x7F;
    return (character[0] == '\xC2' && static_cast<unsigned char>(character[1]) < 0xA0) || character == "\xE2\x80\xA8" ||
           character == "\xE2\x80\xA9";
}

} // namespace detail

/// The beginning of a text, at most so many bytes of it: valid UTF-8 without control characters. What is neither is a `?` each.
TENON_RARE std::string printable(std::string_view text, std::size_t most) {
    std::string shown;
    while (!text.empty()) {
        const std::size_t length = detail::utf8_sequence_length(text.data(), text.data() + text.size());
        const std::string_view character = text.substr(0, length == 0 ? 1 : length);
        const std::string_view told = length == 0 || detail::is_steering(character) ? std::string_view("?") : character;
        if (shown.size() + told.size() > most) break;
        shown += told;
        text.remove_prefix(character.size());
    }
    return shown;
}

} // namespace tenon::inline TENON_ABI
