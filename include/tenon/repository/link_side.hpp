// tenon/repository/link_side.hpp: references as links follow them: which fields refer, to which, and which rows a link names.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/definition.hpp>
#include <tenon/model/members.hpp>
#include <tenon/model/reference_of.hpp>
#include <tenon/model/relation.hpp>
#include <tenon/sql/expression/key_list.hpp>

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI::repository_detail {

/// The reference that a field belongs to, as links follow it: the tenant aside. The holder is named besides for the reason that
/// fields name their model: see field.hpp.
template <auto Member, class Holder = reflection::class_of<Member>> struct link_side {
    using holder = Holder;
    using attribute = reference_of<Member>;
    using target = typename attribute::target; ///< void: it refers to nothing
    static constexpr std::size_t place = reflection::index_of<Member>;
    static consteval detail::reference_pairs find_pairs() {
        if constexpr (std::is_void_v<target>) return detail::reference_pairs{detail::places_of<Member>(), {}};
        else
            return detail::pairs_of(info_of<holder>(), reference_info{detail::own_fields<attribute>, detail::target_fields<attribute>},
                                    info_of<target>());
    }
    /// The fields that refer, and those of the target.
    static constexpr detail::reference_pairs pairs = find_pairs();
    using indexes = std::make_index_sequence<pairs.fields.size()>;
    /// The field is one of them: it is not only the tenant beside them.
    static constexpr bool refers = !std::is_void_v<target> && pairs.fields.contains(place);
    /// A value for each of the fields.
    using key_type = sql::key_values<holder, pairs.fields>;

    /// The member at one of the places of a list.
    template <std::size_t Place, auto... Members> static consteval auto find_member(detail::member_list<Members...>) {
        constexpr std::size_t at = [] {
            std::size_t found = 0, next = 0;
            ((reflection::index_of<Members> == Place ? void(found = next) : void(), ++next), ...);
            return found;
        }();
        return std::get<at>(std::tuple{Members...});
    }
    /// The member that is the field of this number.
    template <std::size_t I> static constexpr auto member = find_member<pairs.fields[I]>(typename attribute::members{});
};

/// The rows that a word names: the rows that refer, or, where a link model stands between, those that its other field refers to.
/// `places`: of the fields by which they are named.
template <class Holder, auto Reference, auto... Other> struct linked_rows {
    using model = Holder;
    static constexpr field_list places = info_of<model>().primary_key;
    using key_type = sql::key_values<model, places>;
};
template <class Holder, auto Reference, auto Other> struct linked_rows<Holder, Reference, Other> {
    using model = typename link_side<Other>::target;
    static constexpr field_list places = link_side<Other>::pairs.targets;
    using key_type = typename link_side<Other>::key_type;
};

/// The fields of a link model that say which two rows it links.
template <auto Reference, auto Other>
inline constexpr field_list link_fields = [] {
    field_list fields = link_side<Reference>::pairs.fields;
    for (const std::size_t place : link_side<Other>::pairs.fields)
        if (!fields.contains(place)) fields.add(place);
    return fields;
}();

/// Which fields of a reference an update writes: not those of the primary key, which do not change. `Cleared`: to refer to nothing,
/// of those that may be NULL the ones that no other reference has too, or all of them.
template <class Side, bool Cleared>
inline constexpr field_list written_fields = [] {
    const model_info& model = info_of<typename Side::holder>();
    field_list all, own;
    for (const std::size_t place : Side::pairs.fields) {
        if (model.primary_key.contains(place) || (Cleared && !model.columns[place].nullable)) continue;
        std::size_t references = 0;
        for (const reference_info& reference : model.references) references += reference.fields.contains(place) ? 1 : 0;
        all.add(place);
        if (references == 1) own.add(place);
    }
    return Cleared && !own.empty() ? own : all;
}();

} // namespace tenon::inline TENON_ABI::repository_detail
