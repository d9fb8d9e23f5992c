// tenon/sql/statement/select_shape.hpp: SELECT of the rows of a shape, as a type: some columns, and the numbers of related rows.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/definition.hpp>
#include <tenon/sql/context.hpp>
#include <tenon/sql/related_rows.hpp>
#include <tenon/sql/statement.hpp>
#include <tenon/sql/statement/numbered_rows.hpp>
#include <tenon/sql/statement/select.hpp>
#include <tenon/sql/text.hpp>

#include <cstddef>
#include <string_view>
#include <utility>

namespace tenon::inline TENON_ABI::sql {

/// The columns of a model at some places, and that of its tenant where it is asked for.
template <class Model, auto Places, bool Tenant> struct columns_at {
    static constexpr bool is_empty = Places.empty() && !Tenant;
    static constexpr void write(text_writer& w) noexcept {
        separator comma(", ");
        for (const std::size_t place : Places) {
            comma(w);
            w.identifier(info_of<Model>().columns[place].column);
        }
        if constexpr (Tenant) {
            comma(w);
            w.identifier(info_of<Model>().tenant_column());
        }
    }
};

/// `(SELECT count(*) FROM …)`: how many rows refer to one. `Mask`: of the when()s in the condition.
template <class Relation, class Condition, unsigned Mask> struct related_count {
    template <class Context> static constexpr void write(text_writer& w, std::string_view from) noexcept {
        w.write("(SELECT ");
        Context::dialect::count_rows(w);
        conditions next = write_related_rows<Context, Relation, life_of<Condition>>(w, from);
        if constexpr (Condition::present(Mask)) {
            next(w);
            Condition::template write<within<Context, typename Relation::outer>>(w, Mask);
        }
        w.write(")");
    }
};

/// `columns, (SELECT count(*) …), …` of rows that the statement calls `from`.
template <class Columns, class... Counts> struct shape_columns {
    template <class Context> static constexpr void write(text_writer& w, [[maybe_unused]] std::string_view from) noexcept {
        w.write(text_of<Columns>);
        separator comma(Columns::is_empty ? "" : ", ", ", ");
        ((comma(w), Counts::template write<Context>(w, from)), ...);
    }
};

/// SELECT columns FROM table WHERE tenant AND condition ORDER BY … LIMIT ? OFFSET ?
template <class Context, class Model, tenon::verb Verb, class Columns, class Condition, class Order, unsigned Paging, unsigned Mask>
struct select_shape {
    using context = Context;
    using model = Model;
    static constexpr tenon::verb verb = Verb;
    static constexpr void write(text_writer& w) noexcept {
        write_select<Context, Model, Columns, Condition, Order, Paging, Mask>(w);
    }
};

/// What rows have in common that hang on one: the fields by which they do, and their tenant where several are in sight.
template <class Model, field_list Link, bool Tenant> struct link_partition {
    template <class Context> static constexpr void write_comparable(text_writer& w, separator& comma) noexcept {
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            ((comma(w), place_column<Model, Link[I]>::template write_comparable<Context>(w)), ...);
        }(std::make_index_sequence<Link.size()>{});
        if constexpr (Tenant) {
            comma(w);
            w.identifier(info_of<Model>().tenant_column());
        }
    }
};

/// The first rows of each partition, as many as the last parameter says, in the request's order.
template <class Context, class Model, class Columns, class Partition, class Condition, class Order, unsigned Mask> struct select_top {
    using context = Context;
    using model = Model;
    static constexpr tenon::verb verb = tenon::verb::find_many;
    static constexpr void write(text_writer& w) noexcept {
        write_select_numbered<Context, Model, Columns, Partition, Condition, Order, Mask>(w);
        w.write(" <= ");
        Context::dialect::parameter(w, w.next_parameter());
        if constexpr (begins_beside_columns<Order>) w.write(" ORDER BY \"tenon_number\""); // what it looks at is not in sight out here
        else write_order<Context, Model, Order>(w);
    }
};

} // namespace tenon::inline TENON_ABI::sql
