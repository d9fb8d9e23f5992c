// tenon/sql/ddl/postgres_audit.hpp: the triggers that write the trail on PostgreSQL: a function and a trigger for each table
// that has one. They run as who writes: row-level security holds for the trail too.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/ddl/audit.hpp>
#include <tenon/sql/ddl/literal.hpp>
#include <tenon/sql/ddl/names.hpp>
#include <tenon/sql/ddl/postgres_references.hpp>
#include <tenon/sql/ddl/postgres_types.hpp>
#include <tenon/sql/ddl/snapshot.hpp>
#include <tenon/sql/ddl/table.hpp>
#include <tenon/sql/dialect/postgres.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

namespace detail::postgres_audit {

/// A value as row_to_json shall spell it.
TENON_RARE std::string shown_to_json(const column_definition& column, const table_definition& table, const std::string& value) {
    if (column.secret) return "CASE WHEN " + value + " IS NOT NULL THEN " + quoted_text(audit_secret) + " END";
    switch (column.type) {
    case column_type::bytes: return "pg_catalog.encode(" + value + ", 'hex')";
    case column_type::decimal: return value + "::text";
    case column_type::timestamp: {
        const std::string utc = table.own_layout ? value + " AT TIME ZONE 'UTC'" : value;
        return "pg_catalog.to_char(" + utc + ", 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')";
    }
    default: return value;
    }
}

template <class Wanted>
TENON_COLD std::string json_of_row(const table_definition& table, const table_definition& trail, std::string_view row, Wanted wanted) {
    std::string text = "(SELECT pg_catalog.row_to_json(held) FROM (SELECT ";
    std::string_view comma;
    for (const auto& column : table.columns) {
        if (!wanted(column)) continue;
        text.append(comma).append(shown_to_json(column, table, std::string(row) + "." + quoted_identifier(column.name)));
        text.append(" AS ").append(quoted_identifier(column.field));
        comma = ", ";
    }
    return text + ") AS held)" + (trail.own_layout ? "" : "::jsonb");
}

} // namespace detail::postgres_audit

/// The triggers of the tables whose changes leave a trail.
TENON_RARE void add_postgres_audit(const std::vector<table_definition>& tables, std::vector<trigger_snapshot>& made) {
    const table_definition* trail = find_audit_trail(tables);
    if (trail == nullptr) return;
    const std::string_view now = trail->own_layout ? "pg_catalog.clock_timestamp()" : "pg_catalog.clock_timestamp() AT TIME ZONE 'UTC'";
    for (const auto& table : tables) {
        if (!table.audited) continue;
        const auto row_of = [&](std::string_view row) { return detail::postgres_audit::json_of_row(table, *trail, row, is_audited); };
        std::string body;
        for (const audited_event& on : audited_events) {
            const auto key =
                detail::postgres_audit::json_of_row(table, *trail, on.row(), [&](const auto& column) { return is_in_audited_key(table, column); });
            body.append(body.empty() ? "    IF" : "    ELSIF").append(" TG_OP = ").append(quoted_text(on.event)).append(" THEN\n");
            body.append("        INSERT INTO ").append(postgres_name(*trail)).append(" (").append(audit_columns).append(")\n");
            body.append("        VALUES (").append(audited_tenant(table, on.row())).append(", ").append(quoted_text(table.model));
            body.append(", ").append(quoted_text(on.action)).append(", ").append(key).append(",\n            ");
            body.append(on.has_old ? row_of("OLD") : "NULL").append(",\n            ");
            body.append(on.has_new ? row_of("NEW") : "NULL").append(",\n            ").append(now).append(");\n");
        }
        body += "    END IF;\n    RETURN NULL;";
        const std::string name = constraint_name("tenon_audit_" + table.name, {}, "row", postgres_dialect::longest_name);
        const std::string function = postgres_name(table.schema, name) + "()";
        made.push_back({.schema = std::string(table.schema.empty() ? postgres_dialect::default_schema : table.schema),
                        .table = table.name,
                        .name = name,
                        .text = "CREATE TRIGGER " + quoted_identifier(name) + " AFTER INSERT OR DELETE OR UPDATE ON " + postgres_name(table) +
                                " FOR EACH ROW EXECUTE FUNCTION " + function,
                        .function = function,
                        .function_text = "CREATE FUNCTION " + function +
                                         " RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS " +
                                         dollar_quoted("BEGIN\n" + body + "\nEND")});
    }
}

} // namespace tenon::inline TENON_ABI::sql
