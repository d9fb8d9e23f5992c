// tenon/repository/found_relation.hpp: a relation of a shape whose rows may be there already.
//
//     struct NewPostTag {
//         Tag tag;
//         static constexpr auto tenon_shape = tenon::of<PostTag>(tenon::connect_or_create<&NewPostTag::tag>(tenon::by<&Tag::name>));
//     };
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/check/words.hpp>
#include <tenon/model/members.hpp>
#include <tenon/model/relation.hpp>
#include <tenon/model/shape.hpp>
#include <tenon/repository/key_fields.hpp>
#include <tenon/repository/writable.hpp>
#include <tenon/sql/options.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI::repository_detail {

/// Says it in a shape.
template <auto Relation, class Model, auto... Unique> struct found_relation {
    static constexpr auto relation = Relation;
    using model = Model;
    static constexpr field_list unique() { return detail::places_of<Unique...>(); }
};
template <class Word> inline constexpr bool is_found_relation = false;
template <auto Relation, class Model, auto... Unique>
inline constexpr bool is_found_relation<found_relation<Relation, Model, Unique...>> = true;

/// The word for the relation at `Place` among those of a shape; void: its rows are always created.
template <class Shape, std::size_t Place, class Description> struct find_found_relation {
    using type = void;
};
template <class Shape, std::size_t Place, class Model, class Word, class... Rest>
struct find_found_relation<Shape, Place, shape_description<Model, Word, Rest...>>
    : find_found_relation<Shape, Place, shape_description<Model, Rest...>> {};
template <class Shape, std::size_t Place, class Model, auto Relation, class Of, auto... Unique, class... Rest>
    requires(std::is_same_v<reflection::class_of<Relation>, Shape> && reflection::index_of<Relation> == Place)
struct find_found_relation<Shape, Place, shape_description<Model, found_relation<Relation, Of, Unique...>, Rest...>> {
    using type = found_relation<Relation, Of, Unique...>;
};
template <class Shape, std::size_t Place>
using found_relation_at = typename find_found_relation<Shape, Place, detail::described_shape<Shape>>::type;

} // namespace tenon::inline TENON_ABI::repository_detail

namespace tenon::inline TENON_ABI {

/// In a shape, of a relation to the one row that its row refers to: `of<PostTag>(connect_or_create<&NewPostTag::tag>(by<&Tag::name>))`.
/// A create refers to the tag that the scope finds by this declared unique, and creates it where it does not. What the shape says
/// beside the unique is for rows that are created; the shape comes back with what is there.
template <auto Relation, class Model, auto... Unique> constexpr auto connect_or_create(by_word<Model, Unique...>) {
    return repository_detail::found_relation<Relation, Model, Unique...>{};
}

} // namespace tenon::inline TENON_ABI

namespace tenon::inline TENON_ABI::mistake {

template <class... What> struct CONNECTED_OR_CREATED_BUT_NOT_REFERRED_TO {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: connect_or_create in a shape is for a relation to the one row that the shape's row refers to: link rows that "
                      "refer to it behind the create, tenon::connect_or_create<&Other::field>(…)");
    }
};
template <class... What> struct CONNECTED_OR_CREATED_BY_FIELDS_THAT_ARE_NOT_SAID {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: connect_or_create in a shape looks for rows by fields that their shape does not say: name a unique of them, "
                      "tenon::by<&Tag::name>, and add its fields to the shape");
    }
};
template <class... What> struct CONNECTED_OR_CREATED_WITH_RELATIONS {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: connect_or_create in a shape is for rows that have no relations of their own there: leave these out, and write "
                      "them by themselves");
    }
};

} // namespace tenon::inline TENON_ABI::mistake

namespace tenon::inline TENON_ABI::repository_detail {

/// Whether rows of `Model` are found by the fields of a unique, and created, from such a scope. Says why not.
template <class Model, class Scope, field_list Unique> consteval bool check_found_or_created() {
    constexpr bool unique = is_unique_key<Model>(Unique);
    static_assert(unique, "tenon: connect_or_create looks for rows by fields that are not declared unique together: declare tenon::unique<…> "
                          "for them, or name the primary key");
    constexpr bool within = Scope::in_tenant || info_of<Model>().tenancy.kind == tenancy_kind::shared;
    static_assert(within, "tenon: connect_or_create looks for rows within a tenant: use its scope, system.tenant(id)");
    return unique && within && check_writable<Model, Scope>();
}

/// Whether the rows of a relation are found or created as a word of the shape says. Says why not.
template <class Shape, class Scope, class Word> consteval bool check_found_relation() {
    constexpr std::size_t place = [] {
        if constexpr (std::is_same_v<reflection::class_of<Word::relation>, Shape>) return reflection::index_of<Word::relation>;
        else return no_field;
    }();
    constexpr bool is_one = [] {
        if constexpr (place == no_field) return false;
        else {
            using field = detail::part_of<reflection::field_type<Shape, place>>;
            if constexpr (!detail::is_relation(field::kind) || field::kind == detail::part::many) return false;
            else return !detail::link_at<Shape, place>.backward;
        }
    }();
    using in_shape = mistake::IN_MODEL<Shape>;
    if constexpr (!is_one) return mistake::CONNECTED_OR_CREATED_BUT_NOT_REFERRED_TO<in_shape>::tell(), false;
    else {
        using where = mistake::FIELD<detail::spelled_field<Shape, place>>;
        using row = typename detail::part_of<reflection::field_type<Shape, place>>::row;
        constexpr bool said = [] {
            if constexpr (!std::is_same_v<model_of_shape<row>, typename Word::model>) return false;
            else {
                bool all = true;
                for (const std::size_t key : info_of<model_of_shape<row>>().without_tenant(Word::unique())) {
                    bool shown = false;
                    for (const std::size_t column : detail::shape_parts<row>::column_places) shown = shown || column == key;
                    all = all && shown;
                }
                return all;
            }
        }();
        if constexpr (!said) return mistake::CONNECTED_OR_CREATED_BY_FIELDS_THAT_ARE_NOT_SAID<in_shape, where>::tell(), false;
        else if constexpr (detail::shape_parts<row>::relations != 0)
            return mistake::CONNECTED_OR_CREATED_WITH_RELATIONS<in_shape, where>::tell(), false;
        else return check_found_or_created<typename Word::model, Scope, Word::unique()>();
    }
}

/// The same of all relations of a shape of which it says so.
template <class Shape, class Scope, class Model, class... Words>
consteval bool check_found_relations(std::type_identity<shape_description<Model, Words...>>) {
    [[maybe_unused]] const auto check = []<class Word>(std::type_identity<Word>) {
        if constexpr (is_found_relation<Word>) return check_found_relation<Shape, Scope, Word>();
        else return true;
    };
    return (check(std::type_identity<Words>{}) && ...);
}
template <class Shape, class Scope> consteval bool check_found_relations(std::type_identity<detail::no_shape>) { return true; }

} // namespace tenon::inline TENON_ABI::repository_detail
