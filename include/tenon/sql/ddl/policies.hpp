// tenon/sql/ddl/policies.hpp: row-level security: the server keeps tenants apart too, whatever a statement says.
//
// A transaction says for whom it works: `tenon.tenant_id` holds the tenant, or `tenon.system` the reason of a system scope,
// both local to it. One that says neither sees no rows of tenants. Policies bind the owner of the tables too; superusers
// and roles with BYPASSRLS they never bind.
//
// | policy         | tables                          | says                                                     |
// |----------------|---------------------------------|----------------------------------------------------------|
// | `tenon_tenant` | of tenants, and the root        | rows of the tenant, and all rows for the system          |
// | `tenon_shared` | with rows without a tenant      | these are read by all; so is every row of a shared model |
// | `tenon_system` | of shared models, and the trail | all rows for the system                                  |
// | `tenon_trail`  | the trail                       | triggers add rows of the tenant, which else only reads   |
//
// Citus copies policies to the nodes, and refuses sub-selects in them.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/ddl/of_tenant.hpp>
#include <tenon/sql/ddl/parts.hpp>
#include <tenon/sql/ddl/postgres_types.hpp>
#include <tenon/sql/ddl/snapshot.hpp>
#include <tenon/sql/ddl/table.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

namespace detail {

// After a transaction that set it, a setting is '' and not NULL. In a sub-select it is asked for once in a statement and
// not for each row: a scan of 1000 rows takes 3/4 of the time, a read by key a millionth of a second more.
inline constexpr std::string_view policy_tenant =
    "(SELECT NULLIF(pg_catalog.current_setting('tenon.tenant_id', true), ''))";
inline constexpr std::string_view policy_system =
    "(SELECT NULLIF(pg_catalog.current_setting('tenon.system', true), '') IS NOT NULL)";

/// The expression within a sub-select of one.
constexpr std::string_view without_subselect(std::string_view text) noexcept {
    constexpr std::string_view beginning = "(SELECT ";
    return text.substr(beginning.size(), text.size() - beginning.size() - 1);
}

} // namespace detail

/// The policies of a table. `distribute`: as Citus takes them.
TENON_RARE std::vector<policy_snapshot> policies_of(const table_definition& table, bool distribute = false) {
    std::vector<policy_snapshot> policies;
    const auto add = [&](std::string_view name, std::string_view verbs, std::string_view condition) {
        policies.push_back({std::string(name), std::string(verbs), std::string(condition)});
    };
    const tenancy_definition& tenancy = table.tenancy;
    const std::string_view tenant = distribute ? detail::without_subselect(detail::policy_tenant) : detail::policy_tenant;
    const std::string system(distribute ? detail::without_subselect(detail::policy_system) : detail::policy_system);
    switch (tenancy.kind) {
    case tenancy_kind::none: break; // such a model has no repository, and nobody reads it
    case tenancy_kind::shared:
        add("tenon_shared", "SELECT", "true");
        add("tenon_system", "ALL", system);
        break;
    default:
        const std::string whose =
            detail::of_tenant(tenancy, quoted_identifier(table.name), tenant,
                              [](const parent_definition& parent) { return postgres_name(parent.schema, parent.table); });
        if (table.is_audit_trail) { // tenants read theirs; what they change adds to it, and nothing else
            add("tenon_tenant", "SELECT", whose);
            add("tenon_trail", "INSERT", whose + " AND pg_catalog.pg_trigger_depth() > 0");
            add("tenon_system", "ALL", system);
        } else add("tenon_tenant", "ALL", whose + " OR " + system);
        if (tenancy.kind == tenancy_kind::tenant_or_shared)
            add("tenon_shared", "SELECT", quoted_identifier(tenancy.column) + (table.own_layout ? " = ''" : " IS NULL"));
    }
    return policies;
}

TENON_RARE std::string create_policy(const table_snapshot& table, const policy_snapshot& policy) {
    return "CREATE POLICY " + quoted_identifier(policy.name) + " ON " + postgres_name(table) + " FOR " + policy.verbs +
           (policy.verbs == "INSERT" ? " WITH CHECK (" : " USING (") + policy.condition + ")";
}

/// What turns the policies of a table on, and makes them.
TENON_RARE std::vector<std::string> create_policies(const table_snapshot& table) {
    std::vector<std::string> texts;
    if (table.row_security)
        texts.push_back("ALTER TABLE " + postgres_name(table) + " ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY");
    for (const auto& policy : table.policies) texts.push_back(create_policy(table, policy));
    return texts;
}

} // namespace tenon::inline TENON_ABI::sql
