// tenon/model/reflection.hpp: the fields of an aggregate: how many, their types, names and places. The only home of
// Boost.PFR.
//
//     struct point { int x; int y; };
//     tenon::reflection::field_names<point>[1] == "y";   tenon::reflection::index_of<&point::y> == 1;
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/fixed_string.hpp>

#include <boost/pfr/core.hpp>

#include <array>
#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI::reflection {

/// The class and the field type of a pointer to member.
template <class Pointer> struct member_pointer_traits;
template <class Class, class Field> struct member_pointer_traits<Field Class::*> {
    using class_type = Class;
    using field_type = Field;
};
template <auto Member> using class_of = typename member_pointer_traits<std::remove_cv_t<decltype(Member)>>::class_type;
template <auto Member> using type_of = typename member_pointer_traits<std::remove_cv_t<decltype(Member)>>::field_type;

/// Whether Boost.PFR may be asked about `T` at all. It answers slowly, or with pages of errors, where this is false.
template <class T>
concept reflectable = std::is_class_v<T> && std::is_aggregate_v<T> && !std::is_polymorphic_v<T> && requires { T{}; };

namespace detail {

// An object that is declared and never defined: the compiler knows the address of each subobject, as a constant, and
// prints it by name when it is a template argument. That gives field names on every Boost and every supported compiler.
template <class T> struct holder {
    T value;
};
#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wundefined-var-template"
#pragma clang diagnostic ignored "-Wundefined-internal"
#endif

template <class T> extern const holder<T> declared_only;

template <class T> struct address {
    const T* pointer;
};
template <class T> address(const T*) -> address<T>;

template <auto... Addresses> consteval std::string_view printed_addresses() { return TENON_FUNCTION_NAME; }

template <class T> constexpr auto tied() noexcept { return boost::pfr::structure_tie(declared_only<T>.value); }

template <class Tuple> struct tuple_fields;
template <class... Fields> struct tuple_fields<std::tuple<Fields&...>> {
    using types = std::tuple<std::remove_const_t<Fields>...>;
    using indexes = std::index_sequence_for<Fields...>;
    static constexpr std::size_t count = sizeof...(Fields);
};
template <> struct tuple_fields<std::tuple<>> {
    using types = std::tuple<>;
    using indexes = std::index_sequence<>;
    static constexpr std::size_t count = 0;
};

template <class T> struct fields_of : tuple_fields<decltype(boost::pfr::structure_tie(std::declval<T&>()))> {};

constexpr bool is_identifier_character(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

template <class T, std::size_t... I> consteval std::string_view printed_fields(std::index_sequence<I...>) {
    constexpr auto fields = tied<T>();
    return printed_addresses<address{&std::get<I>(fields)}...>();
}

template <class T, std::size_t... I> consteval auto field_addresses(std::index_sequence<I...>) {
    constexpr auto fields = tied<T>();
    return std::array<const void*, sizeof...(I)>{static_cast<const void*>(&std::get<I>(fields))...};
}

template <auto Member> consteval const void* address_of_member() {
    return static_cast<const void*>(&(declared_only<class_of<Member>>.value.*Member));
}

#if defined(__clang__)
#pragma clang diagnostic pop
#endif

// An element is printed as "…{((const int*)(& … ::name))}" by GCC and as "…{&declared_only.value.name}" by Clang: walk to
// the end of each one and back over the identifier before it.
template <std::size_t Count> consteval auto name_ranges(std::string_view printed) {
#if defined(__clang__)
    constexpr std::string_view opening = "{&declared_only", closing = "}";
#else
    constexpr std::string_view opening = "{((const ", closing = "))}";
#endif
    std::array<std::pair<std::size_t, std::size_t>, Count> ranges{};
    std::size_t position = 0;
    for (auto& [begin, length] : ranges) {
        position = printed.find(closing, printed.find(opening, position));
        begin = position;
        while (is_identifier_character(printed[begin - 1])) --begin;
        length = position - begin;
        position += closing.size();
    }
    return ranges;
}

// Only the names go into the program, not the whole text that the compiler printed.
template <class T> struct name_storage {
    static constexpr std::size_t count = fields_of<T>::count;
    static constexpr std::string_view printed = printed_fields<T>(typename fields_of<T>::indexes{});
    static constexpr auto ranges = name_ranges<count>(printed);
    static constexpr std::size_t size = [] {
        std::size_t total = 0;
        for (const auto& range : ranges) total += range.second;
        return total;
    }();
    static constexpr auto characters = [] {
        fixed_string<size> all;
        std::size_t at = 0;
        for (const auto& range : ranges)
            for (std::size_t i = 0; i < range.second; ++i) all.characters[at++] = printed[range.first + i];
        return all;
    }();
    static constexpr auto names = [] {
        std::array<std::string_view, count> views{};
        std::size_t at = 0;
        for (std::size_t i = 0; i < count; ++i) {
            views[i] = characters.view().substr(at, ranges[i].second);
            at += ranges[i].second;
        }
        return views;
    }();
};
template <class T>
    requires(fields_of<T>::count == 0)
struct name_storage<T> {
    static constexpr std::array<std::string_view, 0> names{};
};

template <class T> consteval std::string_view printed_type() { return TENON_FUNCTION_NAME; }

template <class T> consteval std::string_view qualified_type_name() {
    std::string_view name = printed_type<T>();
    name.remove_prefix(name.find("T = ") + 4);
    return name.substr(0, name.find_first_of(";]"));
}

template <class T> struct type_name_storage {
    static constexpr fixed_string<qualified_type_name<T>().size()> characters{qualified_type_name<T>()};
};

} // namespace detail

/// How many fields `T` has. `T` is reflectable.
template <class T> inline constexpr std::size_t field_count = detail::fields_of<T>::count;

/// The types of the fields of `T`, in order, as a std::tuple.
template <class T> using field_types = typename detail::fields_of<T>::types;
template <class T, std::size_t I> using field_type = std::tuple_element_t<I, field_types<T>>;

/// The names of the fields of `T`, in order.
template <class T> inline constexpr auto& field_names = detail::name_storage<T>::names;

/// The name of `T` with its namespaces, as the compiler prints it: `shop::User`.
template <class T> inline constexpr std::string_view qualified_name = detail::type_name_storage<T>::characters.view();

/// The name of `T` without namespaces: `User`.
template <class T>
inline constexpr std::string_view type_name = qualified_name<T>.substr(qualified_name<T>.rfind("::") ==
                                                                               std::string_view::npos
                                                                           ? 0
                                                                           : qualified_name<T>.rfind("::") + 2);

namespace detail {
template <auto Member> consteval std::size_t find_member() {
    using Class = class_of<Member>;
    const auto addresses = field_addresses<Class>(typename fields_of<Class>::indexes{});
    std::size_t index = 0;
    while (index < addresses.size() && addresses[index] != address_of_member<Member>()) ++index;
    return index;
}
} // namespace detail

/// The place of a member pointer's field among the fields of its class; `field_count` when it is not one of them.
template <auto Member> inline constexpr std::size_t index_of = detail::find_member<Member>();

/// References to all fields of `object`, as a std::tuple.
template <class T> constexpr auto tie(T& object) noexcept { return boost::pfr::structure_tie(object); }

} // namespace tenon::inline TENON_ABI::reflection
