// tenon/repository/nested_checks.hpp: what users read where rows of several models cannot be written together.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/check.hpp>
#include <tenon/model/check/shape_messages.hpp>
#include <tenon/model/relation.hpp>
#include <tenon/model/rules.hpp>
#include <tenon/repository/found_relation.hpp>
#include <tenon/repository/link_side.hpp>
#include <tenon/repository/link_words.hpp>
#include <tenon/repository/writable.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI::mistake {

template <class... What> struct CREATED_FROM_A_SHAPE_OF_ANOTHER_MODEL {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a row is created from a struct that is no shape of the repository's model: say so in it, static constexpr auto "
                      "tenon_shape = tenon::of<Model>, or use a shape of this model");
    }
};
template <class... What> struct COUNT_IS_NOT_WRITTEN {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: rows are created from a shape that counts related rows, which only a read can: use a shape without the count");
    }
};

} // namespace tenon::inline TENON_ABI::mistake

namespace tenon::inline TENON_ABI::repository_detail {

template <class Shape, class Scope> consteval bool check_written();

/// The same as below, of the part at `Place`.
template <class Shape, std::size_t Place, class Scope> consteval bool check_written_part() {
    using part = detail::part_of<reflection::field_type<Shape, Place>>;
    if constexpr (part::kind == detail::part::count)
        return mistake::COUNT_IS_NOT_WRITTEN<mistake::IN_MODEL<Shape>, mistake::FIELD<detail::spelled_field<Shape, Place>>>::tell(), false;
    else if constexpr (detail::is_relation(part::kind)) return check_written<typename part::row, Scope>();
    else return true;
}

/// What a write of a shape sets.
template <class Shape> struct shown_columns {
    static constexpr bool sets(std::size_t place) noexcept {
        for (const std::size_t shown : detail::shape_parts<Shape>::column_places)
            if (shown == place) return true;
        return false;
    }
};

/// Whether the rows of a shape, at all levels, can be written from such a scope. Says why not. `Shape` is a shape.
template <class Shape, class Scope> consteval bool check_written() {
    using model = model_of_shape<Shape>;
    if constexpr (!check_repository<model, typename Scope::schema>()) return false;
    else if constexpr (!check_writable<model, Scope>() || !check_limits<model, Scope, shown_columns<Shape>>()) return false;
    else if constexpr (!check_found_relations<Shape, Scope>(std::type_identity<detail::described_shape<Shape>>{})) return false;
    else
        return []<std::size_t... I>(std::index_sequence<I...>) {
            return (check_written_part<Shape, I, Scope>() && ...);
        }(std::make_index_sequence<reflection::field_count<Shape>>{});
}

/// Whether rows of `Model` are created from `Row` in such a scope. Says why not.
template <class Row, class Model, class Scope> consteval bool check_created() {
    if constexpr (!std::is_same_v<model_of_shape<Row>, Model>) {
        mistake::CREATED_FROM_A_SHAPE_OF_ANOTHER_MODEL<mistake::GIVEN<Row>, mistake::OF_MODEL<Model>>::tell();
        return false;
    } else if constexpr (!detail::check_shape<Row>()) return false;
    else return check_written<Row, Scope>();
}

/// Whether both fields of a link model lead on from it, and it has one row for each two that it links. Says why not.
template <auto Reference, auto Other> consteval bool check_link_model() {
    using to = link_side<Other>;
    constexpr bool leads = std::is_same_v<typename to::holder, reflection::class_of<Reference>> && to::refers;
    static_assert(leads, "tenon: rows are linked by two fields of which the second is no reference of the same model: name both "
                         "references of the link model, tenon::connect<&PostTag::postId, &PostTag::tagId>(…)");
    if constexpr (!leads) return false;
    else {
        constexpr bool once = is_unique_key<typename to::holder>(link_fields<Reference, Other>);
        static_assert(once, "tenon: rows are linked by a model that may link them twice: declare tenon::unique<…> for its two "
                            "references, or make them its primary key");
        return once;
    }
}

/// Whether a word links rows with one of `Model`. Says why not.
template <class Model, class Scope, link_change Change, class Holder, class Key, auto Reference, auto... Other>
consteval bool check_link(std::type_identity<link_of<Change, Holder, Key, Reference, Other...>>) {
    using side = link_side<Reference>;
    constexpr bool refers = std::is_same_v<typename side::target, Model> && side::refers;
    static_assert(refers, "tenon: rows are linked by a field that refers to no row of the repository's model: name the field of the "
                          "other model that does, tenon::connect<&Line::orderId>(…); a row's own reference is a field to set");
    if constexpr (!refers) return false;
    else if constexpr (!(check_link_model<Reference, Other>() && ...)) return false;
    else {
        constexpr bool may_change = sizeof...(Other) != 0 || !written_fields<side, false>.empty();
        static_assert(may_change, "tenon: rows are linked by a reference that is part of their primary key, which does not change: create new "
                                  "rows and remove the old ones");
        constexpr bool may_part = !may_change || sizeof...(Other) != 0 || Change == link_change::connect || !written_fields<side, true>.empty();
        static_assert(may_part, "tenon: rows are disconnected from a row to which they have to refer: connect them to another one, remove "
                                "them, or make the reference a std::optional");
        constexpr bool of_values = sizeof...(Other) != 0 || []<std::size_t... I>(std::index_sequence<I...>) {
            return !changes_need_whole_row<Holder, side::template member<I>...>;
        }(typename side::indexes{});
        static_assert(of_values, "tenon: rows are linked by a field that a validate function looks at, and there are no rows to ask about: "
                                 "change the field one by one with update");
        constexpr bool within = Scope::in_tenant || info_of<Model>().tenancy.kind == tenancy_kind::shared;
        static_assert(within, "tenon: rows are linked within a tenant: name it, update(tenon::in_tenant(\"acme\"), key, …), or use its "
                              "scope, system.tenant(id)");
        return may_change && may_part && of_values && within && check_repository<typename side::holder, typename Scope::schema>() &&
               check_writable<typename side::holder, Scope>();
    }
}

/// The same of rows that are created where a unique does not find them.
template <class Model, class Scope, class Holder, class Row, field_list Unique, auto Reference, auto... Other>
consteval bool check_link(std::type_identity<found_or_created<Holder, Row, Unique, Reference, Other...>>) {
    using linked = linked_rows<Holder, Reference, Other...>;
    using as_keys = link_of<link_change::connect, Holder, typename linked::key_type, Reference, Other...>;
    if constexpr (!std::is_same_v<typename linked::model, Row>) return false; // an error has been told
    else if constexpr (!check_link<Model, Scope>(std::type_identity<as_keys>{})) return false;
    else if constexpr (!check_repository<Row, typename Scope::schema>()) return false;
    else return check_found_or_created<Row, Scope, Unique>() && check_limits<Row, Scope, whole_row>();
}

/// Whether the words among `Arguments` link rows with one of `Model`. Says why not.
template <class Model, class Scope, class... Arguments> consteval bool check_links() {
    [[maybe_unused]] const auto check = []<class Argument>(std::type_identity<Argument> argument) {
        if constexpr (is_link_word<Argument>) return check_link<Model, Scope>(argument);
        else return true;
    };
    return (check(std::type_identity<Arguments>{}) && ...);
}

} // namespace tenon::inline TENON_ABI::repository_detail
