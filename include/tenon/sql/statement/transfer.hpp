// tenon/sql/statement/transfer.hpp: what takes the rows of a scope out of a database and puts them into another: a SELECT of all
// that are its own, also removed ones, their number, and an UPDATE of the references that could not be written before what they lead to.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/parent.hpp>
#include <tenon/sql/context.hpp>
#include <tenon/sql/order.hpp>
#include <tenon/sql/predicate.hpp>
#include <tenon/sql/reference_guard.hpp>
#include <tenon/sql/statement.hpp>
#include <tenon/sql/statement/select.hpp>
#include <tenon/sql/text.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace tenon::inline TENON_ABI::sql {

namespace detail {

/// Of a row that no tenant has.
template <class Context, class Model>
constexpr void write_without_tenant(text_writer& w, std::string_view qualifier, std::size_t depth = 0) noexcept {
    constexpr const model_info& model = info_of<Model>();
    if constexpr (Context::leads_with_tenant || model.tenancy.kind != tenancy_kind::via_parent) {
        write_column(w, qualifier, model.tenant_column());
        w.write(Context::leads_with_tenant ? " = ''" : " IS NULL");
    } else {
        write_parent_exists<Context, Model>(
            w, depth, [&] { write_column(w, qualifier.empty() ? model.table : qualifier, model.columns[model.tenancy.field].column); },
            [&]<class Parent>(std::type_identity<Parent>, std::string_view alias) { write_without_tenant<Context, Parent>(w, alias, depth + 1); });
    }
}

/// The rows that are the scope's own: a tenant's; in a system scope those that no tenant has.
template <class Context, class Model> constexpr void write_own(text_writer& w, conditions& next) noexcept {
    write_scope<Context, Model, row_life::any>(w, next, row_access::write);
    if constexpr (!Context::in_tenant && info_of<Model>().tenancy.kind != tenancy_kind::shared) {
        next(w);
        write_without_tenant<Context, Model>(w, {});
    }
}

} // namespace detail

/// SELECT columns FROM table WHERE own ORDER BY key
template <class Context, class Model> struct select_own {
    using context = Context;
    using model = Model;
    static constexpr tenon::verb verb = tenon::verb::stream;
    static constexpr void write(text_writer& w) noexcept {
        reserve_tenant<Context, Model>(w);
        w.write("SELECT ");
        w.write(text_of<column_list<Model>>);
        w.write(" FROM ");
        Context::dialect::table(w, info_of<Model>());
        conditions next = where_conditions();
        detail::write_own<Context, Model>(w, next);
        write_order<Context, Model, sort_order<>>(w);
    }
};

/// SELECT COUNT(*) FROM table WHERE own
template <class Context, class Model> struct count_own {
    using context = Context;
    using model = Model;
    static constexpr tenon::verb verb = tenon::verb::count;
    static constexpr void write(text_writer& w) noexcept {
        reserve_tenant<Context, Model>(w);
        w.write("SELECT ");
        Context::dialect::count_rows(w);
        w.write(" FROM ");
        Context::dialect::table(w, info_of<Model>());
        conditions next = where_conditions();
        detail::write_own<Context, Model>(w, next);
    }
};

/// SELECT DISTINCT tenant FROM table, in a system scope, of a model whose table says the tenant.
template <class Context, class Model> struct select_tenants {
    using context = Context;
    using model = Model;
    static constexpr tenon::verb verb = tenon::verb::other;
    static constexpr void write(text_writer& w) noexcept {
        constexpr std::string_view column = info_of<Model>().tenant_column();
        w.write("SELECT DISTINCT ");
        w.identifier(column);
        w.write(" FROM ");
        Context::dialect::table(w, info_of<Model>());
        w.write(" WHERE ");
        w.identifier(column);
        w.write(" <> ''");
    }
};

/// The fields of references that a row can do without at first: they may be NULL, and do not say whose it is or which.
template <class Model>
inline constexpr field_list postponable_fields = [] {
    constexpr const model_info& model = info_of<Model>();
    field_list fields;
    for (std::size_t place = 0; place < model.columns.size(); ++place) {
        bool refers = false;
        for (const reference_info& reference : model.references) refers = refers || reference.fields.contains(place);
        const bool is_fixed = !model.columns[place].nullable || place == model.tenancy.field || model.declared_primary_key.contains(place);
        if (refers && !is_fixed && fields.size() < field_list::capacity) fields.add(place);
    }
    return fields;
}();

/// UPDATE table SET postponable fields WHERE own AND key, if the scope sees what they lead to.
template <class Context, class Model> struct update_references {
    using context = Context;
    using model = Model;
    static constexpr auto& changed = postponable_fields<Model>;
    static constexpr tenon::verb verb = tenon::verb::update;
    static constexpr auto parameters = [] {
        constexpr const model_info& info = info_of<Model>();
        constexpr bool tenant = binds_tenant<Context, Model>;
        std::array<std::uint8_t, std::size_t{tenant} + changed.size() + info.primary_key.size()> made{};
        std::size_t count = 0;
        if (tenant) made[count++] = tenant_parameter;
        for (const std::uint8_t place : changed) made[count++] = place;
        for (const std::uint8_t place : info.primary_key) made[count++] = place;
        return made;
    }();

    static constexpr void write(text_writer& w) noexcept {
        constexpr const model_info& info = info_of<Model>();
        std::array<std::size_t, info.columns.size()> numbers{};
        reserve_tenant<Context, Model>(w);
        w.write("UPDATE ");
        Context::dialect::table(w, info);
        separator comma(" SET ", ", ");
        for (const std::size_t place : changed) {
            comma(w);
            w.identifier(info.columns[place].column);
            w.write(" = ");
            Context::dialect::parameter(w, numbers[place] = w.next_parameter());
        }
        conditions next = where_conditions();
        detail::write_own<Context, Model>(w, next);
        for (const std::size_t place : info.primary_key) {
            next(w);
            w.identifier(info.columns[place].column);
            w.write(" = ");
            Context::dialect::parameter(w, w.next_parameter());
        }
        detail::each_guarded<Context, Model>([&]<class Attribute>(std::type_identity<Attribute>) {
            bool is_changed = false;
            for (const std::size_t place : detail::own_fields<Attribute>) is_changed = is_changed || numbers[place] != 0;
            if (!is_changed) return;
            next(w);
            detail::write_guard<Context, Model, Attribute>(w, false, [&](std::size_t place) {
                if (numbers[place] != 0) Context::dialect::parameter(w, numbers[place]);
                else write_column(w, info.table, info.columns[place].column);
            });
        });
    }
};

} // namespace tenon::inline TENON_ABI::sql
