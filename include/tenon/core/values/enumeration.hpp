// tenon/core/values/enumeration.hpp: how enums are stored: by name, or as integers if asked.
//
//     enum class plan { free, paid };                                   // stored as 'free' and 'paid'
//     enum class priority : std::int16_t { low = -1, normal, high };
//     template <> inline constexpr bool tenon::enum_as_integer<priority> = true;
#pragma once

#include <tenon/core/codec.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/enum_names.hpp>
#include <tenon/core/values/integer.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <type_traits>

namespace tenon::inline TENON_ABI {

/// Whether an enum is stored as its number. Specialise it to true, before the enum's first use in a model.
template <class Enum>
inline constexpr bool enum_as_integer = false;

/// An enum that is stored by name. It needs at least one name within `enum_range`.
template <class T>
concept named_enum = std::is_enum_v<T> && !std::same_as<T, std::byte> && !enum_as_integer<T> && !enum_names<T>.empty();

/// An enum that is stored as its number: of any underlying type but bool and 64 bits without a sign.
template <class T>
concept numbered_enum = std::is_enum_v<T> && enum_as_integer<T> && !std::same_as<std::underlying_type_t<T>, bool> &&
                        sizeof(T) <= (std::signed_integral<std::underlying_type_t<T>> ? 8 : 4);

/// An enum by name. Only values that have one can be written or read.
template <named_enum T>
struct codec<T> {
    static constexpr auto type = column_type::enumeration;
    static constexpr const auto& enumerators = enum_names<T>; ///< for the CHECK of the column
    static constexpr std::string_view encode(T value) noexcept { return enum_name(value); }
    static constexpr errc check(T value) noexcept { return enum_name(value).empty() ? errc::invalid_value : errc::ok; }
    static constexpr errc decode(std::string_view stored, T& out) noexcept {
        const auto value = enum_from_name<T>(stored);
        if (!value) return errc::invalid_value;
        out = *value;
        return errc::ok;
    }
};

/// An enum by number, in the column of its underlying type's size and sign. Any number that the type holds is allowed,
/// with a name or without.
template <numbered_enum T>
struct codec<T> {
    static_assert(detail::fixed_enum<T>, "tenon: an enum that is stored as an integer must say its underlying type, "
                                         "for the column's sake: write `enum name : int { … }`");
    using integer = std::underlying_type_t<T>;
    static constexpr column_type type = detail::integer_column<integer>();
    static constexpr std::int64_t encode(T value) noexcept {
        return static_cast<std::int64_t>(static_cast<integer>(value));
    }
    static constexpr errc decode(std::int64_t stored, T& out) noexcept {
        if constexpr (sizeof(T) < sizeof stored) {
            using limits = std::numeric_limits<integer>;
            if (stored < static_cast<std::int64_t>(limits::min()) || stored > static_cast<std::int64_t>(limits::max()))
                return errc::out_of_range;
        }
        out = static_cast<T>(stored);
        return errc::ok;
    }
};

} // namespace tenon::inline TENON_ABI
