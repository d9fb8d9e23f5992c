// tenon/sql/statement/numbered_rows.hpp: rows with their number among those that have some values in common, to select from.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/context.hpp>
#include <tenon/sql/statement/select.hpp>
#include <tenon/sql/text.hpp>

#include <string_view>

namespace tenon::inline TENON_ABI::sql {

/// The name of such rows.
inline constexpr std::string_view numbered_rows = "tenon_rows";

/// `(SELECT every column, row_number() OVER (PARTITION BY … ORDER BY …) AS "tenon_number" FROM table WHERE tenant AND condition)
/// AS "tenon_rows"`. `Partition` writes what the rows have in common; the numbers are in the request's order.
template <class Context, class Model, class Partition, class Condition, class Order, unsigned Mask>
constexpr void write_numbered_rows(text_writer& w) noexcept {
    w.write("(SELECT ");
    w.write(text_of<column_list<Model>>);
    write_hidden_tenant<Context, Model>(w);
    separator comma(", row_number() OVER (PARTITION BY ", ", ");
    Partition::template write_comparable<Context>(w, comma);
    write_order<Context, Model, Order>(w);
    w.write(") AS \"tenon_number\"");
    write_from_where<Context, Model, Condition, Mask>(w);
    w.write(") AS ");
    w.identifier(numbered_rows);
}

/// `SELECT columns FROM (…) AS "tenon_rows" WHERE "tenon_number"`: which numbers is said behind it.
template <class Context, class Model, class Columns, class Partition, class Condition, class Order, unsigned Mask>
constexpr void write_select_numbered(text_writer& w) noexcept {
    reserve_tenant<Context, Model>(w);
    w.write("SELECT ");
    write_columns<Context, Columns>(w, numbered_rows);
    w.write(" FROM ");
    write_numbered_rows<Context, Model, Partition, Condition, Order, Mask>(w);
    w.write(" WHERE \"tenon_number\"");
}

} // namespace tenon::inline TENON_ABI::sql
