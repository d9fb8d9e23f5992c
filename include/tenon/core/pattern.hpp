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
#include <tenon/core/fixed_string.hpp>
#include <tenon/core/utf8.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

namespace tenon::inline TENON_ABI {

/// What is wrong with a pattern.
enum class pattern_fault : std::uint8_t {
    none,
    malformed, ///< it is not of the dialect
    anchored,  ///< ^ or $: the whole text is asked in any case
    too_large, ///< more than 1000 steps, once what is repeated is written out, or nested more than 100 groups deep
};

namespace detail {

/// A step of a pattern. Jumps are relative, so that steps can be moved and copied.
struct pattern_step {
    enum class what : std::uint8_t { one_of, none_of, split, accept };
    what kind = what::accept;
    std::int16_t first = 0;  ///< of its ranges; or where to go on
    std::int16_t second = 0; ///< how many ranges; or where to go on too
};
struct code_range {
    char32_t low = 0;
    char32_t high = 0;
};

inline constexpr std::size_t most_pattern_steps = 1000;

/// The code point that begins a text, which is taken off it. Of bytes that are no UTF-8, one at a time: above U+10FFFF.
constexpr char32_t take_code_point(std::string_view& text) noexcept {
    const std::size_t length = utf8_sequence_length(text.data(), text.data() + text.size());
    const auto byte = [&](std::size_t index) { return static_cast<char32_t>(static_cast<unsigned char>(text[index])); };
    char32_t point = 0x110000 + byte(0);
    if (length == 1) point = byte(0);
    if (length > 1) {
        point = byte(0) & (0x7FU >> length);
        for (std::size_t i = 1; i < length; ++i)
            point = point << 6U | (byte(i) & 0x3FU);
    }
    text.remove_prefix(length == 0 ? 1 : length);
    return point;
}

/// Whether steps lead from the first to `accept` over the whole text: all ways at once, character by character.
inline bool follow_pattern(std::span<const pattern_step> steps, std::span<const code_range> ranges, std::string_view text) {
    struct places { // each at most once
        std::array<std::uint64_t, most_pattern_steps / 64 + 1> seen;
        std::array<std::uint16_t, most_pattern_steps> held;
        std::size_t count;
        void clear() {
            seen.fill(0);
            count = 0;
        }
        void add(std::size_t place) {
            if ((seen[place / 64] >> (place % 64) & 1U) != 0) return;
            seen[place / 64] |= std::uint64_t{1} << (place % 64);
            held[count++] = static_cast<std::uint16_t>(place);
        }
    } lists[2];
    using what = pattern_step::what;
    const auto go = [](std::size_t place, std::int16_t by) {
        return static_cast<std::size_t>(static_cast<std::ptrdiff_t>(place) + by);
    };
    // What a split leads to stands behind it in the list, and so is looked at too.
    const auto spread = [&](places& in) {
        for (std::size_t i = 0; i < in.count; ++i) {
            const pattern_step& step = steps[in.held[i]];
            if (step.kind != what::split) continue;
            in.add(go(in.held[i], step.first));
            in.add(go(in.held[i], step.second));
        }
    };
    places* now = &lists[0];
    places* next = &lists[1];
    now->clear();
    now->add(0);
    for (spread(*now); !text.empty() && now->count != 0; spread(*now)) {
        const char32_t point = take_code_point(text);
        next->clear();
        for (std::size_t i = 0; i < now->count; ++i) {
            const pattern_step& step = steps[now->held[i]];
            if (step.kind != what::one_of && step.kind != what::none_of) continue;
            bool is_in = false;
            for (const code_range& range : ranges.subspan(static_cast<std::size_t>(step.first), static_cast<std::size_t>(step.second)))
                is_in = is_in || (range.low <= point && point <= range.high);
            if (point < 0x110000 && is_in == (step.kind == what::one_of)) next->add(now->held[i] + 1U);
        }
        std::swap(now, next);
    }
    for (std::size_t i = 0; i < now->count; ++i)
        if (steps[now->held[i]].kind == what::accept) return text.empty();
    return false;
}

/// Reads a pattern into steps: recursive descent, and what is repeated is copied.
class pattern_reader {
public:
    std::array<pattern_step, most_pattern_steps + 1> steps{};
    std::size_t step_count = 0;
    std::array<code_range, most_pattern_steps> ranges{};
    std::size_t range_count = 0;
    pattern_fault fault = pattern_fault::none;

