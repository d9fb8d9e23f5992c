// tenon/core/detail/json_scanner.hpp: the tokens of JSON (RFC 8259), for those who check or read it.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/detail/digits.hpp>

#include <cstddef>
#include <string_view>

namespace tenon::inline TENON_ABI::detail {

// Walks over a text, token by token. Every `take…` moves past what it names and answers true, or answers false: then
// the text is not JSON, or not the JSON that was expected, and where the scanner stands no longer matters.
class json_scanner {
public:
    constexpr explicit json_scanner(std::string_view text) noexcept : text_(text) {}

    constexpr bool at_end() const noexcept { return at_ == text_.size(); }

    // The next character; NUL, which no token begins with, at the end.
    constexpr char peek() const noexcept { return at_ < text_.size() ? text_[at_] : '\0'; }

    constexpr void skip_space() noexcept {
        while (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t')
            ++at_;
    }

    constexpr bool take(char expected) noexcept {
        if (at_end() || text_[at_] != expected) return false;
        ++at_;
        return true;
    }

    constexpr bool take_word(std::string_view word) noexcept {
        if (text_.substr(at_, word.size()) != word) return false;
        at_ += word.size();
        return true;
    }

    // `raw` is what stands between the quotes, escapes as they are. Whether it is UTF-8 is the caller's question.
    constexpr bool take_string(std::string_view& raw) noexcept {
        if (!take('"')) return false;
        const auto begin = at_;
        for (; !at_end(); ++at_) {
            const char c = text_[at_];
            if (c == '"') {
                raw = text_.substr(begin, at_ - begin);
                ++at_;
                return true;
            }
            if (static_cast<unsigned char>(c) < 0x20) return false;
            if (c == '\\' && !take_escape()) return false;
        }
        return false;
    }

    constexpr bool take_number(std::string_view& raw) noexcept {
        const auto begin = at_;
        take('-');
        if (!take('0') && !take_digits()) return false;
        if (take('.') && !take_digits()) return false;
        if (take('e') || take('E')) {
            if (!take('-')) take('+');
            if (!take_digits()) return false;
        }
        raw = text_.substr(begin, at_ - begin);
        return true;
    }

private:
    // From the backslash to the last character of the escape.
    constexpr bool take_escape() noexcept {
        ++at_;
        switch (peek()) {
        case '"':
        case '\\':
        case '/':
        case 'b':
        case 'f':
        case 'n':
        case 'r':
        case 't': return true;
        case 'u':
            for (int i = 0; i < 4; ++i) {
                ++at_;
                if (hex_value(peek()) > 15) return false;
            }
            return true;
        default: return false;
        }
    }

    constexpr bool take_digits() noexcept {
        const auto begin = at_;
        while (is_digit(peek()))
            ++at_;
        return at_ != begin;
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

} // namespace tenon::inline TENON_ABI::detail
