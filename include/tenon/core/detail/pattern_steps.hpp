// tenon/core/detail/pattern_steps.hpp: what a pattern is compiled to, and how a text is held against it.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/utf8.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

namespace tenon::inline TENON_ABI::detail {

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
TENON_LAZY bool follow_pattern(std::span<const pattern_step> steps, std::span<const code_range> ranges, std::string_view text) {
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
            const code_range* const range = ranges.data() + step.first;
            for (std::int16_t each = 0; each < step.second; ++each) is_in = is_in || (range[each].low <= point && point <= range[each].high);
            if (point < 0x110000 && is_in == (step.kind == what::one_of)) next->add(now->held[i] + 1U);
        }
        std::swap(now, next);
    }
    for (std::size_t i = 0; i < now->count; ++i)
        if (steps[now->held[i]].kind == what::accept) return text.empty();
    return false;
}

} // namespace tenon::inline TENON_ABI::detail
