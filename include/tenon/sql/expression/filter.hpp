// tenon/sql/expression/filter.hpp: what is given as a filter: a condition, or a word that stands for one, as `matches` does.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/attributes/text_rules.hpp>
#include <tenon/sql/expression/shape.hpp>

#include <type_traits>

namespace tenon::inline TENON_ABI::sql {

/// The base of all conditions. One has `shape` (a type), `bind(sink)`, which hands its values to `sink(column, value)`
/// in the order of the text and stops at the first false, and `mask()`, a bit for each when(), set where it is active.
/// Each is an aggregate, moved by casts: a program has many types of conditions, and each function is one more to compile.
struct condition_tag {};

template <class T>
concept condition = std::is_base_of_v<condition_tag, T>;

template <class T>
concept filter = condition<T> || std::is_base_of_v<filter_word, T>;

/// What stands for a condition that was refused at compile time. It may be of any model.
struct refused_condition : condition_tag {
    using model = void;
    using shape = no_condition;
    constexpr refused_condition() = default;
    constexpr refused_condition(const filter_word&) {}
    template <class Sink> constexpr bool bind(Sink&) const { return true; }
    constexpr unsigned mask() const noexcept { return 0; }
};

/// The condition that `matches` over these fields stands for, its `type`. Behind <tenon/search.hpp>: not every file of a program
/// looks for words.
template <class Members> struct search_of;

namespace detail {

template <class Word> consteval auto find_search() {
    constexpr bool is_known = requires { typename search_of<typename Word::searched>::type; };
    static_assert(is_known, "tenon: matches looks for words in a filter, and how is not known here: include <tenon/search.hpp>");
    if constexpr (is_known) return search_of<typename Word::searched>();
    else return std::type_identity<refused_condition>();
}

template <class Filter> struct standing {
    using type = Filter;
};
template <class Filter>
    requires std::is_base_of_v<filter_word, Filter>
struct standing<Filter> : decltype(find_search<Filter>()) {};

} // namespace detail

/// The condition that a filter is, or stands for; it is made of it.
template <filter Filter> using condition_of = typename detail::standing<Filter>::type;

} // namespace tenon::inline TENON_ABI::sql
