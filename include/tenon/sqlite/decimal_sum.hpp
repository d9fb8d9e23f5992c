// tenon/sqlite/decimal_sum.hpp: the exact sum of decimals, and their average.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/values/decimal.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::inline TENON_ABI::sqlite::detail {

/// How many digits behind the point an average has at most.
inline constexpr std::size_t average_digits = 30;

/// Adds decimals, digit for digit. Throws nothing but std::bad_alloc. A template, so that files which open no database do not
/// compile it.
template <int = 0> class decimal_sum {
public:
    void add(const decimal& number) {
        std::string_view digits = number.text();
        const bool negative = digits.starts_with('-');
        if (negative) digits.remove_prefix(1);
        const std::size_t point = std::min(digits.find('.'), digits.size());
        for (std::size_t end = point, place = 0; end != 0; ++place) {
            const std::size_t size = std::min(end, group_digits);
            end -= size;
            add_group(integer_, place, digits.substr(end, size), negative);
        }
        std::string last; // of a fraction that does not end with a group
        for (std::size_t begin = point + 1, place = 0; begin < digits.size(); begin += group_digits, ++place) {
            std::string_view group = digits.substr(begin, group_digits);
            if (group.size() < group_digits) group = last.assign(group).append(group_digits - group.size(), '0');
            add_group(fraction_, place, group, negative);
        }
        if (++count_ % settled_after == 0) settle();
    }

    /// How many decimals were added.
    std::uint64_t count() const noexcept { return count_; }

    /// Their sum, or nothing when it has more digits than a decimal may have.
    std::optional<decimal> sum() {
        settle();
        std::string text;
        const bool negative = !integer_.empty() && integer_.back() < 0;
        if (negative) { // all groups but the first one count upwards from that one
            turn();
            settle();
            text = "-";
        }
        for (std::size_t i = integer_.size(); i-- > 0;) append_group(text, integer_[i]);
        text += integer_.empty() ? "0." : ".";
        for (const std::int64_t group : fraction_) append_group(text, group);
        if (negative) turn();
        return decimal::parse(text);
    }

private:
    static constexpr std::size_t group_digits = 9;
    static constexpr std::int64_t group_base = 1'000'000'000;
    static constexpr std::uint64_t settled_after = std::uint64_t{1} << 32; // as many groups in an integer do not overflow

    using groups = std::vector<std::int64_t>;

    static void add_group(groups& to, std::size_t place, std::string_view digits, bool negative) {
        std::int64_t value = 0;
        for (const char digit : digits) value = value * 10 + (digit - '0');
        if (place >= to.size()) to.resize(place + 1);
        to[place] += negative ? -value : value;
    }
    static void append_group(std::string& text, std::int64_t group) {
        char digits[group_digits];
        for (std::size_t i = group_digits; i-- > 0; group /= 10) digits[i] = static_cast<char>('0' + group % 10);
        text.append(digits, group_digits);
    }

    /// Brings each group to nine digits without a sign; before them, a negative sum gets a group that has it.
    void settle() {
        std::int64_t carry = 0;
        const auto take = [&](std::int64_t& group) {
            group += carry;
            carry = group / group_base - (group % group_base < 0 ? 1 : 0);
            group -= carry * group_base;
        };
        for (std::size_t i = fraction_.size(); i-- > 0;) take(fraction_[i]);
        for (std::int64_t& group : integer_) take(group);
        if (carry != 0) integer_.push_back(carry);
    }
    void turn() noexcept {
        for (std::int64_t& group : integer_) group = -group;
        for (std::int64_t& group : fraction_) group = -group;
    }

    groups integer_;  ///< of nine digits, from the point to the left
    groups fraction_; ///< and to the right
    std::uint64_t count_ = 0;
};

/// A decimal divided by a number of rows, with up to `average_digits` digits behind the point; the last one is rounded, a
/// half away from zero.
TENON_RARE std::optional<decimal> average(const decimal& sum, std::uint64_t count) {
    std::string_view digits = sum.text();
    std::string text;
    if (digits.starts_with('-')) {
        digits.remove_prefix(1);
        text = "-";
    }
    std::uint64_t rest = 0; // less than the number of rows, of which no table has a tenth of 2^64
    const auto next = [&](char digit) {
        rest = rest * 10 + static_cast<std::uint64_t>(digit - '0');
        const auto quotient = static_cast<char>('0' + rest / count);
        rest %= count;
        return quotient;
    };
    const std::size_t point = std::min(digits.find('.'), digits.size());
    const std::size_t first = text.size();
    text += '0'; // for what rounding may carry
    for (std::size_t i = 0; i < point; ++i) text += next(digits[i]);
    text += '.';
    const auto digit_behind = [&](std::size_t i) { return point + 1 + i < digits.size() ? digits[point + 1 + i] : '0'; };
    for (std::size_t i = 0; i < average_digits; ++i) text += next(digit_behind(i));
    if (next(digit_behind(average_digits)) >= '5')
        for (std::size_t i = text.size(); i-- > first;) {
            if (text[i] == '.') continue;
            if (text[i]++ != '9') break;
            text[i] = '0';
        }
    return decimal::parse(text);
}

} // namespace tenon::inline TENON_ABI::sqlite::detail
