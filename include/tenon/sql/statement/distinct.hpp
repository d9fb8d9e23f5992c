// tenon/sql/statement/distinct.hpp: SELECT of rows that differ in some fields, as a type.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/context.hpp>
#include <tenon/sql/statement.hpp>
#include <tenon/sql/statement/numbered_rows.hpp>
#include <tenon/sql/statement/select.hpp>
#include <tenon/sql/text.hpp>

namespace tenon::inline TENON_ABI::sql {

/// The first of the rows that have the same values in `Columns`: each row is numbered among those, and the first ones are
/// taken. Which is the first, and the order of the result, are the request's.
template <class Context, class Model, class Columns, class Condition, class Order, unsigned Paging, unsigned Mask>
struct select_distinct {
    using context = Context;
    using model = Model;
    static constexpr tenon::verb verb = tenon::verb::find_many;
    static constexpr void write(text_writer& w) noexcept {
        write_select_numbered<Context, Model, column_list<Model>, Columns, Condition, Order, Mask>(w);
        w.write(" = 1");
        write_order<Context, Model, Order>(w);
        write_limit<Context, Paging>(w);
    }
};

} // namespace tenon::inline TENON_ABI::sql
