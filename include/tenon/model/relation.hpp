// tenon/model/relation.hpp: the references that the relations of a shape follow.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/definition.hpp>
#include <tenon/model/info.hpp>
#include <tenon/model/reflection.hpp>
#include <tenon/model/shape.hpp>

#include <array>
#include <cstddef>
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

/// How the relation at `Place` of `Shape` is linked.
template <class Shape, std::size_t Place> consteval relation_link find_link() {
    using field = part_of<reflection::field_type<Shape, Place>>;
    using own_model = model_of_shape<Shape>;
    using other_model = model_of_shape<typename field::row>;
    using named = named_reference<Shape, Place, described_shape<Shape>>;
    constexpr const model_info& own = info_of<own_model>();
    constexpr const model_info& other = info_of<other_model>();
    relation_link link;
    const auto is_meant = [&]<class Holder>(std::type_identity<Holder>, const field_list& fields) {
        return std::is_void_v<typename named::model> || (std::is_same_v<typename named::model, Holder> && fields.contains(named::place));
    };
    if (field::kind != part::many) {
        const auto consider = [&](const reference_pairs& pairs) {
            if (is_meant(std::type_identity<own_model>{}, pairs.fields)) link.consider(pairs.fields, pairs.targets);
        };
        for (const reference_info& reference : own.references)
            if (reference.target == &info_of<other_model>) consider(pairs_of(own, reference, other));
        if (own.tenancy.has_field() && other.tenancy.kind == tenancy_kind::root) consider(tenant_pair(own, other));
        if (link.candidates != 0) return link;
    }
    link.backward = true;
    const auto consider = [&](const reference_pairs& pairs) {
        if (is_meant(std::type_identity<other_model>{}, pairs.fields)) link.consider(pairs.targets, pairs.fields);
    };
    for (const reference_info& reference : other.references) {
        if (reference.target != &info_of<own_model>) continue;
        const reference_pairs pairs = pairs_of(other, reference, own);
        if (field::kind == part::many || are_unique(other, pairs.fields)) consider(pairs);
    }
    if (field::kind == part::many && other.tenancy.has_field() && own.tenancy.kind == tenancy_kind::root)
        consider(tenant_pair(other, own));
    return link;
}

/// The fields and relations of a shape, in the order of its fields.
template <class Shape> struct shape_parts {
    static constexpr std::size_t count = reflection::field_count<Shape>;
    template <std::size_t Place> using field = part_of<reflection::field_type<Shape, Place>>;

    static constexpr std::array<part, count> kinds = []<std::size_t... I>(std::index_sequence<I...>) {
        return std::array<part, count>{field<I>::kind...};
    }(std::make_index_sequence<count>{});
    static constexpr std::size_t columns = [] {
        std::size_t found = 0;
        for (const part kind : kinds) found += kind == part::column;
        return found;
    }();
    static constexpr std::size_t relations = [] {
        std::size_t found = 0;
        for (const part kind : kinds) found += is_relation(kind);
        return found;
    }();

    /// Where in the model the shape's columns are; `no_field` where there is none of that name.
    static constexpr auto column_places = [] {
        std::array<std::size_t, columns> places{};
        const model_info& model = info_of<model_of_shape<Shape>>();
        for (std::size_t i = 0, next = 0; i < count; ++i) {
            if (kinds[i] != part::column) continue;
            places[next] = no_field;
            for (std::size_t place = 0; place < model.columns.size(); ++place)
                if (model.columns[place].field == reflection::field_names<Shape>[i]) places[next] = place;
            ++next;
        }
        return places;
    }();
    /// Which of the shape's fields are relations.
    static constexpr auto relation_places = [] {
        std::array<std::size_t, relations> places{};
        for (std::size_t i = 0, next = 0; i < count; ++i)
            if (is_relation(kinds[i])) places[next++] = i;
        return places;
    }();
    static constexpr auto links = []<std::size_t... I>(std::index_sequence<I...>) {
        return std::array<relation_link, relations>{find_link<Shape, relation_places[I]>()...};
    }(std::make_index_sequence<relations>{});
};

} // namespace tenon::inline TENON_ABI::detail
