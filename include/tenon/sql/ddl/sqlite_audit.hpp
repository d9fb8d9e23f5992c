// tenon/sql/ddl/sqlite_audit.hpp: the triggers that write the trail on SQLite: three for each table that has one.
#pragma once

#include <tenon/core/column_type.hpp>
#include <tenon/core/config.hpp>
#include <tenon/sql/ddl/audit.hpp>
#include <tenon/sql/ddl/literal.hpp>
#include <tenon/sql/ddl/snapshot.hpp>
#include <tenon/sql/ddl/table.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

namespace detail::sqlite_audit {

/// A text as JSON spells it. SQLite's JSON functions may not be called by what is stored in a database that is not trusted, as a
/// trigger is. A text with other control characters than tabs and ends of lines is shown by its bytes: replacing each of them would
/// nest deeper than SQLite's parser goes, and of a text with NUL other functions see the beginning only.
TENON_COLD std::string json_text_of(const auto& value) {
    std::string escaped = "replace(replace(" + value + R"(, '\', '\\'), '"', '\"'))";
    for (const auto& [code, sign] : {std::pair{9, 't'}, {10, 'n'}, {13, 'r'}})
        escaped = "replace(" + escaped + ", char(" + std::to_string(code) + R"(), '\)" + sign + "')";
    return "CASE WHEN instr(CAST(" + value + " AS BLOB), x'00') OR " + value +
           " GLOB '*[' || char(1) || '-' || char(8) || char(11) || char(12) || char(14) || '-' || char(31) || ']*'" +
           " THEN '\"hex:' || lower(hex(" + value + ")) || '\"' ELSE '\"' || " + escaped + " || '\"' END";
}

/// A value as JSON, or NULL.
TENON_COLD std::string json_of(const auto& column, const auto& value) {
    if (column.secret) return "CASE WHEN " + value + " IS NOT NULL THEN '\"" + std::string(audit_secret) + "\"' END";
    if (is_integer(column.type)) return value;
    switch (column.type) {
    case column_type::boolean: return "CASE " + value + " WHEN 1 THEN 'true' WHEN 0 THEN 'false' END";
    case column_type::bytes: return "CASE WHEN " + value + " IS NOT NULL THEN '\"' || lower(hex(" + value + ")) || '\"' END";
    case column_type::json:
    case column_type::list: return value;
    case column_type::float32:
    case column_type::float64: // what JSON has no number for is a text
        return "CASE WHEN abs(" + value + ") <= 1.7976931348623157e308 THEN printf('%!.17g', " + value + ") ELSE '\"' || " + value +
               " || '\"' END";
    case column_type::timestamp:
        return "'\"' || CASE typeof(" + value + ") WHEN 'integer' THEN coalesce(strftime('%Y-%m-%dT%H:%M:%fZ', " + value +
               " / 1000.0, 'unixepoch'), " + value + ") ELSE " + value + " END || '\"'";
    default: return json_text_of(value);
    }
}

/// A JSON object of a row's columns.
TENON_COLD std::string json_of_row(const auto& table, std::string_view row, auto wanted) {
    std::string text, before = "'{";
    for (const auto& column : table.columns) {
        if (!wanted(column)) continue;
        const std::string value = std::string(row) + "." + quoted_identifier(column.name);
        text += before + "\"" + column.field + "\":' || coalesce(" + json_of(column, value) + ", 'null')";
        before = " || ',";
    }
    return text + " || '}'";
}

} // namespace detail::sqlite_audit

/// The triggers of the tables whose changes leave a trail.
TENON_COLD void add_sqlite_audit(const auto& tables, auto& made) {
    const auto* trail = find_audit_trail(tables);
    if (trail == nullptr) return;
    const std::string now = trail->own_layout ? "CAST(round((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER)"
                                              : "strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')";
    for (const auto& table : tables) {
        if (!table.audited) continue;
        const auto row_of = [&](std::string_view row) { return detail::sqlite_audit::json_of_row(table, row, is_audited); };
        for (const audited_event& on : audited_events) {
            const auto key = detail::sqlite_audit::json_of_row(table, on.row(), [&](const auto& column) { return is_in_audited_key(table, column); });
            auto name = "tenon_audit_" + table.name + "_" + std::string(on.suffix);
            auto text = "CREATE TRIGGER " + quoted_identifier(name) + " AFTER " + std::string(on.event) + " ON " +
                               quoted_identifier(table.name) + " FOR EACH ROW\nBEGIN\n    INSERT INTO " + quoted_identifier(trail->name) + " (" +
                               std::string(audit_columns) + ")\n    VALUES (" + audited_tenant(table, on.row()) + ", " + quoted_text(table.model) +
                               ", " + quoted_text(on.action) + ", " + key + ",\n        " + (on.has_old ? row_of("OLD") : "NULL") + ",\n        " +
                               (on.has_new ? row_of("NEW") : "NULL") + ",\n        " + now + ");\nEND";
            made.push_back({.table = table.name, .name = std::move(name), .text = std::move(text)});
        }
    }
}

} // namespace tenon::inline TENON_ABI::sql
