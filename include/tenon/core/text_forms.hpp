// tenon/core/text_forms.hpp: whether a text has a form that everybody knows.
//
//     static_assert(tenon::is_email("ann@acme.test"));
//     static_assert(tenon::is_semver("1.0.0-rc.1"));
#pragma once

#include <tenon/core/config.hpp>

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace tenon::inline TENON_ABI {

namespace detail {

constexpr bool is_ascii_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_ascii_letter_or_digit(char c) noexcept {
    return is_ascii_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Whether `is_part` holds of each part of a text between dots.
template <class IsPart> constexpr bool each_part(std::string_view text, IsPart is_part) {
    for (;;) {
        const std::size_t dot = std::min(text.find('.'), text.size());
        if (!is_part(text.substr(0, dot))) return false;
        if (dot == text.size()) return true;
        text.remove_prefix(dot + 1);
    }
}

constexpr bool is_host_label(std::string_view label) noexcept {
    return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
           std::all_of(label.begin(), label.end(), [](char c) { return c == '-' || is_ascii_letter_or_digit(c); });
}

constexpr bool is_semver_number(std::string_view text) noexcept {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_ascii_digit) && (text.size() == 1 || text[0] != '0');
}
constexpr bool is_semver_word(std::string_view text) noexcept {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c == '-' || is_ascii_letter_or_digit(c); });
}

} // namespace detail

/// Whether a text is an e-mail address as a browser takes it (HTML, `input type=email`): no quotes, comments or addresses of
/// machines, ASCII only; and of at most 254 bytes, 64 of them before the @ (RFC 5321). Whether anybody reads it, only a
/// message can tell.
constexpr bool is_email(std::string_view text) noexcept {
    constexpr std::string_view signs = ".!#$%&'*+/=?^_`{|}~-";
    const std::size_t at = text.find('@');
    if (text.size() > 254 || at == std::string_view::npos || at == 0 || at > 64) return false;
    const std::string_view local = text.substr(0, at);
    return std::all_of(local.begin(), local.end(),
                       [&](char c) { return detail::is_ascii_letter_or_digit(c) || signs.find(c) != std::string_view::npos; }) &&
           detail::each_part(text.substr(at + 1), detail::is_host_label);
}

/// Whether a text is a version of Semantic Versioning 2.0.0: `1.2.3`, `1.0.0-rc.1+build.5`; no `v` before it.
constexpr bool is_semver(std::string_view text) noexcept {
    if (const std::size_t plus = text.find('+'); plus != std::string_view::npos) {
        if (!detail::each_part(text.substr(plus + 1), detail::is_semver_word)) return false;
        text = text.substr(0, plus);
    }
    if (const std::size_t minus = text.find('-'); minus != std::string_view::npos) {
        const auto is_identifier = [](std::string_view part) {
            return detail::is_semver_word(part) &&
                   (!std::all_of(part.begin(), part.end(), detail::is_ascii_digit) || detail::is_semver_number(part));
        };
        if (!detail::each_part(text.substr(minus + 1), is_identifier)) return false;
        text = text.substr(0, minus);
    }
    return std::count(text.begin(), text.end(), '.') == 2 && detail::each_part(text, detail::is_semver_number);
}

} // namespace tenon::inline TENON_ABI
