// tenon/sql/ddl/postgres_long_names.hpp: names that PostgreSQL would cut: a table would be there under another name than its model's,
// and look like one that nobody wants.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/error.hpp>
#include <tenon/sql/ddl/parts.hpp>
#include <tenon/sql/ddl/postgres_types.hpp>
#include <tenon/sql/ddl/table.hpp>
#include <tenon/sql/dialect/postgres.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

/// errc::unsupported, with the first model that has such names, and in the message all of them; errc::ok: none. Names of
/// constraints and indexes are made to fit.
TENON_RARE error refuse_long_names(const std::vector<table_definition>& tables, const ddl_options& options) {
    error first;
    const auto look = [&](const table_definition& table, std::string_view name) {
        if (name.size() <= postgres_dialect::longest_name) return;
        if (first.model.empty()) {
            first.code = errc::unsupported;
            first.model = table.model;
        }
        first.message.append(first.message.empty() ? "PostgreSQL keeps 63 bytes of a name: give " : ", ").append(table.model);
        first.message.append(" another one for ").append(name);
    };
    for (const auto& table : tables) {
        look(table, table.schema);
        look(table, table.name);
        for (const auto& column : table.columns) {
            look(table, column.name);
            if (has_enum_type(column, table, options)) look(table, column.enum_name);
        }
    }
    if (first.code != errc::ok) first.message.append(". ").append(message(first.code));
    return first;
}

} // namespace tenon::inline TENON_ABI::sql
