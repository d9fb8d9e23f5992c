// tenon/core/codec.hpp: how a C++ type becomes a column's value and comes back. A new type is one specialisation:
//
//     struct money { std::int64_t cents; };
//     template <> struct tenon::codec<money> {
//         static constexpr auto type = tenon::column_type::int64;
//         static std::int64_t encode(const money& m) { return m.cents; }
//         static tenon::errc decode(std::int64_t stored, money& out) { out.cents = stored; return {}; }
//     };
#pragma once

#include <tenon/core/column_type.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/errc.hpp>
#include <tenon/core/wire.hpp>

#include <concepts>
#include <optional>
#include <type_traits>

namespace tenon::inline TENON_ABI {

/// Says how values of `T` are stored. A specialisation has
///   - `static constexpr column_type type`: the logical type of the column;
///   - `static … encode(const T&)`: the value as `wire_t<type>`, or something that converts to it and may own its bytes
///     (a `std::string` where the wire is a view: the driver then copies it);
///   - `static errc decode(wire_t<type>, T&)`: `errc::ok`, or why what was read cannot be a `T`;
///   - optionally `static errc check(const T&)`: why a value must not be written, asked before anything is sent.
/// None of them may throw anything but std::bad_alloc. NULL is not the codec's business: it is `std::optional<T>`.
/// The second parameter is for constrained specialisations.
template <class T, class Enable = void> struct codec;

/// A type with a codec: what a field may be, or hold in a std::optional.
template <class T>
concept storable_value = requires(const T& value, T& out) {
    { codec<T>::type } -> std::convertible_to<column_type>;
    codec<T>::encode(value);
    { codec<T>::decode(wire_t<codec<T>::type>{}, out) } -> std::same_as<errc>;
};

template <class T> struct optional_traits {
    using value_type = T;
    static constexpr bool is_optional = false;
};
template <class T> struct optional_traits<std::optional<T>> {
    using value_type = T;
    static constexpr bool is_optional = true;
};

template <class T> inline constexpr bool is_optional_v = optional_traits<T>::is_optional;
template <class T> using unwrapped_t = typename optional_traits<T>::value_type;

/// What a field of a model may be: a storable value, or std::optional of one for a column that can be NULL.
template <class T>
concept storable = storable_value<unwrapped_t<T>>;

/// `codec<T>::check` where there is one; `errc::ok` otherwise.
template <class T> constexpr errc check_value(const T& value) {
    if constexpr (requires { codec<T>::check(value); }) return codec<T>::check(value);
    else return errc::ok;
}

} // namespace tenon::inline TENON_ABI
