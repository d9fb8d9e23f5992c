// tenon/core/detail/pattern_reader.hpp: how a pattern is read. Its dialect: tenon/core/pattern.hpp.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/detail/pattern_steps.hpp>
#include <tenon/core/utf8.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tenon::inline TENON_ABI {

/// What is wrong with a pattern.
enum class pattern_fault : std::uint8_t {
    none,
    malformed, ///< it is not of the dialect
    anchored,  ///< ^ or $: the whole text is asked in any case
    too_large, ///< more than 1000 steps, once what is repeated is written out, or nested more than 100 groups deep
};

namespace detail {

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

} // namespace tenon::inline TENON_ABI
