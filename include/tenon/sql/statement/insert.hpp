// tenon/sql/statement/insert.hpp: INSERT, as a type: create, create_many and upsert.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/context.hpp>
#include <tenon/sql/predicate.hpp>
#include <tenon/sql/reference_guard.hpp>
#include <tenon/sql/statement.hpp>
#include <tenon/sql/statement/select.hpp>
#include <tenon/sql/statement/update.hpp>
#include <tenon/sql/text.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace tenon::inline TENON_ABI::sql {

/// Whether an INSERT has the scope's tenant as its first parameter: a root too, whose key it is, so that an upsert can
/// compare it.
template <class Context, class Model>
inline constexpr bool insert_binds_tenant =
    Context::in_tenant && (info_of<Model>().tenancy.has_tenant() || info_of<Model>().tenancy.kind == tenancy_kind::root);

/// Whether the field at `place` is bound from the struct by an INSERT: not the tenant, which comes from the scope, and
/// not a number that the database gives.
template <class Context, class Model>
constexpr bool is_inserted(std::size_t place, bool with_autoincrement) noexcept {
    constexpr const model_info& model = info_of<Model>();
    if (model.columns[place].generated == generator::autoincrement && !with_autoincrement) return false;
    return !(insert_binds_tenant<Context, Model> && !model.tenancy.is_hidden() && model.tenancy.field == place);
}

namespace detail {

/// What the parameters of an INSERT are.
template <class Context, class Model, bool WithAutoincrement>
inline constexpr auto insert_parameters = [] {
    constexpr std::size_t fields = info_of<Model>().columns.size();
    std::array<std::uint8_t, fields + 1> parameters{};
    parameters.fill(other_parameter);
    std::size_t count = 0;
    if (insert_binds_tenant<Context, Model>) parameters[count++] = tenant_parameter;
    for (std::size_t place = 0; place < fields; ++place)
        if (is_inserted<Context, Model>(place, WithAutoincrement))
            parameters[count++] = static_cast<std::uint8_t>(place);
    return parameters;
}();

/// The number of the parameter that is the field at `place`.
template <class Context, class Model, bool WithAutoincrement> consteval int insert_index(std::size_t place) {
    int index = 1;
    for (const std::uint8_t what : insert_parameters<Context, Model, WithAutoincrement>) {
        if (what == place || what == other_parameter) return index;
        ++index;
    }
    return index;
}

/// How many parameters the row of an INSERT has.
template <class Context, class Model, bool WithAutoincrement>
inline constexpr int inserted_count = insert_index<Context, Model, WithAutoincrement>(other_parameter) - 1;

/// How an INSERT finds its tenant: in a value, or in the parent's row, which it then has to read.
template <class Context, class Model>
inline constexpr bool inserts_from_parent = info_of<Model>().tenancy.kind == tenancy_kind::via_parent &&
                                            ((Context::in_tenant && !Context::leads_with_tenant) ||
                                             (!Context::in_tenant && Context::leads_with_tenant));

/// Whether an INSERT writes no row where what the row refers to is not to be seen.
template <class Context, class Model>
inline constexpr bool inserts_if_allowed =
    inserts_from_parent<Context, Model> || guarded_references<Context, Model> != 0;

/// The row of an INSERT: VALUES, or where it may not be written a SELECT of one row or none.
template <class Context, class Model, bool WithAutoincrement> constexpr void write_inserted_row(text_writer& w) noexcept {
    using dialect = typename Context::dialect;
    constexpr const model_info& model = info_of<Model>();
    constexpr bool from_parent = inserts_from_parent<Context, Model>;
    constexpr std::string_view parent = "parent";

    w.write(inserts_if_allowed<Context, Model> ? "SELECT " : "VALUES (");
    separator comma(", ");
    if constexpr (has_hidden_tenant<Context, Model>) {
        comma(w);
        if constexpr (Context::in_tenant) dialect::parameter(w, 1);
        else if constexpr (from_parent) write_column(w, parent, info_of<parent_of<Model>>().tenant_column());
    }
    std::array<std::size_t, model.columns.size()> numbers{};
    for (std::size_t place = 0; place < model.columns.size(); ++place) {
        if (model.columns[place].generated == generator::autoincrement && !WithAutoincrement) continue;
        comma(w);
        const std::size_t number = is_inserted<Context, Model>(place, WithAutoincrement) ? w.next_parameter() : 1;
        numbers[place] = number;
        if (model.columns[place].generated == generator::autoincrement)
            dialect::given_number(w, model, model.columns[place], number);
        else dialect::parameter(w, number);
    }
    if constexpr (!inserts_if_allowed<Context, Model>) w.write(")");
    else if constexpr (Context::in_tenant) {
        conditions next = where_conditions();
        if constexpr (from_parent) {
            next(w);
            write_parent_exists<Context, Model>(w, 0, [&] { dialect::parameter(w, numbers[model.tenancy.field]); });
        }
        each_guarded<Context, Model>([&]<class Attribute>(std::type_identity<Attribute>) {
            next(w);
            write_guard<Context, Model, Attribute>(w, true, [&](std::size_t place) {
                if (numbers[place] != 0) dialect::parameter(w, numbers[place]);
                else w.write("NULL"); // a number that the database has yet to give
            });
        });
    } else {
        const std::size_t parent_key = numbers[model.tenancy.field];
        // A parent's key is unique within its tenant. From a system scope it must name one row only.
        constexpr const model_info& parent_model = info_of<parent_of<Model>>();
        constexpr std::string_view key = parent_model.columns[parent_key_fields<Model>[0]].column;
        w.write(" FROM ");
        dialect::table(w, parent_model);
        w.write(" AS ");
        w.identifier(parent);
        w.write(" WHERE ");
        write_column(w, parent, key);
        w.write(" = ");
        dialect::parameter(w, parent_key);
        w.write(" AND (SELECT ");
        dialect::count_rows(w);
        w.write(" FROM ");
        dialect::table(w, parent_model);
        w.write(" AS ");
        w.identifier("same");
        w.write(" WHERE ");
        write_column(w, "same", key);
        w.write(" = ");
        dialect::parameter(w, parent_key);
        w.write(") = 1");
    }
}

template <class Context, class Model, bool WithAutoincrement> constexpr void write_insert(text_writer& w) noexcept {
    constexpr const model_info& model = info_of<Model>();
    if constexpr (insert_binds_tenant<Context, Model>) w.next_parameter();
    w.write("INSERT INTO ");
    Context::dialect::table(w, model);
    separator comma(" (", ", ");
    if constexpr (has_hidden_tenant<Context, Model>) {
        comma(w);
        w.identifier(model.tenant_column());
    }
    for (const column_info& column : model.columns) {
        if (column.generated == generator::autoincrement && !WithAutoincrement) continue;
        comma(w);
        w.identifier(column.column);
    }
    w.write(") ");
    write_inserted_row<Context, Model, WithAutoincrement>(w);
}

} // namespace detail

