// tenon/repository/request.hpp: the options of a verb, sorted: which condition, which order, how many rows.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/assignment.hpp>
#include <tenon/sql/dynamic/marks.hpp>
#include <tenon/sql/options.hpp>
#include <tenon/sql/statement/aggregate.hpp>
#include <tenon/sql/statement/select.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI::repository_detail {

template <class T> consteval row_choice choice_of() {
    if constexpr (std::is_base_of_v<row_option, T>) return T::choice;
    else return row_choice::none;
}
template <class T> inline constexpr bool is_where = choice_of<T>() == row_choice::where;

/// The numbers that take and skip give.
struct row_range {
    std::int64_t take = 0;
    std::int64_t skip = 0;

    bool is_valid() const noexcept { return take >= 0 && skip >= 0; }
    std::string_view fault() const noexcept { return take < 0 ? "take" : "skip"; }

    void note(const take_option& given) noexcept { take = given.rows; }
    void note(const skip_option& given) noexcept { skip = given.rows; }
    void note(const row_option&) noexcept {}
    void note(const sql::assignment_tag&) noexcept {}
    template <class Other>
        requires(!std::is_base_of_v<row_option, Other> && !std::is_base_of_v<sql::assignment_tag, Other>)
    void note(const Other&) noexcept {} // filter() says that it is no option
};

/// A filter that was not given.
struct no_filter : sql::condition_tag {
    using shape = sql::no_condition;
    template <class Sink> constexpr bool bind(Sink&) const { return true; }
    constexpr unsigned mask() const noexcept { return 0; }
};

inline constexpr no_filter unfiltered{};

/// The sort order among options: none, or what the first order_by says.
template <bool Sorted, class... Options> struct order_among {
    using type = sql::sort_order<>;
};
template <class First, class... Rest> struct order_among<true, First, Rest...> : order_among<true, Rest...> {};
template <class Model, class... Rest> struct order_among<true, dynamic_order_option<Model>, Rest...> {
    using type = sql::dynamic_order<Model>;
};
template <class First, class... Rest>
    requires requires { typename First::order; }
struct order_among<true, First, Rest...> {
    using type = typename First::order;
};
template <class... Keys, class... Rest> struct order_among<true, order_by_option<Keys...>, Rest...> {
    using type = sql::sort_order<Keys...>;
};

/// The fields of the first distinct among options, or none.
template <bool Distinct, class... Options> struct distinct_among {
    using type = sql::group_columns<>;
};
template <class First, class... Rest> struct distinct_among<true, First, Rest...> : distinct_among<true, Rest...> {};
template <auto... Members, class... Rest> struct distinct_among<true, distinct_option<Members...>, Rest...> {
    using type = sql::group_columns<Members...>;
};

/// Whether a sort order is by fields of `Model`; by aggregates is another question.
template <class Model, class Order> inline constexpr bool is_order_in = true;
template <class Model, class... Keys>
inline constexpr bool is_order_in<Model, sql::sort_order<Keys...>> = (detail::is_sort_key_of<Model, Keys> && ...);
template <class Model, class Other> inline constexpr bool is_order_in<Model, sql::dynamic_order<Other>> = std::is_same_v<Model, Other>;
template <class Model, class Order>
    requires sql::is_rank_order<Order>
inline constexpr bool is_order_in<Model, Order> = std::is_same_v<Model, typename Order::model>;

template <class Filter> using shape_of = typename std::remove_cvref_t<Filter>::shape;

/// What rows options ask for, as far as soft_delete tells them apart.
template <class... Options> consteval sql::row_life life_among() {
    sql::row_life life = sql::row_life::live;
    [[maybe_unused]] const auto look = [&]<class Option>(std::type_identity<Option>) {
        if constexpr (requires { Option::life; }) life = Option::life;
        else if (std::is_same_v<Option, for_good_option> && life == sql::row_life::live) life = sql::row_life::any;
    };
    (look(std::type_identity<Options>{}), ...);
    return life;
}

/// A filter of rows of this life. `Held` is the filter, or a reference to it.
template <sql::row_life Life, class Held> struct filter_in_life {
    using shape = sql::in_life<Life, shape_of<Held>>;
    Held filter;
    template <class Sink> constexpr bool bind(Sink& sink) const { return filter.bind(sink); }
    constexpr unsigned mask() const noexcept { return filter.mask(); }
};

/// Says why not, where options tell rows apart that the model does not.
template <class Model, class... Options> constexpr void require_soft_delete() {
    constexpr bool tells_apart = ((choice_of<Options>() == row_choice::life || choice_of<Options>() == row_choice::for_good) || ...);
    static_assert(!tells_apart || sql::removes_softly(info_of<Model>()),
                  "tenon: with_deleted, only_deleted, for_good and restore are for models that keep removed rows: leave them out, or add "
                  "tenon::soft_delete<&Model::deletedAt> to the model");
}

