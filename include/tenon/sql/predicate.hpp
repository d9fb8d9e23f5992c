// tenon/sql/predicate.hpp: the tenant's predicate, and that of rows that were removed softly. The one place that writes them for
// reads, updates and removals.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/parent.hpp>
#include <tenon/sql/context.hpp>
#include <tenon/sql/expression/row_life.hpp>
#include <tenon/sql/text.hpp>

#include <cstddef>
#include <string_view>
#include <type_traits>

namespace tenon::inline TENON_ABI::sql {

/// What a statement does with the rows: rows without a tenant are read by all and written by none.
enum class row_access { read, write };

/// A column, with the table or alias in front when there is one.
constexpr void write_column(text_writer& w, std::string_view qualifier, std::string_view column) noexcept {
    if (!qualifier.empty()) {
        w.identifier(qualifier);
        w.write(".");
    }
    w.identifier(column);
}

namespace detail {

// Aliases of parents in a chain. They must not be the name of a table of the user's, which a condition inside may mean.
constexpr std::string_view parent_alias(std::size_t depth) noexcept {
    constexpr std::string_view aliases[] = {"tenon_parent",  "tenon_parent2", "tenon_parent3", "tenon_parent4",
                                            "tenon_parent5", "tenon_parent6", "tenon_parent7", "tenon_parent8"};
    return aliases[depth];
}

template <class Context, class Model>
constexpr void write_tenant_test(text_writer& w, row_access access, std::string_view qualifier,
                                 std::size_t depth) noexcept;

/// EXISTS (the parent that `child_key` names, if `test` holds for it): both write what they are, `test(parent, alias)`.
template <class Context, class Model, class ChildKey, class Test>
constexpr void write_parent_exists(text_writer& w, std::size_t depth, ChildKey child_key, Test test) noexcept {
    using parent = parent_of<Model>;
    const std::string_view alias = parent_alias(depth);
    w.write("EXISTS (SELECT 1 FROM ");
    Context::dialect::table(w, info_of<parent>());
    w.write(" AS ");
    w.identifier(alias);
    w.write(" WHERE ");
    write_column(w, alias, info_of<parent>().columns[parent_key_fields<Model>[0]].column);
    w.write(" = ");
    child_key();
    w.write(" AND ");
    test(std::type_identity<parent>{}, alias);
    w.write(")");
}
/// The same of a parent in the tenant.
template <class Context, class Model, class ChildKey>
constexpr void write_parent_exists(text_writer& w, std::size_t depth, ChildKey child_key) noexcept {
    write_parent_exists<Context, Model>(w, depth, child_key, [&]<class Parent>(std::type_identity<Parent>, std::string_view alias) {
        write_tenant_test<Context, Parent>(w, row_access::write, alias, depth + 1);
    });
}

template <class Context, class Model>
constexpr void write_tenant_test(text_writer& w, row_access access, std::string_view qualifier,
                                 std::size_t depth) noexcept {
    constexpr const model_info& model = info_of<Model>();
    using dialect = typename Context::dialect;
    if constexpr (model.tenancy.is_hidden() && !Context::leads_with_tenant) {
        write_parent_exists<Context, Model>(w, depth, [&] {
            write_column(w, qualifier.empty() ? model.table : qualifier, model.columns[model.tenancy.field].column);
        });
    } else {
        const bool shared_too = model.tenancy.kind == tenancy_kind::tenant_or_shared && access == row_access::read;
        if (shared_too && !Context::leads_with_tenant) w.write("(");
        write_column(w, qualifier, model.tenant_column());
        if (shared_too && Context::leads_with_tenant) {
            w.write(" IN (");
            dialect::parameter(w, 1);
            w.write(", '')");
        } else {
            w.write(" = ");
            dialect::parameter(w, 1);
        }
        if (shared_too && !Context::leads_with_tenant) {
            w.write(" OR ");
            write_column(w, qualifier, model.tenant_column());
            w.write(" IS NULL)");
        }
    }
}

} // namespace detail

/// Writes WHERE before the first condition and AND before the others.
using conditions = separator;
constexpr conditions where_conditions() noexcept { return conditions(" WHERE ", " AND "); }

/// The predicate that keeps a statement within its scope, nothing in a system scope and for shared models, and to rows of
/// this life. The tenant is the first parameter.
template <class Context, class Model, row_life Life = row_life::live>
constexpr void write_scope(text_writer& w, conditions& next, row_access access, std::string_view qualifier = {}) noexcept {
    constexpr const model_info& model = info_of<Model>();
    if constexpr (binds_tenant<Context, Model>) {
        next(w);
        detail::write_tenant_test<Context, Model>(w, access, qualifier, 0);
    }
    if constexpr (removes_softly(model) && Life != row_life::any) {
        next(w);
        write_column(w, qualifier, model.columns[model.soft_delete].column);
        w.write(Life == row_life::live ? " IS NULL" : " IS NOT NULL");
    }
}

} // namespace tenon::inline TENON_ABI::sql
