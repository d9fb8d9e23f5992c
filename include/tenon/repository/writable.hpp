// tenon/repository/writable.hpp: what models are written from what scopes.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/model/definition.hpp>
#include <tenon/model/reflection.hpp>
#include <tenon/sql/assignment.hpp>

#include <cstddef>
#include <type_traits>

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

/// Whether the field at a place says how many rows of a model of the schema a tenant may have.
template <class Schema, class Model> constexpr bool is_limit(std::size_t place) {
    for (const model_info* each : Schema::info().models)
        if (each->quota.field == place && each->quota.root == info_of<Model>().type) return true;
    return false;
}
/// Whether such fields of `Model`, which a write sets, are set from such a scope: not by those whom they limit. Says why not.
/// `Sets` has `sets(place)`.
template <class Model, class Scope, class Sets> constexpr bool check_limits() {
    constexpr bool sets_none = [] {
        if constexpr (Scope::in_tenant && info_of<Model>().tenancy.kind == tenancy_kind::root)
            for (std::size_t place = 0; place < info_of<Model>().columns.size(); ++place)
                if (Sets::sets(place) && is_limit<typename Scope::schema, Model>(place)) return false;
        return true;
    }();
    static_assert(sets_none, "tenon: a tenant's scope sets the quota of its tenant: set it, and create the tenant's row, from a system "
                             "scope, db.system(\"reason\")");
    return sets_none;
}
/// What a write of whole rows sets.
struct whole_row {
    static constexpr bool sets(std::size_t) noexcept { return true; }
};
/// What changes set, among other arguments.
template <class... Arguments> struct fields_changed {
    static constexpr bool sets([[maybe_unused]] std::size_t place) noexcept { return (sets_by<Arguments>(place) || ...); }

private:
    template <class Argument> static constexpr bool sets_by([[maybe_unused]] std::size_t place) noexcept {
        if constexpr (sql::assignment<Argument>) return reflection::index_of<Argument::member> == place;
        else return false;
    }
};

/// Whether whole rows of `Model` are written from such a scope. Says why not.
template <class Model, class Scope> constexpr bool check_creatable() {
    if constexpr (!check_writable<Model, Scope>()) return false;
    else return check_limits<Model, Scope, whole_row>();
}
/// Whether it makes such changes of them.
template <class Model, class Scope, class... Arguments> constexpr bool check_changeable() {
    if constexpr (!check_writable<Model, Scope>()) return false;
    else return check_limits<Model, Scope, fields_changed<std::remove_cvref_t<Arguments>...>>();
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
