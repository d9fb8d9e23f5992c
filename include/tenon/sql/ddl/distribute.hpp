// tenon/sql/ddl/distribute.hpp: tables on the nodes of a Citus cluster. Rows of a tenant lie together on one node, whatever
// table they are in; tables that belong to no tenant, and the root, are copied to every node.
//
// Source: the documentation of Citus, and what a cluster of 13.0 says. Tables come first, then their distribution, then
// what refers from one to another.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/error.hpp>
#include <tenon/sql/ddl/parts.hpp>
#include <tenon/sql/ddl/postgres_types.hpp>
#include <tenon/sql/ddl/snapshot.hpp>
#include <tenon/sql/ddl/table.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

/// Before all others: one node after the other, so that what was made in this transaction can be referred to in it.
inline constexpr std::string_view distribute_in_turn = "SET LOCAL citus.multi_shard_modify_mode TO 'sequential'";

/// Whether the rows of a table are spread by their tenant. Others are on every node.
inline bool is_distributed(const table_definition& table) noexcept {
    switch (table.tenancy.kind) {
    case tenancy_kind::none:
    case tenancy_kind::root:
    case tenancy_kind::shared: return false;
    default: return true;
    }
}

/// The statements that distribute tables which have no foreign keys yet. `beside`: the name of one whose rows are spread already, as
/// a literal; empty: there is none.
TENON_RARE std::vector<std::string> distribute_tables(const std::vector<table_snapshot>& tables, std::string beside = {}) {
    std::vector<std::string> texts;
    for (const auto& table : tables)
        if (table.spread_by && table.spread_by->empty())
            texts.push_back("SELECT create_reference_table(" + quoted_text(postgres_name(table)) + ")");
    for (const auto& table : tables) {
        if (!table.spread_by || table.spread_by->empty()) continue;
        const std::string name = quoted_text(postgres_name(table));
        texts.push_back("SELECT create_distributed_table(" + name + ", " + quoted_text(*table.spread_by) +
                        ", colocate_with => " + (beside.empty() ? "'none'" : beside) + ")");
        if (beside.empty()) beside = name; // the others lie where it does
    }
    return texts;
}

namespace detail {

/// Why Citus refuses a reference, or an empty text.
TENON_RARE std::string_view refuse_reference(const table_definition& table, const foreign_key_definition& key,
                                                    const std::vector<table_definition>& tables) {
    if (key.to_shared_too || key.from_shared_too)
        return "rows without a tenant take part in it, so that triggers would have to keep it";
    const auto target = std::find_if(tables.begin(), tables.end(), [&](const table_definition& held) {
        return held.name == key.target && held.schema == key.target_schema;
    });
    const bool leads_to_tenants = target != tables.end() && is_distributed(*target);
    if (!is_distributed(table))
        return leads_to_tenants ? "it leads from a table that is on every node to one whose rows are spread" : "";
    const bool has_tenant = std::find(key.columns.begin(), key.columns.end(), table.tenancy.column) != key.columns.end();
    if (leads_to_tenants && !has_tenant) return "it does not have the tenant in it";
    if (!has_tenant) return "";
    if (key.on_update == on_update::cascade || key.on_update == on_update::set_null)
        return "ON UPDATE would change the tenant, which says where a row lies";
    if (key.on_delete == on_delete::set_null)
        return "ON DELETE SET NULL is refused for references with the tenant in them, even where the tenant stays: choose "
               "another on_delete";
    return "";
}

} // namespace detail

/// errc::unsupported, with the first model that Citus cannot have so, and in the message all of them and why; errc::ok:
/// none.
TENON_RARE error refuse_distribution(const std::vector<table_definition>& tables) {
    error first;
    std::string reasons;
    const auto refuse = [&](const table_definition& table, std::string_view constraint, std::string_view why) {
        if (first.model.empty()) {
            first.model = table.model;
            first.constraint = constraint;
        }
        reasons.append(reasons.empty() ? "Citus cannot have these tables: " : "; ").append(table.model);
        if (!constraint.empty()) reasons.append(" (").append(constraint).append(")");
        reasons.append(": ").append(why);
    };
    for (const auto& table : tables) {
        if (!table.own_layout) {
            refuse(table, {}, "in layout::prisma keys do not lead with the tenant");
            break; // nor those of the others
        }
        if (table.quota) refuse(table, table.quota->name, "triggers count its rows, and Citus has none on tables that are spread");
        if (table.audited) refuse(table, {}, "its trail is written by triggers, and Citus has none on tables that are spread");
        for (const auto& key : table.foreign_keys)
            if (const std::string_view why = detail::refuse_reference(table, key, tables); !why.empty())
                refuse(table, key.name, why);
    }
    if (reasons.empty()) return {};
    first.code = errc::unsupported;
    first.message = reasons + ". " + std::string(message(errc::unsupported));
    return first;
}

} // namespace tenon::inline TENON_ABI::sql
