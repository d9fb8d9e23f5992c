// tenon/sql/raw/value.hpp: the values of a raw text: any that a column can hold, with names where the text names them.
//
//     scope.query(tenon::as<Card>, "SELECT id, email FROM User WHERE level > ? AND nick = ?", 3, nick)
//     scope.query(tenon::as<Card>, "SELECT id, email FROM User WHERE level > :level", tenon::arg("level", 3))
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/definition.hpp>
#include <tenon/sql/expression/operand.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <type_traits>

namespace tenon::inline TENON_ABI {

template <class T> struct named_value {
    std::string_view name;
    const T* value;
};
/// A value by its name, which the text writes with a colon in front. Borrows both.
template <class T> constexpr named_value<T> arg(std::string_view name, const T& value) noexcept { return {name, &value}; }

namespace sql {

template <class T> inline constexpr bool is_named_value = false;
template <class T> inline constexpr bool is_named_value<named_value<T>> = true;

namespace detail {

template <class T> struct value_within {
    using type = T;
};
template <class T> struct value_within<named_value<T>> {
    using type = T;
};

/// As what a value of type `T` is bound: integers of any width as 64 bits, texts of any type as views.
template <class T> consteval auto raw_type() {
    if constexpr (std::convertible_to<const T&, std::string_view>) return std::type_identity<std::string_view>{};
    else if constexpr (std::integral<T> && !std::same_as<T, bool>) return std::type_identity<integer_operand>{};
    else if constexpr (storable<T>) return std::type_identity<T>{};
    else return std::type_identity<void>{};
}
template <class T> using raw_type_t = typename decltype(raw_type<typename value_within<T>::type>())::type;

template <class T> consteval column_info raw_column() {
    if constexpr (std::same_as<T, std::string_view>) return {.type = column_type::text};
    else if constexpr (std::same_as<T, integer_operand>) return {.type = column_type::int64};
    else return tenon::detail::column_of_type<T>();
}

inline constexpr std::string_view value_numbers[] = {"value 1",  "value 2",  "value 3",  "value 4", "value 5",
                                                     "value 6",  "value 7",  "value 8",  "value 9", "value 10",
                                                     "value 11", "value 12", "value 13", "value 14", "value 15", "value 16"};

} // namespace detail

/// The values of a raw text. Borrows them. `bind(binder)` as value_source wants it.
template <class... Values> class raw_values {
public:
    static constexpr std::size_t named = (std::size_t{is_named_value<Values>} + ... + 0);
    static constexpr bool are_storable = (!std::is_void_v<detail::raw_type_t<Values>> && ...);

    explicit raw_values(const Values&... values) : values_(values...) {
        static_assert(are_storable, "tenon: a value of raw SQL is of a type that no column holds: give one that a field of a model can have");
        static_assert(named == 0 || named == sizeof...(Values),
                      "tenon: some values of raw SQL have names and others have none: give all of them by tenon::arg, or none");
        [[maybe_unused]] std::size_t next = 0;
        (name(columns_[next], values, next), ...);
    }

    const std::array<column_info, sizeof...(Values)>& columns() const noexcept { return columns_; }

    template <class Binder> bool bind(Binder& binder) const {
        return std::apply(
            [&](const Values&... values) {
                [[maybe_unused]] std::size_t next = 0;
                return (bind_one(binder, columns_[next++], values) && ...);
            },
            values_);
    }

private:
    template <class Value> static void name(column_info& column, const Value& value, std::size_t& next) {
        if constexpr (is_named_value<Value>) column.field = value.name;
        else column.field = next < std::size(detail::value_numbers) ? detail::value_numbers[next] : std::string_view("a value");
        ++next;
    }
    template <class Binder, class Value> static bool bind_one(Binder& binder, const column_info& column, const Value& value) {
        using type = detail::raw_type_t<Value>;
        if constexpr (is_named_value<Value>) return bind_one(binder, column, *value.value);
        else if constexpr (std::same_as<type, std::string_view>) return binder(column, std::string_view(value));
        else if constexpr (std::same_as<type, integer_operand>) return binder(column, integer_operand(value));
        else if constexpr (!std::is_void_v<type>) return binder(column, value);
        else return false; // an error has been told
    }

    std::tuple<const Values&...> values_;
    std::array<column_info, sizeof...(Values)> columns_{detail::raw_column<detail::raw_type_t<Values>>()...};
};

} // namespace sql
} // namespace tenon::inline TENON_ABI
