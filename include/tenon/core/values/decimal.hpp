// tenon/core/values/decimal.hpp: an exact decimal number of any length, for money and the like.
//
//     tenon::decimal price = *tenon::decimal::parse("19.90");
//     price.text();                         // "19.9"
//     price < 20;                           // true, and exact
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/detail/decimal_text.hpp>
#include <tenon/core/detail/integer_number.hpp>

#include <charconv>
#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tenon::inline TENON_ABI {

/// Orders two texts: negative, zero or positive as `a` is before, the same as, or after `b`. Canonical texts, those
/// that `decimal::text` gives, come first and in the order of their numbers; all others follow in the order of their
/// bytes. This is a total order of all byte strings, fit for a database's collation: 0 only for equal texts.
constexpr int compare_decimal_text(std::string_view a, std::string_view b) noexcept {
    const auto left = detail::split_decimal(a);
    const auto right = detail::split_decimal(b);
    if (left.canonical != right.canonical) return left.canonical ? -1 : 1;
    if (!left.canonical) return a.compare(b);
    if (left.negative != right.negative) return left.negative ? -1 : 1;
    // Without leading zeros a longer integer is a larger one, and without trailing zeros fractions order as texts do.
    int order = 0;
    if (left.integer.size() != right.integer.size())
        order = left.integer.size() < right.integer.size() ? -1 : 1;
    else if (order = left.integer.compare(right.integer); order == 0)
        order = left.fraction.compare(right.fraction);
    return left.negative ? -order : order;
}

/// An exact decimal number, kept as canonical text: no leading zeros, no trailing zeros after the point, no "-0", no
/// exponent. It stores, compares and prints; it does not calculate. The default is 0, and so is what was moved from.
class decimal {
public:
    decimal() noexcept {}
    decimal(const decimal&) = default;
    decimal(decimal&& other) noexcept { text_.swap(other.text_); }
    decimal& operator=(const decimal&) = default;
    decimal& operator=(decimal&& other) noexcept {
        text_.swap(other.text_);
        return *this;
    }
    ~decimal() = default;

    /// The number that an integer is, exactly. Not from bool or characters.
    template <detail::integer_number Integer>
    decimal(Integer value) {
        char digits[24];
        const auto written = std::to_chars(digits, digits + sizeof digits, value);
        text_.assign(digits, written.ptr);
    }

    /// Reads a number: an optional sign, digits with an optional point among them, before or after, and an optional
    /// exponent. std::nullopt for anything else (spaces, NaN, infinity), and for a number with more than 131072 digits
    /// before the point or 16383 after it. Throws nothing but std::bad_alloc.
    static std::optional<decimal> parse(std::string_view text) {
        std::optional<decimal> number(std::in_place);
        if (!detail::read_decimal(text, number->text_)) number.reset();
        return number;
    }

    /// The canonical text.
    const std::string& text() const noexcept { return text_; }

    /// How many digits there are from the first to the last that is not zero: 2 for 1200, 0 for 0.
    std::size_t significant_digits() const noexcept {
        constexpr auto nonzero = "123456789";
        const auto first = text_.find_first_of(nonzero);
        if (first == std::string::npos) return 0;
        const auto last = text_.find_last_of(nonzero);
        const auto point = text_.find('.');
        return last - first + (point > first && point < last ? 0U : 1U);
    }

    /// How many digits stand before the point: 4 for 1200, 0 for 0.5.
    std::size_t integer_digits() const noexcept {
        const auto integer = detail::split_decimal(text_).integer;
        return integer == "0" ? 0 : integer.size();
    }

    /// How many digits stand after the point: 0 for 1200, 1 for 0.5.
    std::size_t fraction_digits() const noexcept { return detail::split_decimal(text_).fraction.size(); }

    friend bool operator==(const decimal& a, const decimal& b) noexcept { return a.text_ == b.text_; }
    friend std::strong_ordering operator<=>(const decimal& a, const decimal& b) noexcept {
        return compare_decimal_text(a.text_, b.text_) <=> 0;
    }

private:
    std::string text_ = "0"; // short enough never to allocate, which is why moving cannot fail
};

} // namespace tenon::inline TENON_ABI
