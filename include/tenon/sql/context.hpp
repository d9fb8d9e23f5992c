// tenon/sql/context.hpp: for whom and where a statement is written: dialect, layout and kind of scope.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/definition.hpp>
#include <tenon/model/schema.hpp>

#include <cstddef>

namespace tenon::inline TENON_ABI::sql {

/// What a statement's text depends on besides the model: it is part of every statement's type, and there is no value of
/// it that means "no scope". `TenantScope` is false for a system scope only.
template <class Dialect, table_layout Layout, bool TenantScope> struct context {
    using dialect = Dialect;
    using layout = Layout;
    static constexpr bool in_tenant = TenantScope;
    static constexpr bool leads_with_tenant = Layout::leads_with_tenant;
    /// The same place seen from a tenant's scope.
    using tenant_context = context<Dialect, Layout, true>;
};

/// Whether statements on `Model` have the scope's tenant as their first parameter.
template <class Context, class Model>
inline constexpr bool binds_tenant = Context::in_tenant && info_of<Model>().tenancy.kind != tenancy_kind::shared;

/// Whether the tenant is part of the primary key of the table: by the layout, or because the model says so.
template <class Context, class Model>
inline constexpr bool key_has_tenant =
    info_of<Model>().tenancy.has_tenant() &&
    (Context::leads_with_tenant || (info_of<Model>().tenancy.has_field() &&
                                    info_of<Model>().declared_primary_key.contains(info_of<Model>().tenancy.field)));

/// Whether the table of `Model` has a tenant column that the struct does not show.
template <class Context, class Model>
inline constexpr bool has_hidden_tenant = Context::leads_with_tenant && info_of<Model>().tenancy.is_hidden();

/// Whether the table of `Model` has a tenant column: the struct's, or a hidden one.
template <class Context, class Model>
inline constexpr bool has_tenant_column = info_of<Model>().tenancy.has_field() || has_hidden_tenant<Context, Model>;

/// Whether rows without a tenant are stored under the empty tenant instead of NULL.
template <class Context, class Model>
inline constexpr bool stores_empty_tenant =
    Context::leads_with_tenant && info_of<Model>().tenancy.kind == tenancy_kind::tenant_or_shared;
/// Whether it is the field at a place that is so stored.
template <class Context> constexpr bool is_stored_empty(const model_info& model, std::size_t place) noexcept {
    return Context::leads_with_tenant && model.tenancy.kind == tenancy_kind::tenant_or_shared && place == model.tenancy.field;
}

} // namespace tenon::inline TENON_ABI::sql
