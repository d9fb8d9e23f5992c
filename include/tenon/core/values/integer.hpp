// tenon/core/values/integer.hpp: how integers are stored: signed ones to 64 bits, unsigned ones to 32.
//
//     struct Player { std::string id; std::string tenantId; std::uint32_t score = 0; };
#pragma once

#include <tenon/core/codec.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/detail/integer_number.hpp>

#include <concepts>
#include <cstdint>
#include <limits>

namespace tenon::inline TENON_ABI {

/// An integer type of any spelling that a column can hold. Neither bool nor a character type; nor 64 bits without a
/// sign: no database has a type for them, and a number above 2^63 would have nowhere to go.
template <class T>
concept storable_integer = detail::integer_number<T> && (std::signed_integral<T> || sizeof(T) <= 4);

namespace detail {

template <std::integral T>
consteval column_type integer_column() noexcept {
    if constexpr (std::signed_integral<T>)
        return sizeof(T) == 1   ? column_type::int8
               : sizeof(T) == 2 ? column_type::int16
               : sizeof(T) == 4 ? column_type::int32
                                : column_type::int64;
    else
        return sizeof(T) == 1 ? column_type::uint8 : sizeof(T) == 2 ? column_type::uint16 : column_type::uint32;
}

} // namespace detail

/// An integer, in the column of its size and sign. Reading checks that the number fits.
template <storable_integer T>
struct codec<T> {
    static constexpr column_type type = detail::integer_column<T>();
    static constexpr std::int64_t encode(T value) noexcept { return value; }
    static constexpr errc decode(std::int64_t stored, T& out) noexcept {
        if constexpr (sizeof(T) < sizeof stored) {
            if (stored < std::numeric_limits<T>::min() || stored > std::numeric_limits<T>::max())
                return errc::out_of_range;
        }
        out = static_cast<T>(stored);
        return errc::ok;
    }
};

} // namespace tenon::inline TENON_ABI
