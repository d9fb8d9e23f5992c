// tenon/sql/ddl/audit.hpp: what the triggers that write the trail have in common.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/ddl/literal.hpp>
#include <tenon/sql/ddl/table.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

/// The table of the trail, or nullptr.
TENON_COLD const table_definition* find_audit_trail(const auto& tables) {
    for (const auto& table : tables)
        if (table.is_audit_trail) return &table;
    return nullptr;
}

/// A kind of change, as triggers and as the trail call it, and which of the two rows there are.
struct audited_event {
    std::string_view event;
    std::string_view suffix;
    std::string_view action;
    bool has_old;
    bool has_new;
    std::string_view row() const noexcept { return has_new ? "NEW" : "OLD"; }
};
inline constexpr audited_event audited_events[] = {{"INSERT", "insert", "create", false, true},
                                                   {"UPDATE", "update", "update", true, true},
                                                   {"DELETE", "delete", "remove", true, false}};

/// The columns of the trail that a trigger fills; the rest number themselves.
inline constexpr std::string_view audit_columns =
    "\"tenantId\", \"model\", \"action\", \"key\", \"before\", \"after\", \"at\"";

/// A value that secrets leave in the trail: that there is one is told, and that is all.
inline constexpr std::string_view audit_secret = "[secret]";

/// Whether the trail holds a column: those that the struct shows.
inline bool is_audited(const column_definition& column) noexcept { return !column.field.empty(); }

/// Whether a column is part of the key as the program sees it: without the tenant.
TENON_COLD bool is_in_audited_key(const auto& table, const auto& column) {
    const bool in_key = std::find(table.primary_key.begin(), table.primary_key.end(), column.name) != table.primary_key.end();
    const bool is_root = table.tenancy.kind == tenancy_kind::root;
    return in_key && is_audited(column) && (is_root || column.name != table.tenancy.column);
}

/// Whose change it is: the row's tenant, or nobody's.
TENON_COLD std::string audited_tenant(const auto& table, std::string_view row) {
    if (table.tenancy.column.empty()) return table.own_layout ? "''" : "NULL";
    return std::string(row).append(".").append(quoted_identifier(table.tenancy.column));
}

} // namespace tenon::inline TENON_ABI::sql
