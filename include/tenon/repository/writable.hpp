// tenon/repository/writable.hpp: what models are written from what scopes.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/definition.hpp>

namespace tenon::inline TENON_ABI::repository_detail {

/// Whether rows of a model are written from such a scope. Says why not.
template <class Model, class Scope> constexpr bool check_writable() {
    constexpr tenancy_kind kind = info_of<Model>().tenancy.kind;
    constexpr bool of_tenant = !Scope::in_tenant || kind != tenancy_kind::shared;
    constexpr bool of_program = !Scope::in_tenant || !info_of<Model>().is_audit_trail;
    constexpr bool says_tenant = Scope::in_tenant || kind != tenancy_kind::owned;
    static_assert(of_tenant, "tenon: a shared model is written from a tenant's scope: write it from a system scope, "
                             "db.system(\"reason\")");
    static_assert(of_program, "tenon: the trail is written by the database: read it; a system scope, db.system(\"reason\"), clears it");
    static_assert(says_tenant, "tenon: rows of a tenant_owned model do not say their tenant: write them from that tenant's scope, "
                               "system.tenant(id)");
    return of_tenant && of_program && says_tenant;
}

/// Rows of several models that are written together. Defined by <tenon/nested.hpp>.
template <class Row> struct nested_writes;

} // namespace tenon::inline TENON_ABI::repository_detail
