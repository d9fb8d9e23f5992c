// tenon/repository/writable.hpp: what models are written from what scopes.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
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

/// Calls `verb(writes)` with what writes them, where it is there.
template <class Row, class Verb> auto with_nested_writes(Verb verb) {
    constexpr bool included = requires { sizeof(nested_writes<Row>); };
    static_assert(included, "tenon: a row is created with rows of other models, or from a struct that is not the repository's model: "
                            "#include <tenon/nested.hpp>, or use the model");
    if constexpr (included) return verb(nested_writes<Row>{});
    else return fail(errc::unsupported); // an error has been told
}

} // namespace tenon::inline TENON_ABI::repository_detail