    constexpr explicit pattern_reader(std::string_view text) : rest_(text) {
        if (!is_valid_utf8(text)) fail();
        alternatives(0);
        if (!rest_.empty()) fail(); // a bracket that nothing opened
        add({}); // accept
    }

private:
    using what = pattern_step::what;

    constexpr bool failed() const { return fault != pattern_fault::none; }
    constexpr void fail(pattern_fault why = pattern_fault::malformed) {
        if (!failed()) fault = why;
    }
    constexpr bool take(char c) {
        if (!rest_.starts_with(c)) return false;
        rest_.remove_prefix(1);
        return true;
    }
    constexpr void add(pattern_step step) {
        if (step_count == most_pattern_steps) return fail(pattern_fault::too_large);
        steps[step_count++] = step;
    }
    constexpr void add_range(char32_t low, char32_t high) {
        if (range_count == ranges.size()) return fail(pattern_fault::too_large);
        ranges[range_count++] = {low, high};
    }
    static constexpr pattern_step split(std::size_t first, std::size_t second) {
        return {what::split, static_cast<std::int16_t>(first), static_cast<std::int16_t>(second)};
    }
    constexpr void insert(std::size_t at, pattern_step step) {
        add({});
        if (failed()) return;
        for (std::size_t i = step_count - 1; i > at; --i)
            steps[i] = steps[i - 1];
        steps[at] = step;
    }

    constexpr void alternatives(std::size_t depth) {
        if (depth > 100) return fail(pattern_fault::too_large);
        const std::size_t begin = step_count;
        while (!failed() && !rest_.empty() && rest_[0] != '|' && rest_[0] != ')')
            repeated(depth);
        if (failed() || !take('|')) return;
        insert(begin, split(1, step_count - begin + 2));
        const std::size_t jump = step_count;
        add({});
        alternatives(depth + 1);
        if (!failed()) steps[jump] = split(step_count - jump, step_count - jump);
    }

    constexpr void repeated(std::size_t depth) {
        const std::size_t begin = step_count;
        atom(depth);
        const std::size_t length = step_count - begin;
        std::size_t least = 1, most = 1;
        bool endless = false;
        if (failed() || !repetition(least, most, endless)) return;
        if (!rest_.empty() && std::string_view("*+?{").find(rest_[0]) != std::string_view::npos) return fail();
        if (least == 0 && endless) { // split past it; it; back
            insert(begin, split(1, length + 2));
            return add({what::split, static_cast<std::int16_t>(-static_cast<std::ptrdiff_t>(length) - 1),
                        static_cast<std::int16_t>(-static_cast<std::ptrdiff_t>(length) - 1)});
        }
        const auto copy = [&](std::size_t from) {
            for (std::size_t i = 0; i < length && !failed(); ++i)
                add(steps[from + i]);
        };
        if (most == 0 && !endless) {
            step_count = begin;
            return;
        }
        for (std::size_t times = 1; times < least && !failed(); ++times)
            copy(begin);
        if (endless) { // once more from the last of them
            add({what::split, static_cast<std::int16_t>(-static_cast<std::ptrdiff_t>(length)), 1});
            return;
        }
        std::size_t from = begin;
        std::size_t optional = most - least;
        if (least == 0) {
            insert(begin, split(1, length + 1));
            from = begin + 1;
            --optional;
        }
        for (; optional > 0 && !failed(); --optional) {
            add(split(1, length + 1));
            copy(from);
        }
    }

