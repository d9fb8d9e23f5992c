// tenon/sql/statement/remove.hpp: DELETE, as a type: one row by key, or all that a filter finds.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/statement/update.hpp>

namespace tenon::inline TENON_ABI::sql {

/// DELETE FROM table WHERE tenant AND key RETURNING columns
template <class Context, class Model, class Key> struct remove_one {
    using context = Context;
    using model = Model;
    static constexpr auto& parameters = detail::row_parameters<Context, Model, Key>;
    static constexpr tenon::verb verb = tenon::verb::remove;
    static constexpr void write(text_writer& w) noexcept {
        reserve_tenant<Context, Model>(w);
        w.write("DELETE FROM ");
        Context::dialect::table(w, info_of<Model>());
        write_target_rows<Context, Model, Key, sort_order<>, false, 0>(w);
        w.write(" RETURNING ");
        w.write(text_of<column_list<Model>>);
    }
};

/// DELETE FROM table WHERE tenant AND condition
template <class Context, class Model, class Condition, class Order, bool Limited, unsigned Mask> struct remove_many {
    using context = Context;
    using model = Model;
    static constexpr tenon::verb verb = tenon::verb::remove_many;
    static constexpr void write(text_writer& w) noexcept {
        reserve_tenant<Context, Model>(w);
        w.write("DELETE FROM ");
        Context::dialect::table(w, info_of<Model>());
        write_target_rows<Context, Model, Condition, Order, Limited, Mask>(w);
    }
};

} // namespace tenon::inline TENON_ABI::sql
