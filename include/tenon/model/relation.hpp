// tenon/model/relation.hpp: the references that the relations of a shape follow.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/definition.hpp>
#include <tenon/model/info.hpp>
#include <tenon/model/reflection.hpp>
#include <tenon/model/shape.hpp>

#include <array>
#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI::detail {

/// The fields by which rows of two models belong together: of the rows that hold the relation, and of those that it loads, in the
/// same order.
struct relation_link {
    field_list own;
    field_list other;
    std::size_t candidates = 0;
    bool backward = false; ///< the other rows refer to these

    constexpr void consider(const field_list& from, const field_list& to) noexcept {
        if (candidates != 0 && own == from && other == to) return; // said twice
        own = from;
        other = to;
        ++candidates;
    }
};

/// The fields of a reference, and those that it leads to, without the tenant's on both sides, which each level of a scope sees to.
struct reference_pairs {
    field_list fields;
    field_list targets;
};
consteval reference_pairs pairs_of(const model_info& model, const reference_info& reference, const model_info& target) {
    reference_pairs pairs;
    for (std::size_t i = 0; i < reference.fields.size(); ++i) {
        const bool of_tenant = model.tenancy.has_field() && reference.fields[i] == model.tenancy.field &&
                               target.tenancy.has_field() && reference.target_fields[i] == target.tenancy.field;
        if (of_tenant && reference.fields.size() > 1) continue;
        pairs.fields.add(reference.fields[i]);
        pairs.targets.add(reference.target_fields[i]);
    }
    return pairs;
}
/// Those of a model's rows and their tenant.
consteval reference_pairs tenant_pair(const model_info& model, const model_info& root) {
    reference_pairs pair;
    pair.fields.add(model.tenancy.field);
    pair.targets.add(root.tenancy.field);
    return pair;
}

/// Whether no two rows of a tenant have the same values there.
consteval bool are_unique(const model_info& model, const field_list& fields) {
    const auto is_part = [&](const field_list& key) {
        const field_list rest = model.without_tenant(key);
        for (const std::size_t place : rest)
            if (!fields.contains(place)) return false;
        return !rest.empty();
    };
    if (is_part(model.primary_key)) return true;
    for (const key_info& unique : model.uniques)
        if (is_part(unique.fields)) return true;
    return false;
}

/// The reference that a relation names, or none.
template <class Shape, std::size_t Place, class Description> struct named_reference {
    static constexpr std::size_t place = no_field;
    using model = void;
};
template <class Shape, std::size_t Place, class Model, class First, class... Rest>
struct named_reference<Shape, Place, shape_description<Model, First, Rest...>>
    : named_reference<Shape, Place, shape_description<Model, Rest...>> {};
template <class Shape, std::size_t Place, class Model, auto Relation, auto Reference, class... Rest>
    requires(std::is_same_v<reflection::class_of<Relation>, Shape> && reflection::index_of<Relation> == Place)
struct named_reference<Shape, Place, shape_description<Model, via_word<Relation, Reference>, Rest...>> {
    static constexpr std::size_t place = reflection::index_of<Reference>;
    using model = reflection::class_of<Reference>;
};

/// Whether a word of a shape holds the options of the relation or count at `Place`.
template <class Shape, std::size_t Place, class Word> inline constexpr bool is_options_of = false;
template <class Shape, std::size_t Place, auto Relation, class... Options>
    requires std::is_same_v<reflection::class_of<Relation>, Shape>
inline constexpr bool is_options_of<Shape, Place, relation_options<Relation, Options...>> = reflection::index_of<Relation> == Place;

inline constexpr std::tuple<> no_options{};

/// Of some words those that are the options of the relation or count at `Place`: their tuple, or an empty one.
template <class Shape, std::size_t Place, class... Words> constexpr const auto& options_among(const std::tuple<Words...>& words) {
    constexpr std::size_t found = [] {
        std::size_t place = sizeof...(Words), next = 0;
        ((is_options_of<Shape, Place, std::remove_cvref_t<Words>> && place == sizeof...(Words) ? void(place = next) : void(), ++next), ...);
        return place;
    }();
    if constexpr (found < sizeof...(Words)) return std::get<found>(words).options;
    else return no_options;
}

/// The options of the relation or count at `Place` that the shape says: a tuple that lives as long as the program.
template <class Shape, std::size_t Place> constexpr const auto& options_of() {
    if constexpr (has_shape<Shape>) return options_among<Shape, Place>(shape<Shape>.words);
    else return no_options;
}

/// A model of a relation, and how references name it.
struct linked_model {
    const model_info& info;
    const model_info& (*target)();
};
/// Which reference is to be followed: one of this field of a model, or any.
struct wanted_reference {
    const model_info& (*holder)() = nullptr; ///< nullptr: any
    std::size_t place = no_field;

    constexpr bool is_met(const linked_model& by, const field_list& fields) const noexcept {
        return holder == nullptr || (holder == by.target && fields.contains(place));
    }
};

