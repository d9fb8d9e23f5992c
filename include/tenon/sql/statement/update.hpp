// tenon/sql/statement/update.hpp: UPDATE, as a type: one row by key, or all that a filter finds.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/assignment.hpp>
#include <tenon/sql/context.hpp>
#include <tenon/sql/predicate.hpp>
#include <tenon/sql/reference_guard.hpp>
#include <tenon/sql/statement.hpp>
#include <tenon/sql/statement/select.hpp>
#include <tenon/sql/text.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace tenon::inline TENON_ABI::sql {

/// WHERE tenant AND condition, for statements that write; with LIMIT, the rows are chosen by a scoped sub-select, and the
/// outer statement is scoped all the same.
template <class Context, class Model, class Condition, class Order, bool Limited, unsigned Mask>
constexpr void write_target_rows(text_writer& w) noexcept {
    using dialect = typename Context::dialect;
    constexpr const model_info& model = info_of<Model>();
    conditions next = where_conditions();
    write_scope<Context, Model, life_of<Condition>>(w, next, row_access::write);
    if constexpr (!Limited) {
        if constexpr (Condition::present(Mask)) {
            next(w);
            Condition::template write<Context>(w, Mask);
        }
    } else {
        const auto key = [&] {
            separator comma(", ");
            if constexpr (key_has_tenant<Context, Model>) {
                comma(w);
                w.identifier(model.tenant_column());
            }
            for (const std::size_t place : model.primary_key) {
                comma(w);
                w.identifier(model.columns[place].column);
            }
        };
        next(w);
        w.write("(");
        key();
        w.write(") IN (SELECT ");
        key();
        w.write(" FROM ");
        dialect::table(w, model);
        conditions inner = where_conditions();
        write_scope<Context, Model, life_of<Condition>>(w, inner, row_access::write);
        if constexpr (Condition::present(Mask)) {
            inner(w);
            Condition::template write<Context>(w, Mask);
        }
        write_order<Context, Model, Order>(w);
        w.write(" LIMIT ");
        dialect::parameter(w, w.next_parameter());
        w.write(")");
    }
}