/// INSERT of one row. Without its autoincrement field it RETURNs the number that the database gave.
template <class Context, class Model, tenon::verb Verb, bool WithAutoincrement, bool SkipDuplicates> struct insert {
    using context = Context;
    using model = Model;
    static constexpr auto& parameters = detail::insert_parameters<Context, Model, WithAutoincrement>;
    static constexpr bool is_plain = !SkipDuplicates && !detail::inserts_if_allowed<Context, Model> && [] {
        for (const column_info& column : info_of<Model>().columns)
            if (column.generated == generator::autoincrement) return false;
        return true;
    }();
    static constexpr tenon::verb verb = Verb;
    static constexpr void write(text_writer& w) noexcept {
        detail::write_insert<Context, Model, WithAutoincrement>(w);
        if constexpr (SkipDuplicates) w.write(" ON CONFLICT DO NOTHING");
        if constexpr (SkipDuplicates && WithAutoincrement && Context::leads_with_tenant &&
                      detail::inserts_from_parent<Context, Model>)
            Context::dialect::count_inserted(w);
        if constexpr (!WithAutoincrement) {
            separator comma(" RETURNING ", ", ");
            for (const column_info& column : info_of<Model>().columns) {
                if (column.generated != generator::autoincrement) continue;
                comma(w);
                w.identifier(column.column);
            }
        }
    }
};

/// Whether what a row refers to lets an INSERT write it. Parameters: those of the INSERT.
template <class Context, class Model, bool WithAutoincrement> struct select_insertable {
    using context = Context;
    using model = Model;
    static constexpr auto& parameters = detail::insert_parameters<Context, Model, WithAutoincrement>;
    static constexpr tenon::verb verb = tenon::verb::exists;
    static constexpr void write(text_writer& w) noexcept {
        if constexpr (insert_binds_tenant<Context, Model>) w.next_parameter();
        w.write("SELECT EXISTS (");
        detail::write_inserted_row<Context, Model, WithAutoincrement>(w);
        w.write(")");
    }
};

/// INSERT … ON CONFLICT (key) DO UPDATE SET … WHERE tenant RETURNING columns. `Target` is a field_list.
template <class Context, class Model, field_list Target, bool WithAutoincrement, class... Assignments> struct upsert {
    using context = Context;
    using model = Model;
    static constexpr auto& parameters = detail::insert_parameters<Context, Model, WithAutoincrement>;
    static constexpr tenon::verb verb = tenon::verb::upsert;
    static constexpr void write(text_writer& w) noexcept {
        constexpr const model_info& info = info_of<Model>();
        detail::write_insert<Context, Model, WithAutoincrement>(w);
        separator comma(" ON CONFLICT (", ", ");
        if constexpr (Context::leads_with_tenant && info.tenancy.has_tenant()) {
            comma(w);
            w.identifier(info.tenant_column());
        }
        for (const std::size_t place : Target) {
            comma(w);
            w.identifier(info.columns[place].column);
        }
        w.write(")");
        // Among rows that are not removed: an index of all rows is as good.
        if constexpr (removes_softly(info) && Target != info.declared_primary_key && Target != info.primary_key) {
            w.write(" WHERE ");
            w.identifier(info.columns[info.soft_delete].column);
            w.write(" IS NULL");
        }
        w.write(" DO UPDATE SET ");
        const auto numbers = detail::write_assignments<Context, Model, Assignments...>(w, separator(", "));
        conditions next = where_conditions();
        write_scope<Context, Model>(w, next, row_access::write, info.table);
        detail::write_new_references<Context, Model, Assignments...>(w, numbers);
        w.write(" RETURNING ");
        w.write(text_of<column_list<Model>>);
    }
};

} // namespace tenon::inline TENON_ABI::sql
