// tenon/core/values/json.hpp: text that is known to be JSON.
//
//     auto settings = tenon::json::parse(R"({"theme": "dark"})"); // std::optional: empty when it is not JSON
//     settings->text();                                           // the same bytes
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/detail/json_scanner.hpp>
#include <tenon/core/utf8.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace tenon::inline TENON_ABI {

/// How deep arrays and objects may be nested in a `json`. SQLite's own functions stop at the same depth.
inline constexpr std::size_t json_nesting_limit = 1000;

namespace detail {

// One bit for each open array or object: which of the two it is. A thousand levels are 125 bytes and no recursion, so
// that no text can exhaust the stack.
class json_nesting {
public:
    constexpr bool empty() const noexcept { return depth_ == 0; }
    constexpr bool push(bool object) noexcept {
        if (depth_ == json_nesting_limit) return false;
        const auto bit = std::uint64_t{1} << (depth_ % 64);
        auto& word = bits_[depth_ / 64];
        word = object ? word | bit : word & ~bit;
        ++depth_;
        return true;
    }
    constexpr void pop() noexcept { --depth_; }
    constexpr bool in_object() const noexcept { return (bits_[(depth_ - 1) / 64] >> ((depth_ - 1) % 64) & 1U) != 0; }

private:
    std::array<std::uint64_t, (json_nesting_limit + 63) / 64> bits_{};
    std::size_t depth_ = 0;
};

constexpr bool take_json_key(json_scanner& in) noexcept {
    std::string_view key;
    in.skip_space();
    if (!in.take_string(key)) return false;
    in.skip_space();
    return in.take(':');
}

constexpr bool take_json_scalar(json_scanner& in) noexcept {
    std::string_view raw;
    switch (in.peek()) {
    case '"': return in.take_string(raw);
    case 't': return in.take_word("true");
    case 'f': return in.take_word("false");
    case 'n': return in.take_word("null");
    default: return in.take_number(raw);
    }
}

} // namespace detail

/// Whether `text` is one JSON value (RFC 8259) in UTF-8, with white space around it or not, nested no deeper than
/// `json_nesting_limit`. What the grammar leaves open is allowed: equal keys, numbers of any size, and escapes of
/// surrogates that have no other half. A byte order mark is not.
constexpr bool is_valid_json(std::string_view text) noexcept {
    if (!is_valid_utf8(text)) return false;
    detail::json_scanner in(text);
    detail::json_nesting open;
    for (;;) {
        in.skip_space();
        const bool object = in.peek() == '{';
        if (object || in.peek() == '[') {
            in.take(object ? '{' : '[');
            if (!open.push(object)) return false;
            in.skip_space();
            if (in.peek() != (object ? '}' : ']')) {
                if (object && !detail::take_json_key(in)) return false;
                continue;
            }
        } else if (!detail::take_json_scalar(in)) {
            return false;
        }
        // A value has ended, or an empty array or object is about to: close what ends here, up to the next comma.
        for (;;) {
            in.skip_space();
            if (open.empty()) return in.at_end();
            if (in.take(open.in_object() ? '}' : ']')) {
                open.pop();
                continue;
            }
            if (!in.take(',')) return false;
            if (open.in_object() && !detail::take_json_key(in)) return false;
            break;
        }
    }
}

/// JSON text, checked: an object of this type never holds anything else. The text is kept byte for byte. The default is
/// `null`, and so is what was moved from.
class json {
public:
    json() noexcept {}
    json(const json&) = default;
    json(json&& other) noexcept { text_.swap(other.text_); }
    json& operator=(const json&) = default;
    json& operator=(json&& other) noexcept {
        text_.swap(other.text_);
        return *this;
    }
    ~json() = default;

    /// Takes `text` over when `is_valid_json` says so; std::nullopt otherwise.
    static std::optional<json> parse(std::string text) {
        std::optional<json> value;
        if (is_valid_json(text)) value.emplace().text_ = std::move(text);
        return value;
    }

    /// The text, as it was given.
    const std::string& text() const noexcept { return text_; }

    /// Whether the texts are the same bytes. (`[1]` and `[ 1 ]` are not equal.)
    friend bool operator==(const json&, const json&) = default;

private:
    std::string text_ = "null"; // short enough never to allocate, which is why moving cannot fail
};

} // namespace tenon::inline TENON_ABI
