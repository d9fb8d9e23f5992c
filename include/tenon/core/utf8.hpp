// tenon/core/utf8.hpp: whether a text is UTF-8, asked of every text before it is written.
//
//     static_assert(tenon::is_valid_utf8("na\xC3\xAFve"));
//     static_assert(!tenon::is_valid_utf8("na\xEFve")); // Latin-1
#pragma once

#include <tenon/core/config.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

namespace tenon::inline TENON_ABI {

namespace detail {

inline constexpr std::uint64_t non_ascii_bits = 0x8080'8080'8080'8080U;

template <class Word>
TENON_INLINE Word load_unaligned(const char* from) noexcept {
    Word word;
    std::memcpy(&word, from, sizeof word);
    return word;
}

TENON_INLINE std::uint64_t load_word(const char* from) noexcept { return load_unaligned<std::uint64_t>(from); }

// Not 0 when a byte is not ASCII. The words are from both ends of the text and may overlap: no length needs a loop over
// single bytes, and none up to 32 needs a loop at all. That covers keys, tenants, names and addresses, which is nearly
// all that is ever written. The bits are returned, not a bool, so that the caller's branch is the only one.
TENON_INLINE std::uint64_t non_ascii(const char* from, std::size_t size) noexcept {
    const char* const end = from + size;
    if (size >= 16) {
        if (size > 32) {
            do {
                const auto seen = load_word(from) | load_word(from + 8) | load_word(from + 16) | load_word(from + 24);
                if ((seen & non_ascii_bits) != 0) return 1;
                from += 32;
            } while (from < end - 32);
            from = end - 32;
        }
        return (load_word(from) | load_word(from + 8) | load_word(end - 16) | load_word(end - 8)) & non_ascii_bits;
    }
    if (size >= 8) return (load_word(from) | load_word(end - 8)) & non_ascii_bits;
    if (size >= 4)
        return (load_unaligned<std::uint32_t>(from) | load_unaligned<std::uint32_t>(end - 4)) & non_ascii_bits;
    if (size == 0) return 0;
    return static_cast<unsigned char>(from[0] | from[size / 2] | end[-1]) & 0x80U;
}

// The length of the well-formed sequence that begins at `at`, or 0: RFC 3629, section 4. The second byte's range is
// what keeps out overlong forms (E0, F0), surrogates (ED) and what lies above U+10FFFF (F4).
constexpr std::size_t utf8_sequence_length(const char* at, const char* end) noexcept {
    const auto left = static_cast<std::size_t>(end - at);
    const auto byte = [at](std::size_t index) { return static_cast<unsigned char>(at[index]); };
    const auto continues = [byte](std::size_t index) { return (byte(index) & 0xC0U) == 0x80U; };
    const unsigned lead = byte(0);
    if (lead < 0x80) return 1;
    if (lead < 0xC2) return 0;
    if (lead < 0xE0) return left >= 2 && continues(1) ? 2 : 0;
    if (lead < 0xF0) {
        const unsigned low = lead == 0xE0 ? 0xA0 : 0x80;
        const unsigned high = lead == 0xED ? 0x9F : 0xBF;
        return left >= 3 && byte(1) >= low && byte(1) <= high && continues(2) ? 3 : 0;
    }
    if (lead > 0xF4) return 0;
    const unsigned low = lead == 0xF0 ? 0x90 : 0x80;
    const unsigned high = lead == 0xF4 ? 0x8F : 0xBF;
    return left >= 4 && byte(1) >= low && byte(1) <= high && continues(2) && continues(3) ? 4 : 0;
}

// Out of line, so that what callers inline is only the ASCII test.
TENON_NOINLINE constexpr bool is_valid_utf8_by_sequence(const char* at, const char* end) noexcept {
    while (at != end) {
        if (!std::is_constant_evaluated()) {
            if (static_cast<unsigned char>(*at) < 0x80 && end - at >= 8 && (load_word(at) & non_ascii_bits) == 0) {
                at += 8;
                continue;
            }
        }
        const auto length = utf8_sequence_length(at, end);
        if (length == 0) return false;
        at += length;
    }
    return true;
}

} // namespace detail

/// Whether `text` is well-formed UTF-8 (RFC 3629): no overlong form, no surrogate, nothing above U+10FFFF. NUL is a
/// character like any other, and the empty text is valid.
constexpr bool is_valid_utf8(std::string_view text) noexcept {
    if (!std::is_constant_evaluated()) {
        if (detail::non_ascii(text.data(), text.size()) == 0) return true;
    }
    return detail::is_valid_utf8_by_sequence(text.data(), text.data() + text.size());
}

/// How many Unicode code points a text has. Of a text that is not UTF-8: bytes that continue no other.
constexpr std::size_t count_code_points(std::string_view text) noexcept {
    std::size_t count = 0;
    for (const char c : text)
        count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1U : 0U;
    return count;
}

} // namespace tenon::inline TENON_ABI
