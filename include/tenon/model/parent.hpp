// tenon/model/parent.hpp: the parent of a model that belongs to tenants through one.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/definition.hpp>

#include <tuple>
#include <type_traits>

namespace tenon::inline TENON_ABI::detail {

struct no_reference {
    using target = void;
};

template <class T> struct is_reference : std::false_type {};
template <auto... Pairs> struct is_reference<references_attribute<Pairs...>> : std::true_type {};

/// Whether this attribute is the reference that starts at the given field, and at no other.
template <class Attribute, std::size_t Place> consteval bool starts_at() {
    if constexpr (is_reference<Attribute>::value) {
        if constexpr (Attribute::pairs == 1)
            return []<auto Member>(member_list<Member>) {
                return reflection::index_of<Member> == Place;
            }(typename Attribute::members{});
    }
    return false;
}

template <std::size_t Place, class Attributes> struct find_reference;
template <std::size_t Place> struct find_reference<Place, std::tuple<>> {
    using type = no_reference;
};
template <std::size_t Place, class First, class... Rest> struct find_reference<Place, std::tuple<First, Rest...>> {
    using type = typename std::conditional_t<starts_at<First, Place>(), std::type_identity<First>,
                                             find_reference<Place, std::tuple<Rest...>>>::type;
};

} // namespace tenon::inline TENON_ABI::detail

namespace tenon::inline TENON_ABI {

/// The reference of `Model` that starts at the field at `Place`; its `target` is void when there is none.
template <class Model, std::size_t Place>
using reference_at = typename detail::find_reference<
    Place, typename detail::description_traits<detail::description_of<Model>>::attributes>::type;

/// The reference that leads to the parent of a `via_parent` model.
template <class Model> using parent_reference = reference_at<Model, info_of<Model>().tenancy.field>;

/// The parent itself; void when no reference leads there.
template <class Model> using parent_of = typename parent_reference<Model>::target;

/// The fields of the parent that the reference names.
template <class Model>
inline constexpr field_list parent_key_fields = []<auto... Targets>(detail::member_list<Targets...>) {
    return detail::places_of<Targets...>();
}(typename parent_reference<Model>::targets{});

} // namespace tenon::inline TENON_ABI
