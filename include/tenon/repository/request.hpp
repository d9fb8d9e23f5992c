// tenon/repository/request.hpp: the options of a verb, sorted: which condition, which order, how many rows.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/assignment.hpp>
#include <tenon/sql/dynamic/filter.hpp>
#include <tenon/sql/options.hpp>
#include <tenon/sql/statement/aggregate.hpp>
#include <tenon/sql/statement/select.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
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

template <class Filter> using shape_of = typename std::remove_cvref_t<Filter>::shape;

/// What a verb is for: rows, rows that may be told apart by some fields, or groups, which may be sorted by aggregates.
enum class request_kind { rows, distinct_rows, groups };

/// What `Options` hold, in any order. At most one of each kind. Its functions take them with the changes of an update
/// among them.
template <class Model, class... Options> struct request {
    static constexpr std::array<row_choice, sizeof...(Options)> choices{choice_of<Options>()...};
    static consteval std::size_t count(row_choice wanted) {
        std::size_t found = 0;
        for (const row_choice choice : choices) found += choice == wanted;
        return found;
    }
    static constexpr std::size_t filters = count(row_choice::where);
    static constexpr std::size_t orders = count(row_choice::order_by);
    static constexpr std::size_t takes = count(row_choice::take);
    static constexpr std::size_t skips = count(row_choice::skip);
    static constexpr std::size_t distincts = count(row_choice::distinct);
    static constexpr bool everything = count(row_choice::all_rows) != 0;

    static constexpr unsigned paging = (orders != 0 ? static_cast<unsigned>(sql::paging::order) : 0U) |
                                       (takes != 0 ? static_cast<unsigned>(sql::paging::take) : 0U) |
                                       (skips != 0 ? static_cast<unsigned>(sql::paging::skip) : 0U);

    using order = typename order_among<orders != 0, Options...>::type;
    using named_distinct = typename distinct_among<distincts != 0, Options...>::type;
    static constexpr bool tells_own_apart = named_distinct::template are_of<Model>;
    using distinct = std::conditional_t<tells_own_apart, named_distinct, sql::group_columns<>>;

    /// The condition, or one that says nothing. Each verb asks for it, so the options are checked here.
    template <request_kind Kind = request_kind::rows, class... Arguments>
    static constexpr decltype(auto) filter(const Arguments&... arguments) {
        constexpr bool of_groups = Kind == request_kind::groups;
        static_assert(count(row_choice::none) == 0,
                      "tenon: this verb was given something that is no option of it: use where(…), order_by(…), take(n) and "
                      "skip(n)");
        static_assert(distincts == 0 || Kind == request_kind::distinct_rows,
                      "tenon: distinct is an option of find_many only: leave it out, or use count_distinct or group_by");
        static_assert(filters <= 1 && orders <= 1 && takes <= 1 && skips <= 1 && distincts <= 1,
                      "tenon: an option was given twice: join conditions with && in one where(…), and sort keys in one "
                      "order_by(…)");
        static_assert(of_groups || !order::has_aggregate,
                      "tenon: rows are sorted by an aggregate, which is one of groups: sort by fields, or use group_by");
        static_assert(of_groups || is_order_in<Model, order>,
                      "tenon: order_by names fields of another model than the repository's: use the fields of its own model");
        static_assert(!of_groups || !sql::is_dynamic_order<order>,
                      "tenon: groups are sorted by an order from outside, which names fields of rows: sort them by keys");
        static_assert(tells_own_apart,
                      "tenon: distinct names fields of another model than the repository's: use the fields of its own model");
        static_assert(distinct::are_comparable,
                      "tenon: values of JSON have no equality that databases share: tell rows apart by other fields");
        if constexpr (sql::is_dynamic_order<order>) return with_order(find_filter(arguments...), arguments...);
        else return find_filter(arguments...);
    }

    /// The filter, together with the order that is known only when the program runs.
    template <class Filter, class First, class... Rest>
    static constexpr auto with_order(const Filter& filter, const First& first, const Rest&... rest) {
        if constexpr (requires { first.sort.keys(); }) return ordered(filter, first.sort);
        else return with_order(filter, rest...);
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

    template <class... Arguments> static row_range range(const Arguments&... arguments) noexcept {
        row_range all;
        if constexpr (takes + skips != 0) (all.note(arguments), ...);
        return all;
    }
};

/// The statement for a filter: `Make<Mask>()` gives the spec of one text, for each of the few that when()s make.
template <class Make, class Filter> const sql::statement_spec& constant_spec_for(const Filter& filter) {
    constexpr std::size_t parts = Filter::shape::optional_parts;
    static_assert(parts <= 6, "tenon: a filter has more than six when()s, each of which doubles the number of its texts: use "
                              "fewer of them");
    if constexpr (parts == 0) return *Make::template spec<0>();
    else {
        constexpr std::size_t texts = std::size_t{1} << (parts <= 6 ? parts : 0);
        static constexpr auto specs = []<std::size_t... Masks>(std::index_sequence<Masks...>) {
            return std::array<const sql::statement_spec*, texts>{Make::template spec<static_cast<unsigned>(Masks)>()...};
        }(std::make_index_sequence<texts>{});
        return *specs[filter.mask() & (texts - 1)];
    }
}

/// The same, with what is known only when the program runs.
template <class Make, class Filter> const sql::statement_spec& spec_for(const Filter& filter) {
    if constexpr (sql::has_dynamic<typename Filter::shape>)
        return sql::dynamic_spec<typename Make::context, typename Make::model>(constant_spec_for<Make>(filter), filter);
    else return constant_spec_for<Make>(filter);
}

} // namespace tenon::inline TENON_ABI::repository_detail
