// tenon/model/reference_of.hpp: the reference that a field belongs to.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/definition.hpp>
#include <tenon/model/members.hpp>
#include <tenon/model/parent.hpp>
#include <tenon/model/reflection.hpp>

#include <cstddef>
#include <tuple>
#include <type_traits>

namespace tenon::inline TENON_ABI::detail {

template <auto... Members> consteval field_list places_in_list(member_list<Members...>) { return places_of<Members...>(); }
/// The fields of a reference, and those that it leads to.
template <class Attribute> inline constexpr field_list own_fields = places_in_list(typename Attribute::members{});
template <class Attribute> inline constexpr field_list target_fields = places_in_list(typename Attribute::targets{});

/// Whether this attribute is a reference of several fields, the one at the given place among them.
template <class Attribute, std::size_t Place> consteval bool has_among() {
    if constexpr (is_reference<Attribute>::value) return own_fields<Attribute>.contains(Place);
    else return false;
}
template <std::size_t Place, class Attributes> struct find_reference_among {
    using type = no_reference;
};
template <std::size_t Place, class First, class... Rest> struct find_reference_among<Place, std::tuple<First, Rest...>> {
    using type = typename std::conditional_t<has_among<First, Place>(), std::type_identity<First>,
                                             find_reference_among<Place, std::tuple<Rest...>>>::type;
};

template <class Model, std::size_t Place> consteval auto find_reference_of() {
    using single = reference_at<Model, Place>;
    using attributes = typename description_traits<description_of<Model>>::attributes;
    if constexpr (!std::is_void_v<typename single::target>) return std::type_identity<single>{};
    else return std::type_identity<typename find_reference_among<Place, attributes>::type>{};
}

} // namespace tenon::inline TENON_ABI::detail

namespace tenon::inline TENON_ABI {

/// The reference that a field makes, or that it is one of several fields of. Its `target` is void where there is none.
template <auto Member>
using reference_of = typename decltype(detail::find_reference_of<reflection::class_of<Member>, reflection::index_of<Member>>())::type;

} // namespace tenon::inline TENON_ABI
