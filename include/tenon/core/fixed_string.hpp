// tenon/core/fixed_string.hpp: text as a template argument.
#pragma once

#include <tenon/core/config.hpp>

#include <cstddef>
#include <string_view>

namespace tenon::inline TENON_ABI {

/// `Size` characters and a closing NUL, in a type that can be a template argument and lives in read-only memory.
template <std::size_t Size> struct fixed_string {
    char characters[Size + 1]{};

    constexpr fixed_string() noexcept = default;
    constexpr explicit fixed_string(std::string_view text) noexcept {
        const char* const from = text.data(); // quicker to compile than the view's own operator
        for (std::size_t i = 0; i < Size; ++i) characters[i] = from[i];
        characters[Size] = '\0'; // once more: or Clang's messages print texts of 8, 16… characters as numbers
    }

    /// Of a string literal.
    constexpr fixed_string(const char (&literal)[Size + 1]) noexcept : fixed_string(std::string_view(literal, Size)) {}

    constexpr std::string_view view() const noexcept { return {characters, Size}; }
    constexpr operator std::string_view() const noexcept { return view(); }
    friend constexpr bool operator==(const fixed_string&, const fixed_string&) noexcept = default;
};

template <std::size_t Length> fixed_string(const char (&)[Length]) -> fixed_string<Length - 1>;

} // namespace tenon::inline TENON_ABI
