// tenon/sql/search/rank.hpp: rows in the order in which they fit a search.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/options.hpp>
#include <tenon/sql/order.hpp>
#include <tenon/sql/search/match.hpp>

#include <string_view>
#include <utility>

namespace tenon::inline TENON_ABI {

namespace sql {

/// In the place of sort_order: what fits best first, then as every order ends. The words are a parameter behind those of the filter.
template <class Texts> struct rank_order : sort_order<> {
    using model = typename Texts::model;
    template <class Each> static constexpr void each_first(Each each) noexcept { each(rank_order()); }
    template <class Context> static constexpr void write_value(text_writer& w) noexcept {
        search_writer<typename Context::dialect>::template rank<Texts>(w, w.next_parameter());
    }
    template <class> static constexpr void write_direction(text_writer& w) noexcept { w.write(" DESC"); }
};
template <class Texts> inline constexpr bool is_rank_order<rank_order<Texts>> = true;

/// A filter, and what its rows are sorted by. Borrows that, and what the filter borrows.
template <class Filter, class Texts> struct ranked_filter : condition_tag {
    using shape = typename Filter::shape;
    Filter filter;
    const search_text& words;
    template <class Sink> bool bind(Sink& sink) const {
        return filter.bind(sink) && sink(Texts::column(), words);
    }
    unsigned mask() const noexcept { return filter.mask(); }
};

template <class Texts> struct rank_key {
    search_text words;
};

} // namespace sql

template <class Texts> struct rank_option : row_option {
    static constexpr auto choice = row_choice::order_by;
    using order = sql::rank_order<Texts>;
    sql::search_text words;
    template <class Filter> sql::ranked_filter<Filter, Texts> sorted(const Filter& filter) const { return {{}, filter, words}; }
};

template <class Model, auto First, auto... Rest> struct by_rank_word {
    constexpr auto operator()(std::string_view typed) const {
        if constexpr (sql::check_searched<Model, First, Rest...>())
            return sql::rank_key<sql::searched_texts<Model, sql::searched_place<First>(), sql::searched_place<Rest>()...>>{sql::search_words(typed).rank()};
        else return asc<First>;
    }
};
/// `order_by(by_rank<&Post::body>("blue whale"))`: first the rows that have the words most often, and in the shortest texts; then
/// by primary key. The rank of a row depends on its own texts alone.
template <auto First, auto... Rest> inline constexpr by_rank_word<reflection::class_of<First>, First, Rest...> by_rank{};

/// Sorted by rank, then by primary key.
template <class Texts> rank_option<Texts> order_by(sql::rank_key<Texts> key) { return {{}, std::move(key.words)}; }

} // namespace tenon::inline TENON_ABI
