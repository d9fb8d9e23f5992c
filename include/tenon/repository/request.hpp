// tenon/repository/request.hpp: the options of a verb, sorted: which condition, which order, how many rows.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/assignment.hpp>
#include <tenon/sql/options.hpp>
#include <tenon/sql/statement/select.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI::repository_detail {

template <class T> struct is_where : std::false_type {};
template <class C> struct is_where<where_option<C>> : std::true_type {};
template <class T> struct is_order : std::false_type {};
template <class... K> struct is_order<order_by_option<K...>> : std::true_type {};
template <class T> inline constexpr bool is_take = std::is_same_v<T, take_option>;
template <class T> inline constexpr bool is_skip = std::is_same_v<T, skip_option>;
template <class T> inline constexpr bool is_all_rows = std::is_same_v<T, all_rows_option>;

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

template <class T> struct order_of {
    using type = sql::sort_order<>;
};
/// Whether an option is no order, or one by fields of `Model`.
template <class Model, class T> struct is_order_in : std::true_type {};
template <class Model, class... K>
struct is_order_in<Model, order_by_option<K...>>
    : std::bool_constant<(detail::is_sort_key_of<Model, K> && ...)> {};
template <class... K> struct order_of<order_by_option<K...>> {
    using type = sql::sort_order<K...>;
};

template <class Filter> using shape_of = typename std::remove_cvref_t<Filter>::shape;

/// What `Options` hold, in any order. At most one of each kind. Its functions take them with the changes of an update
/// among them.
template <class Model, class... Options> struct request {
    static constexpr std::size_t filters = (std::size_t{is_where<Options>::value} + ... + 0);
    static constexpr std::size_t orders = (std::size_t{is_order<Options>::value} + ... + 0);
    static constexpr std::size_t takes = (std::size_t{is_take<Options>} + ... + 0);
    static constexpr std::size_t skips = (std::size_t{is_skip<Options>} + ... + 0);
    static constexpr bool everything = (is_all_rows<Options> || ...);

    static constexpr unsigned paging = (orders != 0 ? static_cast<unsigned>(sql::paging::order) : 0U) |
                                       (takes != 0 ? static_cast<unsigned>(sql::paging::take) : 0U) |
                                       (skips != 0 ? static_cast<unsigned>(sql::paging::skip) : 0U);

    /// The sort order's type.
    template <class... All> struct find_order {
        using type = sql::sort_order<>;
    };
    template <class First, class... Rest> struct find_order<First, Rest...> {
        using type = typename std::conditional_t<is_order<First>::value, order_of<First>, find_order<Rest...>>::type;
    };
    using order = typename find_order<Options...>::type;

    /// The condition, or one that says nothing. Each verb asks for it, so the options are checked here.
    template <class... Arguments> static constexpr decltype(auto) filter(const Arguments&... arguments) {
        static_assert(((is_where<Options>::value || is_order<Options>::value || is_take<Options> || is_skip<Options> ||
                        is_all_rows<Options>) &&
                       ...),
                      "tenon: this verb was given something that is no option of it: use where(…), order_by(…), take(n) and "
                      "skip(n)");
        static_assert(filters <= 1 && orders <= 1 && takes <= 1 && skips <= 1,
                      "tenon: an option was given twice: join conditions with && in one where(…), and sort keys in one "
                      "order_by(…)");
        static_assert((is_order_in<Model, Options>::value && ...),
                      "tenon: order_by names fields of another model than the repository's: use the fields of its own model");
        return find_filter(arguments...);
    }

    template <class First, class... Rest>
    static constexpr decltype(auto) find_filter(const First& first, const Rest&... rest) {
        if constexpr (is_where<First>::value) {
            using of = typename decltype(first.condition)::model;
            static_assert(std::is_void_v<of> || std::is_same_v<of, Model>,
                          "tenon: a filter names fields of another model than the repository's: use the fields of its own "
                          "model");
            return (first.condition);
        } else return find_filter(rest...);
    }
    static constexpr no_filter find_filter() { return {}; }

    template <class... Arguments> static row_range range(const Arguments&... arguments) noexcept {
        row_range all;
        (all.note(arguments), ...);
        return all;
    }
};

/// The statement for a filter: `Make<Mask>()` gives the spec of one text, for each of the few that when()s make.
template <class Make, class Filter> const sql::statement_spec& spec_for(const Filter& filter) {
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

} // namespace tenon::inline TENON_ABI::repository_detail
