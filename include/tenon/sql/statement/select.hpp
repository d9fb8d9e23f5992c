// tenon/sql/statement/select.hpp: SELECT, as a type: rows, counts and existence.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/members.hpp>
#include <tenon/sql/context.hpp>
#include <tenon/sql/expression/aggregate.hpp>
#include <tenon/sql/expression/shape.hpp>
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

/// The columns of a model at some places, and that of its tenant where it is asked for.
template <class Model, auto Places, bool Tenant> struct columns_at {
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

/// The tenant, where a statement has one, is the first parameter, wherever it stands.
template <class Context, class Model> constexpr void reserve_tenant(text_writer& w) noexcept {
    if constexpr (binds_tenant<Context, Model>) w.next_parameter();
}

/// `FROM table WHERE tenant AND condition`.
template <class Context, class Model, class Condition, unsigned Mask>
constexpr void write_from_where(text_writer& w) noexcept {
    w.write(" FROM ");
    Context::dialect::table(w, info_of<Model>());
    conditions next = where_conditions();
    write_scope<Context, Model>(w, next, row_access::read);
    if constexpr (Condition::present(Mask)) {
        next(w);
        Condition::template write<Context>(w, Mask);
    }
}

/// What rows are sorted by: the column of a member, or of groups an aggregate.
template <auto Key> struct sort_column : member_column<Key> {
    static constexpr std::size_t place = reflection::index_of<Key>;
};
template <auto Key>
    requires aggregate<decltype(Key)>
struct sort_column<Key> : std::remove_cv_t<decltype(Key)> {
    static constexpr std::size_t place = no_field;
};

/// The sort keys of a request.
template <class... Keys> struct sort_order {
    static constexpr bool last_descending = false;
    static constexpr bool has_aggregate = false;
    static constexpr std::size_t size = 0;
    static constexpr bool has(std::size_t) noexcept { return false; }
};
template <auto... Members, bool... Descending, nulls_order... Nulls>
    requires(sizeof...(Members) > 0)
struct sort_order<sort_key<Members, Descending, Nulls>...> {
    static constexpr std::size_t size = sizeof...(Members);
    static constexpr bool last_descending = (Descending, ...);
    static constexpr bool has_aggregate = (aggregate<decltype(Members)> || ...);
    template <class Context> static constexpr void write(text_writer& w, separator& comma) noexcept {
        using dialect = typename Context::dialect;
        ((comma(w), sort_column<Members>::template write_comparable<Context>(w), w.write(Descending ? " DESC" : ""),
          dialect::nulls(w, Nulls, Descending, sort_column<Members>::info().nullable)),
         ...);
    }
    static constexpr bool has(std::size_t place) noexcept { return ((sort_column<Members>::place == place) || ...); }
};

/// The end of every order: what makes a row unique in its scope, in the direction of the last key, so that an index on the keys
/// gives the rows in order. `has` says which fields are among the keys.
template <class Context, class Model, class Has>
constexpr void write_order_end(text_writer& w, separator& comma, bool descending, Has has) noexcept {
    constexpr const model_info& model = info_of<Model>();
    const auto add = [&](std::string_view column) {
        comma(w);
        w.identifier(column);
        w.write(descending ? " DESC" : "");
    };
    const auto add_field = [&](std::size_t place) {
        if (!has(place)) add(model.columns[place].column);
    };
    constexpr bool many_tenants =
        !Context::in_tenant || model.tenancy.kind == tenancy_kind::tenant_or_shared;
    if constexpr (key_has_tenant<Context, Model> && many_tenants && model.tenancy.has_field()) add_field(model.tenancy.field);
    if constexpr (has_hidden_tenant<Context, Model> && !Context::in_tenant) add(model.tenant_column());
    for (const std::size_t place : model.primary_key) add_field(place);
}

/// Stands for an order that is known only when the program runs (see dynamic/texts.hpp).
inline constexpr std::string_view dynamic_order_mark = "\x02";
template <class Order> inline constexpr bool is_dynamic_order = false;

/// ORDER BY the request's keys, then as every order ends.
template <class Context, class Model, class Order> constexpr void write_order(text_writer& w) noexcept {
    if constexpr (is_dynamic_order<Order>) w.write(dynamic_order_mark);
    else {
        separator comma(" ORDER BY ", ", ");
        if constexpr (Order::size != 0) Order::template write<Context>(w, comma);
        write_order_end<Context, Model>(w, comma, Order::last_descending, [](std::size_t place) { return Order::has(place); });
    }
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
template <class Context, class Model, tenon::verb Verb, class Condition, class Order, unsigned Paging, unsigned Mask,
          class Columns = column_list<Model>>
struct select {
    using context = Context;
    using model = Model;
    static constexpr tenon::verb verb = Verb;
    static constexpr void write(text_writer& w) noexcept {
        reserve_tenant<Context, Model>(w);
        w.write("SELECT ");
        w.write(text_of<Columns>);
        write_from_where<Context, Model, Condition, Mask>(w);
        if constexpr (Paging != 0) write_order<Context, Model, Order>(w);
        write_limit<Context, Paging>(w);
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

/// SELECT EXISTS (…)
template <class Context, class Model, class Condition, unsigned Mask> struct select_exists {
    using context = Context;
    using model = Model;
    static constexpr tenon::verb verb = tenon::verb::exists;
    static constexpr void write(text_writer& w) noexcept {
        reserve_tenant<Context, Model>(w);
        w.write("SELECT EXISTS (SELECT 1");
        write_from_where<Context, Model, Condition, Mask>(w);
        w.write(")");
    }
};

} // namespace tenon::inline TENON_ABI::sql
