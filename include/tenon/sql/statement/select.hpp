// tenon/sql/statement/select.hpp: SELECT, as a type: rows, counts and existence.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/members.hpp>
#include <tenon/sql/context.hpp>
#include <tenon/sql/expression/shape.hpp>
#include <tenon/sql/order.hpp>
#include <tenon/sql/predicate.hpp>
#include <tenon/sql/statement.hpp>
#include <tenon/sql/text.hpp>

namespace tenon::inline TENON_ABI::sql {

/// `"id", "tenantId", …`: the columns of a model in the order of its fields. Written once for each model.
template <class Model> struct column_list {
    static constexpr void write(text_writer& w) noexcept {
        separator comma(", ");
        for (const column_info& column : info_of<Model>().columns) {
            comma(w);
            w.identifier(column.column);
        }
    }
};

/// The columns of rows that the statement calls `from`: some need that name.
template <class Context, class Columns> constexpr void write_columns(text_writer& w, std::string_view from) noexcept {
    if constexpr (requires { Columns::template write<Context>(w, from); }) Columns::template write<Context>(w, from);
    else w.write(text_of<Columns>);
}

/// `, "tenantId"` in a system scope, where the struct does not show it: the order has it.
template <class Context, class Model> constexpr void write_hidden_tenant(text_writer& w) noexcept {
    if constexpr (has_hidden_tenant<Context, Model> && !Context::in_tenant) {
        w.write(", ");
        w.identifier(info_of<Model>().tenant_column());
    }
}

/// The tenant, where a statement has one, is the first parameter, wherever it stands.
template <class Context, class Model> constexpr void reserve_tenant(text_writer& w) noexcept {
    if constexpr (binds_tenant<Context, Model>) w.next_parameter();
}

/// `FROM table WHERE tenant AND condition`. What further conditions may follow by.
template <class Context, class Model, class Condition, unsigned Mask>
constexpr conditions write_from_where(text_writer& w, row_access access = row_access::read) noexcept {
    w.write(" FROM ");
    Context::dialect::table(w, info_of<Model>());
    conditions next = where_conditions();
    write_scope<Context, Model, life_of<Condition>>(w, next, access);
    if constexpr (Condition::present(Mask)) {
        next(w);
        Condition::template write<Context>(w, Mask);
    }
    return next;
}

/// Which of ORDER BY, LIMIT and OFFSET a SELECT has.
enum class paging : unsigned { none = 0, order = 1, take = 2, skip = 4 };
constexpr bool has(unsigned parts, paging part) noexcept { return (parts & static_cast<unsigned>(part)) != 0; }

/// LIMIT ? OFFSET ?
template <class Context, unsigned Paging> constexpr void write_limit(text_writer& w) noexcept {
    using dialect = typename Context::dialect;
    if constexpr (has(Paging, paging::take)) {
        w.write(" LIMIT ");
        dialect::parameter(w, w.next_parameter());
    } else if constexpr (has(Paging, paging::skip)) dialect::no_limit(w);
    if constexpr (has(Paging, paging::skip)) {
        w.write(" OFFSET ");
        dialect::parameter(w, w.next_parameter());
    }
}

/// SELECT columns FROM table WHERE tenant AND condition ORDER BY … LIMIT ? OFFSET ?
template <class Context, class Model, class Columns, class Condition, class Order, unsigned Paging, unsigned Mask>
constexpr void write_select(text_writer& w) noexcept {
    reserve_tenant<Context, Model>(w);
    w.write("SELECT ");
    write_columns<Context, Columns>(w, info_of<Model>().table);
    write_from_where<Context, Model, Condition, Mask>(w);
    if constexpr (Paging != 0) write_order<Context, Model, Order>(w);
    write_limit<Context, Paging>(w);
}

/// The same of all columns.
template <class Context, class Model, tenon::verb Verb, class Condition, class Order, unsigned Paging, unsigned Mask>
struct select {
    using context = Context;
    using model = Model;
    static constexpr tenon::verb verb = Verb;
    static constexpr void write(text_writer& w) noexcept {
        write_select<Context, Model, column_list<Model>, Condition, Order, Paging, Mask>(w);
    }
};

/// The one row that a key names. Where a shared row has the same key as one of the tenant's own, the own one.
template <class Context, class Model, class Key> struct select_one {
    using context = Context;
    using model = Model;
    static constexpr tenon::verb verb = tenon::verb::find_unique;
    static constexpr void write(text_writer& w) noexcept {
        reserve_tenant<Context, Model>(w);
        w.write("SELECT ");
        w.write(text_of<column_list<Model>>);
        write_from_where<Context, Model, Key, 0>(w);
        if constexpr (Context::in_tenant && info_of<Model>().tenancy.kind == tenancy_kind::tenant_or_shared) {
            w.write(" ORDER BY ");
            w.identifier(info_of<Model>().tenant_column());
            w.write(" DESC");
            Context::dialect::nulls(w, nulls_order::last, true, !Context::leads_with_tenant);
            w.write(" LIMIT 1");
        }
    }
};

/// SELECT count(*)
template <class Context, class Model, class Condition, unsigned Mask> struct select_count {
    using context = Context;
    using model = Model;
    static constexpr tenon::verb verb = tenon::verb::count;
    static constexpr void write(text_writer& w) noexcept {
        reserve_tenant<Context, Model>(w);
        w.write("SELECT ");
        Context::dialect::count_rows(w);
        write_from_where<Context, Model, Condition, Mask>(w);
    }
};

/// SELECT EXISTS (…): rows that the scope sees, or those that it may change.
template <class Context, class Model, class Condition, unsigned Mask, row_access Access = row_access::read>
struct select_exists {
    using context = Context;
    using model = Model;
    static constexpr tenon::verb verb = tenon::verb::exists;
    static constexpr void write(text_writer& w) noexcept {
        reserve_tenant<Context, Model>(w);
        w.write("SELECT EXISTS (SELECT 1");
        write_from_where<Context, Model, Condition, Mask>(w, Access);
        w.write(")");
    }
};

} // namespace tenon::inline TENON_ABI::sql
