// tenon/model/members.hpp: lists of pointers to members, as the attributes take them.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/info.hpp>
#include <tenon/model/reflection.hpp>

#include <cstddef>
#include <type_traits>

namespace tenon::inline TENON_ABI {

/// A sort key: a field and a direction. NULLs come first in ascending order and last in descending order on every
/// database, unless said otherwise.
enum class nulls_order : std::uint8_t { standard, first, last };

template <auto Member, bool Descending, nulls_order Nulls = nulls_order::standard> struct sort_key {
    static constexpr auto member = Member;
    static constexpr bool descending = Descending;
    static constexpr nulls_order nulls = Nulls;

    /// NULLs before everything else.
    constexpr sort_key<Member, Descending, nulls_order::first> nulls_first() const noexcept { return {}; }
    /// NULLs after everything else.
    constexpr sort_key<Member, Descending, nulls_order::last> nulls_last() const noexcept { return {}; }
};

/// `asc<&User::email>`: smallest first.
template <auto Member> inline constexpr sort_key<Member, false> asc{};
/// `desc<&User::createdAt>`: largest first.
template <auto Member> inline constexpr sort_key<Member, true> desc{};

namespace detail {

template <class T> struct is_sort_key : std::false_type {};
template <auto Member, bool Descending, nulls_order Nulls>
struct is_sort_key<sort_key<Member, Descending, Nulls>> : std::true_type {};
template <class T> inline constexpr bool is_sort_key_v = is_sort_key<std::remove_cvref_t<T>>::value;

/// Whether a sort key is by a field of `Model`. What is no sort key, or by no field, is refused elsewhere.
template <class Model, class T> inline constexpr bool is_sort_key_of = true;
template <class Model, auto Member, bool Descending, nulls_order Nulls>
    requires std::is_member_object_pointer_v<decltype(Member)>
inline constexpr bool is_sort_key_of<Model, sort_key<Member, Descending, Nulls>> =
    std::is_same_v<reflection::class_of<Member>, Model>;

/// A member pointer, or the one inside a sort key.
template <auto Key> consteval auto member_of() {
    if constexpr (is_sort_key_v<decltype(Key)>) return Key.member;
    else return Key;
}
template <auto Key> inline constexpr bool is_descending = [] {
    if constexpr (is_sort_key_v<decltype(Key)>) return Key.descending;
    else return false;
}();

template <auto... Members> struct member_list {};

template <auto... Members> consteval field_list places_of() {
    field_list places;
    (places.add(reflection::index_of<Members>), ...);
    return places;
}

} // namespace detail

} // namespace tenon::inline TENON_ABI