/// What a verb is for: rows, the first of them, rows that may be told apart by some fields, pages of rows, groups, which may be
/// sorted by aggregates; rows to be changed, and to be removed.
enum class request_kind { rows, first_row, distinct_rows, pages, groups, changed_rows, removed_rows };

/// How many options there are of each kind.
class option_counts {
public:
    consteval option_counts(std::initializer_list<row_choice> choices) noexcept {
        for (const row_choice choice : choices) ++counts_[static_cast<std::size_t>(choice)];
    }
    consteval std::size_t operator[](row_choice of) const noexcept { return counts_[static_cast<std::size_t>(of)]; }

private:
    std::size_t counts_[static_cast<std::size_t>(row_choice::for_good) + 1]{}; // it is the last one
};

/// What `Options` hold, in any order. At most one of each kind. Its functions take them with the changes of an update
/// among them.
template <class Model, class... Options> struct request {
    static constexpr option_counts count{choice_of<Options>()...};
    static constexpr std::size_t filters = count[row_choice::where];
    static constexpr std::size_t orders = count[row_choice::order_by];
    static constexpr std::size_t takes = count[row_choice::take];
    static constexpr std::size_t skips = count[row_choice::skip];
    static constexpr std::size_t distincts = count[row_choice::distinct];
    static constexpr std::size_t lives = count[row_choice::life];
    static constexpr bool for_good = count[row_choice::for_good] != 0;
    static constexpr std::size_t cursors = count[row_choice::cursor];
    static constexpr bool backward = (std::is_same_v<Options, cursor_option<true>> || ...);
    static constexpr bool everything = count[row_choice::all_rows] != 0;

    static constexpr unsigned paging = (orders != 0 ? static_cast<unsigned>(sql::paging::order) : 0U) |
                                       (takes != 0 ? static_cast<unsigned>(sql::paging::take) : 0U) |
                                       (skips != 0 ? static_cast<unsigned>(sql::paging::skip) : 0U);

    static constexpr unsigned paging_of_first = paging | static_cast<unsigned>(sql::paging::take);

    using order = typename order_among<orders != 0, Options...>::type;
    using named_distinct = typename distinct_among<distincts != 0, Options...>::type;
    static constexpr bool tells_own_apart = named_distinct::template are_of<Model>;
    using distinct = std::conditional_t<tells_own_apart, named_distinct, sql::group_columns<>>;

    /// The condition, or one that says nothing. Each verb asks for it, so the options are checked here.
    template <request_kind Kind = request_kind::rows, class... Arguments>
    static constexpr decltype(auto) filter(const Arguments&... arguments) {
        check_kinds<Kind>();
        if constexpr (lives != 0 || for_good) check_life<Kind>();
        if constexpr (orders != 0) check_order<Kind>();
        if constexpr (distincts != 0) check_distinct<Kind>();
        if constexpr (cursors != 0) check_cursor<Kind>();
        if constexpr (sql::is_dynamic_order<order>) return with_order(filter_alone(arguments...), arguments...);
        else if constexpr (sql::is_rank_order<order>) return with_rank(filter_alone(arguments...), arguments...);
        else return filter_alone(arguments...);
    }

    /// The same without what the order needs.
    template <class... Arguments> static constexpr decltype(auto) filter_alone(const Arguments&... arguments) {
        if constexpr (lives == 0 && !for_good) return find_filter(arguments...);
        else return in_life<life_among<Options...>(), decltype(find_filter(arguments...))>(find_filter(arguments...));
    }
    template <sql::row_life Life, class Filter> static constexpr decltype(auto) in_life(Filter&& filter) {
        if constexpr (Life == sql::row_life::live) return std::forward<Filter>(filter);
        else return filter_in_life<Life, Filter>{filter};
    }

    /// The filter, together with the order that is known only when the program runs.
    template <class Filter, class First, class... Rest>
    static constexpr auto with_order(const Filter& filter, const First& first, const Rest&... rest) {
        if constexpr (requires { first.sort.keys(); }) return ordered(filter, first.sort);
        else return with_order(filter, rest...);
    }
    template <class Filter, class First, class... Rest>
    static constexpr auto with_rank(const Filter& filter, const First& first, const Rest&... rest) {
        if constexpr (requires { first.sorted(filter); }) return first.sorted(filter);
        else return with_rank(filter, rest...);
    }
    template <class Filter, class Of> static constexpr sql::ordered_filter<Filter, Of> ordered(const Filter& filter, const dynamic_sort<Of>& sort) {
        return {{}, filter, sort};
    }

    template <class First, class... Rest>
    static constexpr decltype(auto) find_filter(const First& first, const Rest&... rest) {
        if constexpr (is_where<First>) {
            using of = typename decltype(first.condition)::model;
            constexpr bool of_groups = sql::is_groups_of<of>;
            static_assert(!of_groups, "tenon: a filter of rows compares an aggregate, which is one of groups: put it into "
                                      "having(…), in group_by");
            static_assert(of_groups || std::is_void_v<of> || std::is_same_v<of, Model>,
                          "tenon: a filter names fields of another model than the repository's: use the fields of its own "
                          "model");
            return (first.condition);
        } else return find_filter(rest...);
    }
    static constexpr const no_filter& find_filter() { return unfiltered; }

    /// The cursor that was given, if any was.
    template <class... Arguments> static std::optional<std::string_view> cursor(const Arguments&... arguments) noexcept {
        std::optional<std::string_view> given;
        const auto note = [&](const auto& argument) {
            if constexpr (choice_of<std::remove_cvref_t<decltype(argument)>>() == row_choice::cursor) given = argument.cursor;
        };
        (note(arguments), ...);
        return given;
    }

    template <class... Arguments> static row_range range(const Arguments&... arguments) noexcept {
        row_range all;
        if constexpr (takes + skips != 0) (all.note(arguments), ...);
        return all;
    }
    template <class... Arguments> static row_range range_of_first(const Arguments&... arguments) noexcept {
        return {1, range(arguments...).skip};
    }

private:
    // Each says what is wrong with its options. Those that were not given are not looked at: most requests have few.

    template <request_kind Kind> static consteval void check_kinds() {
        static_assert(count[row_choice::none] == 0,
                      "tenon: this verb was given something that is no option of it: use where(…), order_by(…), take(n) and "
                      "skip(n)");
        static_assert(Kind != request_kind::first_row || (takes == 0 && !everything),
                      "tenon: find_first gives one row: leave take and all_rows out, or use find_many");
        static_assert(filters <= 1 && orders <= 1 && takes <= 1 && skips <= 1 && distincts <= 1 && lives <= 1,
                      "tenon: an option was given twice: join conditions with && in one where(…), and sort keys in one "
                      "order_by(…)");
    }
    template <request_kind Kind> static consteval void check_life() {
        require_soft_delete<Model, Options...>();
        static_assert(!for_good || Kind == request_kind::removed_rows,
                      "tenon: for_good is an option of remove and remove_many only: leave it out");
        static_assert(for_good || (Kind != request_kind::changed_rows && Kind != request_kind::removed_rows),
                      "tenon: rows that were removed are not changed: restore them first, or remove them for_good");
    }
    template <request_kind Kind> static consteval void check_order() {
        constexpr bool of_groups = Kind == request_kind::groups;
        constexpr bool of_rows_read = !of_groups && distincts == 0 && Kind != request_kind::changed_rows && Kind != request_kind::removed_rows;
        static_assert(of_groups || !order::has_aggregate,
                      "tenon: rows are sorted by an aggregate, which is one of groups: sort by fields, or use group_by");
        static_assert(of_groups || is_order_in<Model, order>,
                      "tenon: order_by names fields of another model than the repository's: use the fields of its own model");
        static_assert(!of_groups || !sql::is_dynamic_order<order>,
                      "tenon: groups are sorted by an order from outside, which names fields of rows: sort them by keys");
        static_assert(!sql::is_rank_order<order> || of_rows_read,
                      "tenon: only rows that are read are sorted by rank, and not such that are told apart: sort by keys");
        static_assert(!sql::is_related_order<order> || of_rows_read,
                      "tenon: only rows that are read are sorted by related rows, and not such that are told apart: sort by keys");
    }
    template <request_kind Kind> static consteval void check_distinct() {
        static_assert(Kind == request_kind::distinct_rows,
                      "tenon: distinct is an option of find_many only: leave it out, or use count_distinct or group_by");
        static_assert(tells_own_apart,
                      "tenon: distinct names fields of another model than the repository's: use the fields of its own model");
        static_assert(distinct::are_comparable,
                      "tenon: values of JSON have no equality that databases share: tell rows apart by other fields");
    }
    template <request_kind Kind> static consteval void check_cursor() {
        static_assert(Kind == request_kind::distinct_rows || Kind == request_kind::pages,
                      "tenon: after and before are options of find_many and page only: leave them out");
        static_assert(cursors <= 1, "tenon: rows are read from one cursor on: give after(…) or before(…), and not both");
        static_assert(skips == 0, "tenon: rows are skipped behind a cursor, which knows its place: leave skip out");
        static_assert(distincts == 0,
                      "tenon: rows that are told apart have no cursors: leave distinct out, or after and before");
        static_assert(sql::has_places<order>,
                      "tenon: a cursor is a place in an order by fields that the program knows: leave after and before out, or sort by "
                      "keys");
    }
};

} // namespace tenon::inline TENON_ABI::repository_detail
