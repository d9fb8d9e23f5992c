// tenon/core/pattern.hpp: patterns of texts: regular expressions that are compiled by the compiler and take a time that is
// linear in the text, whatever the pattern.
//
//     tenon::pattern<"[a-z0-9]+(-[a-z0-9]+)*">.matches("spring-sale") // true: the whole text is asked
//
// The dialect: the part of ECMAScript's that means the same everywhere, over Unicode code points, without regard to any
// locale.
//     a \. \n \t \r     itself; a backslash stands before every sign that means something, ^ and $ among them
//     .                 any character, but the ends of lines
//     [a-z_] [^0-9]     one of these, none of these; inside, \d, \w and \s too
//     \d \D \w \W \s \S a digit 0-9, [0-9A-Za-z_], [ \t\n\v\f\r]; and what is none
//     (…) (?:…) a|b     groups, which capture nothing; one or the other
//     * + ? {2} {2,} {2,5}   how often: the longest or the shortest makes no difference
// There are no anchors, for the whole text is asked; no references to groups; nothing that looks ahead or behind.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/detail/pattern_reader.hpp>
#include <tenon/core/detail/pattern_steps.hpp>
#include <tenon/core/fixed_string.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

namespace tenon::inline TENON_ABI {

/// What is wrong with a pattern; pattern_fault::none for one that compiles.
constexpr pattern_fault check_pattern(std::string_view text) { return detail::pattern_reader(text).fault; }

/// A compiled pattern, of the size that it needs.
template <std::size_t Steps, std::size_t Ranges> struct compiled_pattern {
    std::array<detail::pattern_step, Steps> steps{};
    std::array<detail::code_range, Ranges> ranges{};

    /// Whether the whole text is of the pattern. Takes at most the time of its characters times the pattern's steps, and
    /// allocates nothing. A text that is not UTF-8 is of no pattern.
    bool matches(std::string_view text) const { return detail::follow_pattern(steps, ranges, text); }
};

namespace detail {

template <fixed_string Text> consteval auto compile_pattern() {
    constexpr auto sizes = [] {
        const pattern_reader reader(Text.view());
        return std::pair{reader.step_count, reader.range_count};
    }();
    static_assert(check_pattern(Text.view()) == pattern_fault::none, "tenon: a pattern is not of the dialect: see tenon/core/pattern.hpp");
    const pattern_reader reader(Text.view());
    compiled_pattern<sizes.first, sizes.second> made;
    std::copy_n(reader.steps.begin(), sizes.first, made.steps.begin());
    std::copy_n(reader.ranges.begin(), sizes.second, made.ranges.begin());
    return made;
}

} // namespace detail

/// A constant pattern, compiled by the compiler.
template <fixed_string Text> inline constexpr auto pattern = detail::compile_pattern<Text>();

} // namespace tenon::inline TENON_ABI
