// tenon/sql/ddl/of_tenant.hpp: whose a row is, as a condition that is written when the program runs: for policies and guards.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/ddl/literal.hpp>
#include <tenon/sql/ddl/table.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace tenon::inline TENON_ABI::sql::detail {

/// Whether a row, or the parent that says whose it is, is the tenant's. `row` is how the row's table is called here; `name` writes
/// the name of a parent's table.
TENON_COLD std::string of_tenant(const auto& tenancy, const std::string& row, std::string_view tenant, auto name, std::size_t depth = 0) {
    if (depth == tenancy.parents.size())
        return (depth == 0 ? "" : row + ".") + quoted_identifier(tenancy.column) + " = " + std::string(tenant);
    const auto& parent = tenancy.parents[depth];
    const std::string alias = quoted_identifier("tenon_parent" + (depth == 0 ? "" : std::to_string(depth + 1)));
    return "EXISTS (SELECT 1 FROM " + name(parent) + " AS " + alias + " WHERE " + alias + "." + quoted_identifier(parent.key) +
           " = " + row + "." + quoted_identifier(parent.column) + " AND " + of_tenant(tenancy, alias, tenant, name, depth + 1) + ")";
}

} // namespace tenon::inline TENON_ABI::sql::detail
