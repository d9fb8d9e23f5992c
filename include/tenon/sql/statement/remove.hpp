// tenon/sql/statement/remove.hpp: DELETE, as a type: one row by key, or all that a filter finds; and the UPDATEs that stand for it
// where rows are kept.
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

/// UPDATE table SET removed … WHERE tenant AND not removed AND key RETURNING columns
template <class Context, class Model, class Key, class... Marks>
struct soft_remove_one : update_one<Context, Model, Key, Marks...> {
    static constexpr tenon::verb verb = tenon::verb::remove;
};
/// UPDATE table SET removed … WHERE tenant AND not removed AND condition
template <class Context, class Model, class Rows, class... Marks>
struct soft_remove_many : update_many<Context, Model, Rows, Marks...> {
    static constexpr tenon::verb verb = tenon::verb::remove_many;
};
/// The way back: `Key` and `Rows` are of removed rows.
template <class Context, class Model, class Key, class... Marks>
struct restore_one : update_one<Context, Model, Key, Marks...> {
    static constexpr tenon::verb verb = tenon::verb::restore;
};
template <class Context, class Model, class Rows, class... Marks>
struct restore_many : update_many<Context, Model, Rows, Marks...> {
    static constexpr tenon::verb verb = tenon::verb::restore_many;
};

} // namespace tenon::inline TENON_ABI::sql