/// How a relation of this kind, of rows of `own` to rows of `other`, is linked.
consteval relation_link link_between(const linked_model& own, const linked_model& other, part kind, const wanted_reference& wanted) {
    relation_link link;
    if (kind != part::many) {
        const auto consider = [&](const reference_pairs& pairs) {
            if (wanted.is_met(own, pairs.fields)) link.consider(pairs.fields, pairs.targets);
        };
        for (const reference_info& reference : own.info.references)
            if (reference.target == other.target) consider(pairs_of(own.info, reference, other.info));
        if (own.info.tenancy.has_field() && other.info.tenancy.kind == tenancy_kind::root) consider(tenant_pair(own.info, other.info));
        if (link.candidates != 0) return link;
    }
    link.backward = true;
    const auto consider = [&](const reference_pairs& pairs) {
        if (wanted.is_met(other, pairs.fields)) link.consider(pairs.targets, pairs.fields);
    };
    for (const reference_info& reference : other.info.references) {
        if (reference.target != own.target) continue;
        const reference_pairs pairs = pairs_of(other.info, reference, own.info);
        if (kind == part::many || are_unique(other.info, pairs.fields)) consider(pairs);
    }
    if (kind == part::many && other.info.tenancy.has_field() && own.info.tenancy.kind == tenancy_kind::root)
        consider(tenant_pair(other.info, own.info));
    return link;
}

template <class Model> consteval linked_model linked() { return {info_of<Model>(), &info_of<Model>}; }
template <class Named> consteval wanted_reference wanted() {
    if constexpr (std::is_void_v<typename Named::model>) return {};
    else return {&info_of<typename Named::model>, Named::place};
}

/// How the relation at `Place` of `Shape` is linked.
template <class Shape, std::size_t Place>
inline constexpr relation_link link_at = link_between(
    linked<model_of_shape<Shape>>(), linked<model_of_shape<typename part_of<reflection::field_type<Shape, Place>>::row>>(),
    part_of<reflection::field_type<Shape, Place>>::kind, wanted<named_reference<Shape, Place, described_shape<Shape>>>());

/// How many fields of a shape are of a kind, and which these are.
template <std::size_t Fields> consteval std::size_t count_parts(const std::array<part, Fields>& kinds, bool (*is_meant)(part) noexcept) {
    std::size_t found = 0;
    for (const part kind : kinds) found += is_meant(kind);
    return found;
}
template <std::size_t Count, std::size_t Fields>
consteval std::array<std::size_t, Count> places_of_parts(const std::array<part, Fields>& kinds, bool (*is_meant)(part) noexcept) {
    std::array<std::size_t, Count> places{};
    for (std::size_t i = 0, next = 0; i < Fields; ++i)
        if (is_meant(kinds[i])) places[next++] = i;
    return places;
}

/// Where in a model the field of a name is; `no_field`: nowhere.
constexpr std::size_t place_by_name(const model_info& model, std::string_view name) noexcept {
    const column_info* const found = model.find_field(name);
    return found != nullptr ? static_cast<std::size_t>(found - model.columns.data()) : no_field;
}

/// Where in a model a shape's fields are that are columns; `no_field` for others, and where the model has none of that name.
template <std::size_t Fields>
consteval std::array<std::size_t, Fields> places_by_name(const model_info& model, const std::array<part, Fields>& kinds,
                                                         const std::array<std::string_view, Fields>& names) {
    std::array<std::size_t, Fields> places{};
    for (std::size_t i = 0; i < Fields; ++i) places[i] = is_column(kinds[i]) ? place_by_name(model, names[i]) : no_field;
    return places;
}
template <std::size_t Count, std::size_t Fields>
consteval std::array<std::size_t, Count> some_places(const std::array<std::size_t, Fields>& places, const std::array<std::size_t, Count>& chosen) {
    std::array<std::size_t, Count> some{};
    for (std::size_t i = 0; i < Count; ++i) some[i] = places[chosen[i]];
    return some;
}

/// The fields and relations of a shape, in the order of its fields.
template <class Shape> struct shape_parts {
    static constexpr std::size_t count = reflection::field_count<Shape>;
    template <std::size_t Place> using field = part_of<reflection::field_type<Shape, Place>>;

    static constexpr std::array<part, count> kinds = []<std::size_t... I>(std::index_sequence<I...>) {
        return std::array<part, count>{field<I>::kind...};
    }(std::make_index_sequence<count>{});
    static constexpr std::size_t columns = count_parts(kinds, is_column);
    static constexpr std::size_t relations = count_parts(kinds, is_relation);
    static constexpr std::size_t counts = count - columns - relations;

    static constexpr auto places = places_by_name(info_of<model_of_shape<Shape>>(), kinds, reflection::field_names<Shape>);
    /// Where in the model the shape's columns are.
    static constexpr auto column_places = some_places(places, places_of_parts<columns>(kinds, is_column));
    /// Which of the shape's fields are relations.
    static constexpr auto relation_places = places_of_parts<relations>(kinds, is_relation);
    static constexpr auto links = []<std::size_t... I>(std::index_sequence<I...>) {
        return std::array<relation_link, relations>{link_at<Shape, relation_places[I]>...};
    }(std::make_index_sequence<relations>{});
};

} // namespace tenon::inline TENON_ABI::detail
