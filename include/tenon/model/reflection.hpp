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

struct address {
    const void* pointer; // without the field's type: what the compiler prints stays short
};

template <auto... Addresses> consteval std::string_view printed_addresses() { return TENON_FUNCTION_NAME; }

inline constexpr std::size_t most_fields = 100;

/// Stands for any field of `T`, but not for `T` itself: a struct of one field would be copied from it.
template <class T> struct any_field_of {
    template <class U>
        requires(!std::is_same_v<std::remove_const_t<U>, T>)
    constexpr operator U&() const noexcept;
};
template <class T, std::size_t> using any_field_at = any_field_of<T>;

// Written with parentheses, an initializer is one for each field. In braces, an array takes as many as it has elements.
template <class T, std::size_t... I> consteval bool takes_fields(std::index_sequence<I...>) {
    return std::is_constructible_v<T, any_field_at<T, I>...>;
}

/// How many fields from the first on can be given in parentheses: `Low` or more and below `High`. Few are asked for first:
/// each is one more conversion to look for.
template <class T, std::size_t Low = 0, std::size_t High = most_fields + 2> consteval std::size_t fields_taken() {
    if constexpr (High - Low == 1) return Low;
    else {
        constexpr std::size_t doubled = Low < 4 ? 8 : 2 * Low;
        constexpr std::size_t between = doubled < High ? doubled : (Low + High) / 2;
        if constexpr (takes_fields<T>(std::make_index_sequence<between>{})) return fields_taken<T, between, High>();
        else return fields_taken<T, Low, between>();
    }
}

template <class T> consteval std::size_t count_fields() {
#if defined(__cpp_aggregate_paren_init)
    return fields_taken<T>();
#else
    return boost::pfr::tuple_size_v<T>;
#endif
}
template <class T> inline constexpr std::size_t count_of = count_fields<T>();

// References to the fields. Boost.PFR counts them on its own, by attempts with as many values as `T` has bits, which costs
// more than all else that is done to a model here; where it can be told the number, it is.
template <class T> TENON_INLINE constexpr auto tie(T& object) noexcept {
    using count = boost::pfr::detail::size_t_<count_of<T>>;
    if constexpr (requires { boost::pfr::detail::tie_as_tuple(object, count{}); })
        return boost::pfr::detail::tie_as_tuple(object, count{});
    else return boost::pfr::detail::tie_as_tuple(object);
}

// One way to the fields, const or not: each has a tuple type of its own.
template <std::size_t I, class T> TENON_INLINE constexpr auto& field_of(const T& object) noexcept {
    return boost::pfr::detail::sequence_tuple::get<I>(tie(const_cast<T&>(object)));
}

