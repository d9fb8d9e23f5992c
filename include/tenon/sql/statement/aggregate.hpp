// tenon/sql/statement/aggregate.hpp: SELECT of aggregates, of all rows together and of groups, as a type.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/definition.hpp>
#include <tenon/sql/context.hpp>
#include <tenon/sql/expression/aggregate.hpp>
#include <tenon/sql/expression/shape.hpp>
#include <tenon/sql/statement.hpp>
#include <tenon/sql/statement/select.hpp>
#include <tenon/sql/text.hpp>

#include <cstddef>
#include <type_traits>

namespace tenon::inline TENON_ABI::sql {

/// `count(*), sum("points")`
template <class... Aggregates> struct aggregate_list {
    template <class Context> static constexpr void write(text_writer& w, separator& comma) noexcept {
        ((comma(w), Aggregates::template write<Context>(w)), ...);
    }
};

/// `"userId", "state"`: what rows are grouped by.
template <auto... Members> struct group_columns {
    template <class Model> static constexpr bool are_of = (std::is_same_v<reflection::class_of<Members>, Model> && ...);
    /// Whether databases agree on which of their values are equal.
    static constexpr bool are_comparable = ((column_of<Members>.type != column_type::json) && ...);
    static constexpr bool has(std::size_t place) noexcept { return ((reflection::index_of<Members> == place) || ...); }

    template <class Context> static constexpr void write(text_writer& w, separator& comma) noexcept {
        ((comma(w), member_column<Members>::template write<Context>(w)), ...);
    }
    template <class Context> static constexpr void write_comparable(text_writer& w, separator& comma) noexcept {
        ((comma(w), member_column<Members>::template write_comparable<Context>(w)), ...);
    }
    /// ORDER BY the request's keys, then by the others that make a group unique, in the direction of the last one.
    template <class Context, class Order> static constexpr void write_order(text_writer& w) noexcept {
        separator comma(" ORDER BY ", ", ");
        if constexpr (Order::size != 0) Order::template write<Context>(w, comma);
        const auto add = [&]<auto Member>(tenon::detail::member_list<Member>) {
            if (Order::has(reflection::index_of<Member>)) return;
            sort_order<sort_key<Member, Order::last_descending>>::template write<Context>(w, comma);
        };
        (add(tenon::detail::member_list<Members>{}), ...);
    }
};

/// SELECT aggregates FROM table WHERE tenant AND condition
template <class Context, class Model, class Aggregates, class Condition, unsigned Mask> struct select_aggregates {
    using context = Context;
    using model = Model;
    static constexpr tenon::verb verb = tenon::verb::aggregate;
    static constexpr void write(text_writer& w) noexcept {
        reserve_tenant<Context, Model>(w);
        separator comma("SELECT ", ", ");
        Aggregates::template write<Context>(w, comma);
        write_from_where<Context, Model, Condition, Mask>(w);
    }
};

/// SELECT columns, aggregates FROM table WHERE tenant AND condition GROUP BY columns HAVING condition ORDER BY … LIMIT ?
/// OFFSET ?. The when()s of the first condition have the first bits of the mask.
template <class Context, class Model, class Columns, class Aggregates, class Condition, class Having, class Order,
          unsigned Paging, unsigned Mask>
struct select_groups {
    using context = Context;
    using model = Model;
    static constexpr tenon::verb verb = tenon::verb::group_by;
    static constexpr void write(text_writer& w) noexcept {
        reserve_tenant<Context, Model>(w);
        separator comma("SELECT ", ", ");
        Columns::template write<Context>(w, comma);
        Aggregates::template write<Context>(w, comma);
        write_from_where<Context, Model, Condition, Mask>(w);
        separator grouped(" GROUP BY ", ", ");
        Columns::template write_comparable<Context>(w, grouped);
        constexpr unsigned having_mask = Mask >> Condition::optional_parts;
        if constexpr (Having::present(having_mask)) {
            w.write(" HAVING ");
            Having::template write<Context>(w, having_mask);
        }
        if constexpr (Paging != 0) Columns::template write_order<Context, Order>(w);
        write_limit<Context, Paging>(w);
    }
};

} // namespace tenon::inline TENON_ABI::sql
