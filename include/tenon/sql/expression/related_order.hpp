// tenon/sql/expression/related_order.hpp: orders by the rows that belong to a row.
//
//     todos.find_many(tenon::order_by(tenon::related<&Todo::userId>.asc(tenon::field<&User::email>), tenon::asc<&Todo::text>)); // by whose they are
//     users.find_many(tenon::order_by(tenon::related<&Todo::userId>.most()));                                     // who has the most
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/members.hpp>
#include <tenon/model/reflection.hpp>
#include <tenon/sql/options.hpp>
#include <tenon/sql/order.hpp>
#include <tenon/sql/related_rows.hpp>
#include <tenon/sql/text.hpp>

#include <type_traits>

namespace tenon::inline TENON_ABI {

namespace sql {

/// A field of the row that a row refers to; or, without a member, how many rows refer to it. NULL where there is no such row, or
/// none that the scope sees.
template <class Relation, auto Member, bool Descending, nulls_order Nulls = nulls_order::standard> struct related_key {
    using model = typename Relation::outer;
    static constexpr bool is_count = Relation::backward;

    /// NULLs before everything else.
    constexpr related_key<Relation, Member, Descending, nulls_order::first> nulls_first() const noexcept { return {}; }
    /// NULLs after everything else.
    constexpr related_key<Relation, Member, Descending, nulls_order::last> nulls_last() const noexcept { return {}; }

    template <class Context> static constexpr void write_value(text_writer& w) noexcept {
        if constexpr (is_count) w.write("(SELECT COUNT(*)");
        else {
            w.write("(SELECT ");
            write_column(w, detail::related_alias(related_depth<Context>), column().column);
        }
        write_related_rows<Context, Relation>(w, row_name<Context, model>());
        w.write(")");
        // Behind the parenthesis: SQLite takes no collation out of it.
        if constexpr (!is_count) Context::dialect::template comparable<Context::leads_with_tenant>(w, column().type);
    }
    template <class Context> static constexpr void write_direction(text_writer& w) noexcept {
        w.write(Descending ? " DESC" : "");
        Context::dialect::nulls(w, Nulls, Descending, !is_count);
    }

private:
    static constexpr const column_info& column() noexcept {
        return info_of<typename Relation::inner>().columns[reflection::index_of<Member>];
    }
};

/// Keys of related rows stand in front of those of the row itself.
template <class Relation, auto Member, bool Descending, nulls_order Nulls, class... Rest>
struct sort_order<related_key<Relation, Member, Descending, Nulls>, Rest...> : sort_order<Rest...> {
    template <class Each> static constexpr void each_first(Each each) noexcept {
        each(related_key<Relation, Member, Descending, Nulls>{});
        if constexpr (is_related_order<sort_order<Rest...>>) sort_order<Rest...>::each_first(each);
    }
};
template <class Relation, auto Member, bool Descending, nulls_order Nulls, class... Rest>
inline constexpr bool is_related_order<sort_order<related_key<Relation, Member, Descending, Nulls>, Rest...>> = true;
template <class Relation, auto Member, bool Descending, nulls_order Nulls>
inline constexpr bool is_related_key<related_key<Relation, Member, Descending, Nulls>> = true;

} // namespace sql

namespace detail {

template <class Model, class Relation, auto Member, bool Descending, nulls_order Nulls>
inline constexpr bool is_sort_key_of<Model, sql::related_key<Relation, Member, Descending, Nulls>> = std::is_same_v<typename Relation::outer, Model>;

/// Checks that the reference leads to the model of the member.
template <auto Reference, class Holder, auto Member, bool Descending> consteval auto make_related_key() {
    using relation = sql::relation_between<Reference, false, Holder>;
    constexpr bool refers = sql::check_refers<relation>();
    constexpr bool fits = !refers || std::is_same_v<reflection::class_of<Member>, typename relation::inner>;
    static_assert(fits, "tenon: rows are sorted by a field of another model than the one that they refer to: name a field of that");
    if constexpr (refers && fits) return sql::related_key<relation, Member, Descending>{};
    else return sort_key<Reference, Descending>{};
}
template <auto Reference, class Holder, bool Descending> consteval auto make_count_key() {
    using relation = sql::relation_between<Reference, true, Holder>;
    if constexpr (sql::check_refers<relation>()) return sql::related_key<relation, Reference, Descending>{};
    else return sort_key<Reference, Descending>{};
}

} // namespace detail
} // namespace tenon::inline TENON_ABI
