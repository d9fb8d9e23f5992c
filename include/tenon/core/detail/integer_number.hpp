// tenon/core/detail/integer_number.hpp: which of the integral types are numbers.
#pragma once

#include <tenon/core/config.hpp>

#include <concepts>

namespace tenon::inline TENON_ABI::detail {

// An integer of up to 64 bits, however it is spelled; neither bool nor a character.
template <class T>
concept integer_number = std::integral<T> && sizeof(T) <= 8 &&
                         !(std::same_as<T, bool> || std::same_as<T, char> || std::same_as<T, wchar_t> ||
                           std::same_as<T, char8_t> || std::same_as<T, char16_t> || std::same_as<T, char32_t>);

} // namespace tenon::inline TENON_ABI::detail
