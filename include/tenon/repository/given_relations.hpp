// tenon/repository/given_relations.hpp: options of relations that a read gives: find_many(as<UserCard>, relation<&UserCard::todos>(…)).
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/check/shape_messages.hpp>
#include <tenon/model/relation.hpp>
#include <tenon/model/shape.hpp>

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI::repository_detail {

/// Borrows them.
template <class... Given> struct given_relations {
    std::tuple<const Given&...> all;

    /// Those of the relation or count at `Place` of a shape.
    template <class Shape, std::size_t Place> constexpr const auto& of() const noexcept {
        return detail::options_among<Shape, Place>(all);
    }
};

template <bool OfRelations, class Option> auto only(const Option& option) noexcept {
    if constexpr (detail::is_relation_options<Option> == OfRelations) return std::tuple<const Option&>(option);
    else return std::tuple<>();
}

/// Calls `verb(given, others…)` with the options of relations, and with the others one by one.
template <class Verb, class... Options> auto with_relations(Verb verb, const Options&... options) {
    if constexpr ((!detail::is_relation_options<Options> && ...)) return verb(given_relations<>{}, options...);
    else {
        const auto given = []<class... Given>(std::tuple<const Given&...> all) {
            return given_relations<Given...>{all};
        }(std::tuple_cat(only<true>(options)...));
        return std::apply([&](const auto&... others) { return verb(given, others...); }, std::tuple_cat(only<false>(options)...));
    }
}

/// Whether rows of `Wanted` are read with those of `Shape`.
template <class Shape, class Wanted> consteval bool reaches() {
    if constexpr (std::is_same_v<Shape, Wanted>) return true;
    else if constexpr (!detail::has_shape<Shape>) return false;
    else {
        using parts = detail::shape_parts<Shape>;
        return []<std::size_t... I>(std::index_sequence<I...>) {
            return (reaches<typename parts::template field<parts::relation_places[I]>::row, Wanted>() || ...);
        }(std::make_index_sequence<parts::relations>{});
    }
}

/// Whether the options of a read are those of a relation or count that it reads, where they are of one at all. Says why not.
template <class Row, class Option, class... Options> consteval bool check_relation() {
    if constexpr (!detail::is_relation_options<Option>) return true;
    else {
        using shape = reflection::class_of<Option::relation>;
        constexpr std::size_t place = reflection::index_of<Option::relation>;
        constexpr bool fits = reaches<Row, shape>() && detail::part_of<reflection::field_type<shape, place>>::kind != detail::part::column &&
                              (std::size_t{detail::is_options_of<shape, place, Options>} + ... + 0) == 1;
        if constexpr (!fits) mistake::GIVEN_OPTIONS_OF_NO_RELATION<mistake::GIVEN<Row>, mistake::FIELD<detail::spelled_field<shape, place>>>::tell();
        return fits;
    }
}
template <class Row, class... Options> consteval bool check_relations() { return (check_relation<Row, Options, Options...>() && ...); }

} // namespace tenon::inline TENON_ABI::repository_detail