constexpr bool is_identifier_character(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

template <class T, std::size_t... I> consteval std::string_view printed_fields(std::index_sequence<I...>) {
    return printed_addresses<address{&field_of<I>(declared_only<T>.value)}...>();
}

template <class T, std::size_t... I> consteval auto addresses_of(std::index_sequence<I...>) {
    return std::array<const void*, sizeof...(I)>{&field_of<I>(declared_only<T>.value)...};
}
template <auto Member, class T> consteval std::size_t find_member() {
    const auto addresses = addresses_of<T>(std::make_index_sequence<count_of<T>>{});
    const void* wanted = &(declared_only<T>.value.*Member);
    std::size_t index = 0;
    while (index < addresses.size() && addresses[index] != wanted) ++index;
    return index;
}

#if defined(__clang__)
#pragma clang diagnostic pop
#endif

/// Where `text` stands in another, which has it behind `from`. The standard's search takes the compiler much longer.
consteval std::size_t find_text(std::string_view in, std::string_view text, std::size_t from) {
    const char* const at = in.data();
    for (std::size_t same = 0; same < text.size();)
        if (at[from + same] == text[same]) ++same;
        else same = 0, ++from;
    return from;
}

struct name_range {
    std::size_t begin = 0;
    std::size_t size = 0;
};

// An element is printed as "…{((const void*)(& … ::name))}" by GCC and as "…{&declared_only.value.name}" by Clang. From
// the end of one name to the start of the next it is the same text each time: only the first two are looked for.
template <std::size_t Count> consteval auto name_ranges(std::string_view printed) {
#if defined(__clang__)
    constexpr std::string_view closing = "}";
#else
    constexpr std::string_view closing = "))}";
#endif
    std::array<name_range, Count> ranges{};
    const char* const at = printed.data();
    std::size_t begin = 0, end = 0, between = 0;
    for (std::size_t i = 0; i < Count; ++i) {
        if (i < 2) {
            const std::size_t before = end;
            end = begin = find_text(printed, closing, before == 0 ? 0 : before + closing.size());
            while (is_identifier_character(at[begin - 1])) --begin;
            between = begin - before;
        } else {
            end = begin = end + between;
            while (is_identifier_character(at[end])) ++end;
        }
        ranges[i] = {begin, end - begin};
    }
    return ranges;
}

template <std::size_t Count> consteval std::size_t size_of_names(const std::array<name_range, Count>& ranges) {
    std::size_t total = 0;
    for (const name_range& range : ranges) total += range.size;
    return total;
}
template <std::size_t Size, std::size_t Count>
consteval auto names_together(std::string_view printed, const std::array<name_range, Count>& ranges) {
    fixed_string<Size> all;
    std::size_t at = 0;
    for (const name_range& range : ranges)
        for (std::size_t i = 0; i < range.size; ++i) all.characters[at++] = printed.data()[range.begin + i];
    return all;
}
template <std::size_t Count> consteval auto names_apart(const char* together, const std::array<name_range, Count>& ranges) {
    std::array<std::string_view, Count> names{};
    for (std::size_t i = 0; i < Count; together += ranges[i++].size) names[i] = {together, ranges[i].size};
    return names;
}

// Only the names go into the program, not the whole text that the compiler printed.
template <class T> struct name_storage {
    static constexpr std::size_t count = count_of<T>;
    static constexpr std::string_view printed = printed_fields<T>(std::make_index_sequence<count>{});
    static constexpr auto ranges = name_ranges<count>(printed);
    static constexpr auto characters = names_together<size_of_names(ranges)>(printed, ranges);
    static constexpr auto names = names_apart(characters.characters, ranges);
};
template <class T>
    requires(count_of<T> == 0)
struct name_storage<T> {
    static constexpr std::array<std::string_view, 0> names{};
};

template <class T> consteval std::string_view printed_type() { return TENON_FUNCTION_NAME; }

// The name stands at the same place in the text for each type.
template <class T> consteval std::string_view qualified_type_name() {
    constexpr std::string_view other = "void";
    constexpr std::size_t before = find_text(printed_type<void>(), other, 0);
    constexpr std::size_t around = printed_type<void>().size() - other.size();
    return {printed_type<T>().data() + before, printed_type<T>().size() - around};
}

template <class T> struct type_name_storage {
    static constexpr fixed_string<qualified_type_name<T>().size()> characters{qualified_type_name<T>()};
};

consteval std::string_view unqualified(std::string_view name) {
    const std::size_t colons = name.rfind("::");
    return colons == std::string_view::npos ? name : name.substr(colons + 2);
}

} // namespace detail

/// How many fields `T` has. `T` is reflectable.
template <class T> inline constexpr std::size_t field_count = detail::count_of<T>;

/// The type of a field of `T`.
template <class T, std::size_t I> using field_type = std::remove_const_t<
    std::remove_reference_t<decltype(detail::field_of<I>(std::declval<const T&>()))>>;

/// The names of the fields of `T`, in order.
template <class T> inline constexpr auto& field_names = detail::name_storage<T>::names;

/// The name of `T` with its namespaces, as the compiler prints it: `shop::User`.
template <class T> inline constexpr std::string_view qualified_name = detail::type_name_storage<T>::characters.view();

/// The name of `T` without namespaces: `User`.
template <class T> inline constexpr std::string_view type_name = detail::unqualified(qualified_name<T>);

/// The place of a member pointer's field among the fields of its class; `field_count` when it is not one of them.
template <auto Member>
inline constexpr std::size_t index_of = detail::find_member<Member, class_of<Member>>();

/// A field of `object`.
template <std::size_t I, class T> TENON_INLINE constexpr auto& get(T& object) noexcept { return detail::field_of<I>(object); }
template <std::size_t I, class T> TENON_INLINE constexpr const auto& get(const T& object) noexcept { return detail::field_of<I>(object); }

/// Calls `take(fields...)` with all fields of `object`, in order.
template <class T, class Take> constexpr auto with_fields(T& object, Take&& take) {
    auto fields = detail::tie(const_cast<std::remove_const_t<T>&>(object));
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
        using boost::pfr::detail::sequence_tuple::get;
        if constexpr (std::is_const_v<T>) return take(std::as_const(get<I>(fields))...);
        else return take(get<I>(fields)...);
    }(std::make_index_sequence<detail::count_of<std::remove_const_t<T>>>{});
}

/// Calls `visit(field, place)` for each field of `object` in order; `place` is a std::integral_constant.
template <class T, class Visit> void for_each_field(T& object, Visit visit) {
    with_fields(object, [&](auto&... fields) {
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (visit(fields, std::integral_constant<std::size_t, I>{}), ...);
        }(std::index_sequence_for<decltype(fields)...>{});
    });
}

} // namespace tenon::inline TENON_ABI::reflection