namespace detail {

/// The list of changes, with that of the version, which no change can leave out. The number of the parameter of each.
template <class Context, class Model, class... Assignments>
constexpr auto write_assignments(text_writer& w, separator comma) noexcept {
    std::array<std::size_t, sizeof...(Assignments)> numbers{};
    std::size_t count = 0;
    ((comma(w), Assignments::template write<Context>(w), void(numbers[count++] = w.parameters())), ...);
    if constexpr (info_of<Model>().version != no_field) {
        comma(w);
        next_version_shape<Model>::template write<Context>(w);
    }
    return numbers;
}

/// Behind the other conditions: a row that is referred to from now on is one that the scope sees. In tenon's own layout
/// the foreign keys say so. `numbers`: of the parameters of the changes.
template <class Context, class Model, class... Assignments>
constexpr void write_new_references([[maybe_unused]] text_writer& w,
                                    [[maybe_unused]] const std::array<std::size_t, sizeof...(Assignments)>& numbers) noexcept {
    if constexpr (Context::in_tenant && !Context::leads_with_tenant) {
        constexpr const model_info& model = info_of<Model>();
        const auto changes = [](std::size_t place) { return ((Assignments::place == place) || ...); };
        const auto write_value = [&](std::size_t place) {
            std::size_t i = 0;
            (((Assignments::place == place ? Assignments::template write_value<Context>(w, numbers[i]) : void()), ++i), ...);
            if (!changes(place)) write_column(w, model.table, model.columns[place].column);
        };
        if constexpr (model.tenancy.kind == tenancy_kind::via_parent) {
            if (changes(model.tenancy.field)) {
                w.write(" AND ");
                write_parent_exists<Context, Model>(w, 0, [&] { write_value(model.tenancy.field); });
            }
        }
        each_guarded<Context, Model>([&]<class Attribute>(std::type_identity<Attribute>) {
            bool changed = false;
            for (const std::size_t place : own_fields<Attribute>) changed = changed || changes(place);
            if (!changed) return;
            w.write(" AND ");
            write_guard<Context, Model, Attribute>(w, false, write_value);
        });
    }
}

/// Whether an update of these changes may leave a row as it is because of what it would refer to.
template <class Context, class Model, class... Assignments>
inline constexpr bool tests_new_references = [] {
    bool tests = false;
    if constexpr (Context::in_tenant && !Context::leads_with_tenant) {
        constexpr auto& tenancy = info_of<Model>().tenancy;
        tests = ((tenancy.kind == tenancy_kind::via_parent && Assignments::place == tenancy.field) || ...);
        each_guarded<Context, Model>([&]<class Attribute>(std::type_identity<Attribute>) {
            tests = tests || (own_fields<Attribute>.contains(Assignments::place) || ...);
        });
    }
    return tests;
}();

/// The places of fields that a condition by key compares; empty for other conditions.
template <class Key> inline constexpr std::array<std::uint8_t, 0> key_places{};
template <class Model, std::size_t... Places>
inline constexpr std::array<std::uint8_t, sizeof...(Places)> key_places<key_shape<Model, Places...>>{
    static_cast<std::uint8_t>(Places)...};
template <row_life Life, class Key> inline constexpr auto key_places<rows_of_life<Life, Key>> = key_places<Key>;

/// What the parameters of a statement on one row are: the tenant, what is changed, the key.
template <class Context, class Model, class Key, class... Assignments>
inline constexpr auto row_parameters = [] {
    constexpr bool tenant = binds_tenant<Context, Model>;
    constexpr auto& key = key_places<Key>;
    std::array<std::uint8_t, std::size_t{tenant} + sizeof...(Assignments) + key.size()> parameters{};
    std::size_t count = 0;
    if (tenant) parameters[count++] = tenant_parameter;
    ((parameters[count++] = static_cast<std::uint8_t>(Assignments::place)), ...);
    for (const std::uint8_t place : key) parameters[count++] = place;
    return parameters;
}();

template <class Context, class Model, class... Assignments> constexpr auto write_update(text_writer& w) noexcept {
    reserve_tenant<Context, Model>(w);
    w.write("UPDATE ");
    Context::dialect::table(w, info_of<Model>());
    return write_assignments<Context, Model, Assignments...>(w, separator(" SET ", ", "));
}
} // namespace detail

/// UPDATE table SET … WHERE tenant AND key RETURNING columns
template <class Context, class Model, class Key, class... Assignments> struct update_one {
    using context = Context;
    using model = Model;
    static constexpr auto& parameters = detail::row_parameters<Context, Model, Key, Assignments...>;
    static constexpr tenon::verb verb = tenon::verb::update;
    static constexpr void write(text_writer& w) noexcept {
        const auto numbers = detail::write_update<Context, Model, Assignments...>(w);
        write_target_rows<Context, Model, Key, sort_order<>, false, 0>(w);
        detail::write_new_references<Context, Model, Assignments...>(w, numbers);
        w.write(" RETURNING ");
        w.write(text_of<column_list<Model>>);
    }
};

template <class Condition, class Order, bool Limited, unsigned Mask> struct target_rows {};

/// UPDATE table SET … WHERE tenant AND condition
template <class Context, class Model, class Rows, class... Assignments> struct update_many;
template <class Context, class Model, class Condition, class Order, bool Limited, unsigned Mask, class... Assignments>
struct update_many<Context, Model, target_rows<Condition, Order, Limited, Mask>, Assignments...> {
    using context = Context;
    using model = Model;
    static constexpr auto& parameters = detail::row_parameters<Context, Model, no_condition, Assignments...>;
    static constexpr tenon::verb verb = tenon::verb::update_many;
    static constexpr void write(text_writer& w) noexcept {
        const auto numbers = detail::write_update<Context, Model, Assignments...>(w);
        write_target_rows<Context, Model, Condition, Order, Limited, Mask>(w);
        detail::write_new_references<Context, Model, Assignments...>(w, numbers);
    }
};

} // namespace tenon::inline TENON_ABI::sql
