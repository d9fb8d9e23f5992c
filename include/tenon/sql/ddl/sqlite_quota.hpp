// tenon/sql/ddl/sqlite_quota.hpp: how many rows a tenant may have on SQLite, kept by triggers behind the statement that adds some:
// what it does to rows that were there, or leaves out as duplicates, is not counted.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/ddl/literal.hpp>
#include <tenon/sql/ddl/snapshot.hpp>
#include <tenon/sql/ddl/table.hpp>

#include <string>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

/// SQLite has one writer at a time: what is counted stays so until the statement has ended.
TENON_RARE void add_sqlite_quotas(const std::vector<table_definition>& tables, std::vector<trigger_snapshot>& made) {
    for (const auto& table : tables) {
        if (!table.quota) continue;
        const std::string tenant = "NEW." + quoted_identifier(table.tenancy.column);
        const std::string name = "tenon_quota_" + table.name;
        made.push_back({.table = table.name,
                        .name = name,
                        .text = "CREATE TRIGGER " + quoted_identifier(name) + " AFTER INSERT ON " + quoted_identifier(table.name) +
                                " FOR EACH ROW WHEN (SELECT " + quoted_identifier(table.quota->limit) + " FROM " +
                                quoted_identifier(table.quota->root) + " WHERE " + quoted_identifier(table.quota->key) + " = " + tenant +
                                ") < (SELECT count(*) FROM " + quoted_identifier(table.name) + " WHERE " +
                                quoted_identifier(table.tenancy.column) + " = " + tenant + ")\nBEGIN\n    SELECT RAISE(ABORT, " +
                                quoted_text("tenon_quota:" + table.quota->name) + ");\nEND"});
    }
}

} // namespace tenon::inline TENON_ABI::sql