    /// What stands behind an atom, if it says how often.
    constexpr bool repetition(std::size_t& least, std::size_t& most, bool& endless) {
        if (take('*')) least = 0, endless = true;
        else if (take('+')) endless = true;
        else if (take('?')) least = 0;
        else if (take('{')) {
            if (!number(least)) fail();
            most = least;
            if (take(',')) {
                endless = rest_.starts_with('}');
                if (!endless && !number(most)) fail();
            }
            if (!take('}') || most < least) fail();
        } else return false;
        return !failed();
    }
    constexpr bool number(std::size_t& into) {
        const std::string_view before = rest_;
        for (into = 0; !rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9' && into <= most_pattern_steps; rest_.remove_prefix(1))
            into = into * 10 + static_cast<std::size_t>(rest_[0] - '0');
        if (into > most_pattern_steps) fail(pattern_fault::too_large);
        return before.size() != rest_.size();
    }

    constexpr void atom(std::size_t depth) {
        if (take('(')) {
            if (take('?') && !take(':')) return fail();
            alternatives(depth + 1);
            if (!take(')')) fail();
            return;
        }
        const std::size_t begin = range_count;
        bool negated = false;
        if (take('[')) bracket(negated);
        else if (take('.')) {
            negated = true;
            for (const char32_t end_of_line : {U'\n', U'\r', U'\u2028', U'\u2029'})
                add_range(end_of_line, end_of_line);
        } else if (take('\\')) escaped(negated, true);
        else if (rest_[0] == '^' || rest_[0] == '$') return fail(pattern_fault::anchored);
        else if (std::string_view("*+?{}]").find(rest_[0]) != std::string_view::npos) return fail();
        else {
            const char32_t point = take_code_point(rest_);
            add_range(point, point);
        }
        add({negated ? what::none_of : what::one_of, static_cast<std::int16_t>(begin),
             static_cast<std::int16_t>(range_count - begin)});
    }

    /// Behind a backslash. A class adds its ranges, or those of all else where `negated` cannot say it; else the sign.
    constexpr char32_t escaped(bool& negated, bool alone) {
        constexpr char32_t none = 0x110000;
        if (rest_.empty()) return fail(), none;
        const char sign = rest_[0];
        rest_.remove_prefix(1);
        switch (sign) {
        case 'D': case 'W': case 'S':
            if (!alone) return fail(), none;
            negated = true;
            [[fallthrough]];
        case 'd': case 'w': case 's': add_class(static_cast<char>(sign | 0x20)); return none;
        default: break;
        }
        char32_t point = static_cast<unsigned char>(sign);
        if (sign == 'n') point = '\n';
        else if (sign == 't') point = '\t';
        else if (sign == 'r') point = '\r';
        else if (std::string_view("\\^$.|?*+()[]{}/-").find(sign) == std::string_view::npos) return fail(), none;
        if (alone) add_range(point, point);
        return point;
    }
    constexpr void add_class(char sign) {
        if (sign == 's') {
            add_range('\t', '\r');
            return add_range(' ', ' ');
        }
        add_range('0', '9');
        if (sign == 'd') return;
        add_range('A', 'Z');
        add_range('a', 'z');
        add_range('_', '_');
    }

    constexpr void bracket(bool& negated) {
        negated = take('^');
        if (rest_.starts_with(']')) fail(); // empty
        while (!failed() && !take(']')) {
            const char32_t low = member();
            if (failed() || low == 0x110000) continue; // a class
            char32_t high = low;
            if (rest_.size() > 1 && rest_[0] == '-' && rest_[1] != ']') {
                rest_.remove_prefix(1);
                high = member();
                if (high == 0x110000 || high < low) fail();
            }
            add_range(low, high);
        }
    }
    /// A sign in brackets, or U+110000 for a class, which is added.
    constexpr char32_t member() {
        if (rest_.empty()) return fail(), 0x110000;
        bool negated = false;
        if (take('\\')) return escaped(negated, false);
        if (rest_[0] == '[') return fail(), 0x110000;
        return take_code_point(rest_);
    }

    std::string_view rest_;
};

} // namespace detail

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
