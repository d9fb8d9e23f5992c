// tenon/sql/expression/operand.hpp: values in expressions: what may be compared with a field, and how it is kept until
// the statement runs. Text and large values given as lvalues are borrowed, so that a filter allocates nothing; given as
// temporaries they are moved in.
#pragma once

#include <tenon/core/codec.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/values/decimal.hpp>

#include <concepts>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI::sql {

/// A number that may not fit the 64 bits of a database integer: refused when it is bound.
struct integer_operand {
    std::int64_t value = 0;
    bool fits = true;

    template <std::integral T>
    constexpr integer_operand(T given) noexcept : value(static_cast<std::int64_t>(given)) {
        if constexpr (std::is_unsigned_v<T> && sizeof(T) >= sizeof(std::int64_t))
            fits = given <= static_cast<T>(std::numeric_limits<std::int64_t>::max());
    }
};

/// A whole number that a decimal is compared with. Unlike a decimal it can be a constant, as what shapes and indexes say has to be.
struct whole_operand {
    std::int64_t value = 0;
};

/// A borrowed value of a type that is not cheap to copy.
template <class T> struct borrowed {
    static constexpr bool is_borrowed = true;
    const T* value;
};

template <class Field>
concept integer_field = storable_value<Field> && std::integral<Field> && !std::same_as<Field, bool>;

/// Whether a `Value` may be compared with, or assigned to, a field of type `Field` (not optional).
template <class Field, class Value>
concept comparable_with =
    (integer_field<Field> && std::integral<Value> && !std::same_as<Value, bool>) ||
    (std::same_as<Field, bool> && std::same_as<Value, bool>) ||
    (std::floating_point<Field> && (std::floating_point<Value> || (std::integral<Value> && !std::same_as<Value, bool>))) ||
    (std::same_as<Field, std::string> && std::convertible_to<const Value&, std::string_view>) ||
    (!integer_field<Field> && !std::floating_point<Field> && !std::same_as<Field, bool> &&
     !std::same_as<Field, std::string> && std::convertible_to<Value, Field>);

/// The same of several fields and as many values, both given as a std::tuple; false when there are not as many.
template <class Fields, class Values> inline constexpr bool all_comparable_with = false;
template <class... Fields, class... Values>
    requires(sizeof...(Fields) == sizeof...(Values))
inline constexpr bool all_comparable_with<std::tuple<Fields...>, std::tuple<Values...>> =
    (comparable_with<Fields, Values> && ...);

namespace detail {

/// How a value for `Field`, given as `Given` (with its reference category), is kept.
template <class Field, class Given> consteval auto kept_type() {
    using value = std::remove_cvref_t<Given>;
    if constexpr (integer_field<Field>) return std::type_identity<integer_operand>{};
    else if constexpr (std::same_as<Field, std::string>) {
        if constexpr (std::same_as<value, std::string> && !std::is_lvalue_reference_v<Given>)
            return std::type_identity<std::string>{};
        else return std::type_identity<std::string_view>{};
    } else if constexpr (std::is_trivially_copyable_v<Field> || !std::same_as<value, Field>)
        return std::type_identity<Field>{};
    else if constexpr (std::is_lvalue_reference_v<Given>) return std::type_identity<borrowed<Field>>{};
    else return std::type_identity<Field>{};
}

} // namespace detail

template <class Field, class Given> using kept_t = typename decltype(detail::kept_type<Field, Given>())::type;

/// Keeps `given` for a field of type `Field`.
template <class Field, class Given> constexpr kept_t<Field, Given> keep(Given&& given) {
    using kept = kept_t<Field, Given>;
    if constexpr (std::same_as<kept, borrowed<Field>>) return {&given};
    else if constexpr (std::floating_point<kept>) return static_cast<kept>(given); // as an assignment in C++ would
    else if constexpr (std::same_as<kept, std::string_view>) return std::string_view(given);
    else return kept(std::forward<Given>(given));
}

template <class Field, class Value>
concept whole_beside_decimal = std::same_as<Field, decimal> && std::integral<Value> && (std::signed_integral<Value> || sizeof(Value) < sizeof(std::int64_t));
/// How a value is kept that a field is compared with.
template <class Field, class Given>
using comparand_t = std::conditional_t<whole_beside_decimal<Field, std::remove_cvref_t<Given>>, whole_operand, kept_t<Field, Given>>;
template <class Field, class Given> constexpr comparand_t<Field, Given> keep_comparand(Given&& given) {
    if constexpr (whole_beside_decimal<Field, std::remove_cvref_t<Given>>) return {given};
    else return keep<Field>(std::forward<Given>(given));
}

} // namespace tenon::inline TENON_ABI::sql

namespace tenon::inline TENON_ABI {

template <> struct codec<sql::whole_operand> {
    static constexpr auto type = column_type::decimal;
    static std::string encode(const sql::whole_operand& number) { return std::to_string(number.value); }
    static errc decode(std::string_view, sql::whole_operand&) noexcept { return errc::unsupported; } // no column is one
};

} // namespace tenon::inline TENON_ABI
