// tenon/sql/expression/key_list.hpp: keys of rows, of one field or of several, as values; and conditions of them.
#pragma once

#include <tenon/core/codec.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/list_view.hpp>
#include <tenon/model/definition.hpp>
#include <tenon/sql/expression/key_condition.hpp>
#include <tenon/sql/expression/list_value.hpp>

#include <cstddef>
#include <optional>
#include <ranges>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

namespace detail {
template <class Model, field_list Places, std::size_t... I>
auto make_key(std::index_sequence<I...>) -> std::tuple<unwrapped_t<reflection::field_type<Model, Places[I]>>...>;
} // namespace detail

/// The values of some fields of a row: a std::tuple, even of one.
template <class Model, field_list Places>
using key_values = decltype(detail::make_key<Model, Places>(std::make_index_sequence<Places.size()>{}));

/// Those of a row, or nothing where one of them is NULL.
template <field_list Places, class Model> std::optional<key_values<Model, Places>> key_values_of(const Model& row) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) -> std::optional<key_values<Model, Places>> {
        const auto is_null = []<class Field>(const Field& field) {
            if constexpr (is_optional_v<Field>) return !field.has_value();
            else return false;
        };
        const auto value = []<class Field>(const Field& field) -> const auto& {
            if constexpr (is_optional_v<Field>) return *field;
            else return field;
        };
        if ((is_null(reflection::get<Places[I]>(row)) || ...)) return std::nullopt;
        return key_values<Model, Places>(value(reflection::get<Places[I]>(row))...);
    }(std::make_index_sequence<Places.size()>{});
}

/// One part of each key, as a list.
template <std::size_t Part, class Key> auto list_of_part(const std::vector<Key>& keys) {
    using value = std::tuple_element_t<Part, Key>;
    if constexpr (detail::encodes_by_copy<value>)
        return detail::owned_list<value, value>(keys | std::views::transform([](const Key& key) -> const value& { return std::get<Part>(key); }));
    else
        return viewed_list{{codec<value>::type, keys.size(), keys.data(), [](const void* data, std::size_t index) {
                                using wire = wire_t<codec<value>::type>;
                                return wire_value(static_cast<wire>(codec<value>::encode(std::get<Part>(static_cast<const Key*>(data)[index]))));
                            }}};
}

/// The fields at these places together are one of the keys; `Negated`: are none of them. Borrows the keys.
template <class Model, field_list Places, bool Negated = false> auto is_one_of(const std::vector<key_values<Model, Places>>& keys) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
        using condition = key_list_condition<Model, Places, Negated, decltype(list_of_part<I>(keys))...>;
        return condition{{}, {list_of_part<I>(keys)...}};
    }(std::make_index_sequence<Places.size()>{});
}

} // namespace tenon::inline TENON_ABI::sql
