// tenon/repository/aggregate_request.hpp: the arguments of aggregate and group_by, sorted: what is computed, of which groups, and
// under which conditions.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/repository/aggregate_row.hpp>
#include <tenon/repository/request.hpp>
#include <tenon/sql/expression/aggregate.hpp>
#include <tenon/sql/options.hpp>
#include <tenon/sql/statement/aggregate.hpp>

#include <cstddef>
#include <tuple>
#include <type_traits>

namespace tenon::inline TENON_ABI::repository_detail {

template <class T> struct is_having : std::false_type {};
template <class Condition> struct is_having<having_option<Condition>> : std::true_type {};

/// The arguments of a call: aggregates, conditions on groups, and the options of other reads.
template <class Aggregates, class Havings, class Options, class... Arguments> struct sorted_words;
template <class... Aggregates, class... Havings, class... Options>
struct sorted_words<std::tuple<Aggregates...>, std::tuple<Havings...>, std::tuple<Options...>> {
    template <class... Keys> using row = aggregate_row<Keys..., Aggregates...>;
    template <class Model> using request = repository_detail::request<Model, Options...>;
    using list = sql::aggregate_list<Aggregates...>;
    static constexpr std::size_t aggregates = sizeof...(Aggregates);
    static constexpr std::size_t havings = sizeof...(Havings);
    template <class Model> static constexpr bool are_of =
        ((std::is_same_v<typename Aggregates::model, sql::groups_of<Model>> ||
          std::is_same_v<typename Aggregates::model, sql::groups_of<void>>) && ...);
    /// The field of the one aggregate that may leave its range, or no_field.
    static constexpr std::size_t overflowing = [] {
        std::size_t place = no_field, count = 0;
        ((Aggregates::may_overflow ? void((place = Aggregates::place, ++count)) : void()), ...);
        return count == 1 ? place : no_field;
    }();
};
template <class... A, class... H, class... O, class First, class... Rest>
struct sorted_words<std::tuple<A...>, std::tuple<H...>, std::tuple<O...>, First, Rest...>
    : sorted_words<std::tuple<A...>, std::tuple<H...>, std::tuple<O..., First>, Rest...> {};
template <class... A, class... H, class... O, sql::aggregate First, class... Rest>
struct sorted_words<std::tuple<A...>, std::tuple<H...>, std::tuple<O...>, First, Rest...>
    : sorted_words<std::tuple<A..., First>, std::tuple<H...>, std::tuple<O...>, Rest...> {};
template <class... A, class... H, class... O, class First, class... Rest>
    requires is_having<First>::value
struct sorted_words<std::tuple<A...>, std::tuple<H...>, std::tuple<O...>, First, Rest...>
    : sorted_words<std::tuple<A...>, std::tuple<H..., First>, std::tuple<O...>, Rest...> {};

template <class... Arguments> using words_of = sorted_words<std::tuple<>, std::tuple<>, std::tuple<>, Arguments...>;

/// What rows are grouped by: the first argument of group_by.
template <class Word> struct group_keys {
    using columns = sql::group_columns<>;
    template <class... Arguments> using row = typename words_of<Arguments...>::template row<>;
    static constexpr bool are_keys = false;
};
template <class Model, auto... Members> struct group_keys<by_word<Model, Members...>> {
    using columns = sql::group_columns<Members...>;
    template <class... Arguments> using row = typename words_of<Arguments...>::template row<group_key<Members>...>;
    static constexpr bool are_keys = true;
};

template <class By, class... Arguments> using group_row = typename group_keys<By>::template row<Arguments...>;

/// Whether groups can be sorted so: by what they are grouped by, and by aggregates of their model.
template <class Model, class Columns, class Key> inline constexpr bool sorts_groups = true; // no sort key: told elsewhere
template <class Model, class Columns, auto Member, bool Descending, nulls_order Nulls>
inline constexpr bool sorts_groups<Model, Columns, sort_key<Member, Descending, Nulls>> = [] {
    if constexpr (sql::aggregate<decltype(Member)>)
        return words_of<std::remove_cv_t<decltype(Member)>>::template are_of<Model>;
    else return std::is_same_v<reflection::class_of<Member>, Model> && Columns::has(reflection::index_of<Member>);
}();
template <class Model, class Columns, class Order> inline constexpr bool is_order_of_groups = true;
template <class Model, class Columns, class... SortKeys>
inline constexpr bool is_order_of_groups<Model, Columns, sql::sort_order<SortKeys...>> =
    (sorts_groups<Model, Columns, SortKeys> && ...);

/// Says why not, where aggregates are not all of the model's own fields.
template <bool Own> constexpr void require_own_fields() {
    static_assert(Own, "tenon: an aggregate is of a field of another model than the repository's: use the fields of its own "
                       "model");
}

/// The condition on groups among arguments, or one that says nothing.
template <class Model> constexpr no_filter find_having() { return {}; }
template <class Model, class First, class... Rest>
constexpr decltype(auto) find_having(const First& first, const Rest&... rest) {
    if constexpr (is_having<First>::value) {
        using of = typename decltype(first.condition)::model;
        constexpr bool of_rows = !std::is_void_v<of> && !sql::is_groups_of<of>;
        static_assert(!of_rows, "tenon: having compares a field, which is one of rows: put it into where(…)");
        require_own_fields<of_rows || std::is_void_v<of> || std::is_same_v<of, sql::groups_of<void>> ||
                           std::is_same_v<of, sql::groups_of<Model>>>();
        return (first.condition);
    } else return find_having<Model>(rest...);
}

/// Two filters whose values follow one another: of rows and of groups. Borrows them.
template <class Rows, class Groups> struct two_filters {
    struct shape {
        using filter_shape = shape_of<Rows>;
        static constexpr std::size_t optional_parts = shape_of<Rows>::optional_parts + shape_of<Groups>::optional_parts;
    };
    const Rows& rows;
    const Groups& groups;
    template <class Sink> bool bind(Sink& sink) const { return rows.bind(sink) && groups.bind(sink); }
    unsigned mask() const noexcept { return rows.mask() | (groups.mask() << shape_of<Rows>::optional_parts); }
};

} // namespace tenon::inline TENON_ABI::repository_detail
