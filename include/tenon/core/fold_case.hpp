// tenon/core/fold_case.hpp: text without regard to case, for ignore_case.
//
//     tenon::fold_case("ÄRGER Ωμέγα ЖУК") == "ärger ωμέγα жук"
#pragma once

#include <tenon/core/config.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace tenon::inline TENON_ABI {

namespace detail {

/// The lower-case letter of a letter, for the alphabets that have case and whose pairs are equally long in UTF-8: Latin,
/// Greek, Cyrillic, Armenian and full-width Latin. Any other character is itself. (Unicode's simple lower-case mapping, and a
/// sigma at the end of a word is a sigma: else a part of a word that ends in one would not be found in the word.)
constexpr char32_t lower_letter(char32_t c) noexcept {
    const auto in = [c](char32_t first, char32_t last) { return c >= first && c <= last; };
    const bool even = (c & 1U) == 0;
    if (in('A', 'Z')) return c + 32;
    if (c < 0xC0) return c;
    if (in(0xC0, 0xDE)) return c == 0xD7 ? c : c + 32;
    if (in(0x100, 0x12F) || in(0x132, 0x137) || in(0x14A, 0x177)) return even ? c + 1 : c;
    if (in(0x139, 0x148) || in(0x179, 0x17E)) return even ? c : c + 1;
    if (c == 0x178) return 0xFF;
    if (in(0x1A0, 0x1A5) || in(0x1DE, 0x1EF) || in(0x1F8, 0x21F) || in(0x222, 0x233)) return even ? c + 1 : c;
    if (in(0x1CD, 0x1DC) || c == 0x1AF) return even ? c : c + 1;
    if (in(0x391, 0x3AB) && c != 0x3A2) return c + 32;
    if (c == 0x3C2) return 0x3C3;
    if (c == 0x386) return 0x3AC;
    if (in(0x388, 0x38A)) return c + 37;
    if (c == 0x38C) return 0x3CC;
    if (in(0x38E, 0x38F)) return c + 63;
    if (in(0x400, 0x40F)) return c + 80;
    if (in(0x410, 0x42F)) return c + 32;
    if (in(0x460, 0x481) || in(0x48A, 0x4BF) || in(0x4D0, 0x52F)) return even ? c + 1 : c;
    if (in(0x4C1, 0x4CE)) return even ? c : c + 1;
    if (c == 0x4C0) return 0x4CF;
    if (in(0x531, 0x556)) return c + 48;
    if (in(0x1E00, 0x1E95) || in(0x1EA0, 0x1EFF)) return c != 0x1E9E && even ? c + 1 : c;
    if (in(0xFF21, 0xFF3A)) return c + 32;
    return c;
}

} // namespace detail

/// Lower-cases `size` bytes of UTF-8 in place. The length does not change. Bytes that are no UTF-8 stay as they are.
constexpr void fold_case_in_place(char* text, std::size_t size) noexcept {
    const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto put = [text](std::size_t i, char32_t value) { text[i] = static_cast<char>(static_cast<unsigned char>(value)); };
    for (std::size_t i = 0; i < size;) {
        const unsigned lead = byte(i);
        if (lead < 0x80) {
            put(i, detail::lower_letter(lead));
            i += 1;
        } else if (lead >= 0xC2 && lead < 0xE0 && i + 1 < size) {
            const char32_t lower = detail::lower_letter(((lead & 0x1FU) << 6U) | (byte(i + 1) & 0x3FU));
            put(i, 0xC0U | (lower >> 6U));
            put(i + 1, 0x80U | (lower & 0x3FU));
            i += 2;
        } else if (lead >= 0xE0 && lead < 0xF0 && i + 2 < size) {
            const char32_t lower = detail::lower_letter(((lead & 0x0FU) << 12U) | ((byte(i + 1) & 0x3FU) << 6U) |
                                                        (byte(i + 2) & 0x3FU));
            put(i, 0xE0U | (lower >> 12U));
            put(i + 1, 0x80U | ((lower >> 6U) & 0x3FU));
            put(i + 2, 0x80U | (lower & 0x3FU));
            i += 3;
        } else i += 1;
    }
}

/// The text in lower case.
inline std::string fold_case(std::string_view text) {
    std::string folded(text);
    fold_case_in_place(folded.data(), folded.size());
    return folded;
}

} // namespace tenon::inline TENON_ABI
