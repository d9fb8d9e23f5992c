// tenon/sql/ddl/sqlite_catalog.hpp: how a schema is read from SQLite: one query for each kind of object.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/ddl/literal.hpp>
#include <tenon/sql/ddl/names.hpp>
#include <tenon/sql/ddl/schema_dialect.hpp>
#include <tenon/sql/ddl/sqlite_table_text.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace tenon::inline TENON_ABI::sql {

namespace detail::sqlite_catalog {

inline table_snapshot* table_named(schema_snapshot& schema, const std::string& name) {
    for (auto& table : schema.tables)
        if (table.name == name) return &table;
    return nullptr;
}

TENON_RARE void read_table(schema_snapshot& schema, const catalog_row& row) {
    table_snapshot& table = schema.tables.emplace_back();
    table.name = *row[0];
    table.clustered = *row[1] == "1";
    table.strict = *row[2] == "1";
    table.is_derived = table.name.starts_with(quota_table);
    sqlite_table_text text = read_sqlite_table(*row[3]);
    table.primary_key_name = std::move(text.primary_key_name);
    for (auto& check : text.checks) table.checks.push_back({std::move(check.name), std::move(check.condition)});
    // Their columns and targets come later, from the database itself.
    for (auto& name : text.foreign_key_names) table.foreign_keys.push_back({.name = std::move(name)});
    for (auto& column : text.collations) table.columns.push_back({.name = column.column, .type = " " + column.text});
    for (auto& column : text.computed) {
        if (table.find(column.column) == nullptr) table.columns.push_back({.name = column.column});
        for (auto& held : table.columns)
            if (held.name == column.column) held.computed = column.text;
    }
    if (text.autoincrement) table.primary_key = {""}; // the name comes later
}

/// A literal as it is; anything else in brackets, as DEFAULT wants it.
TENON_RARE std::string default_text(const std::string& text) {
    const auto tokens = tokens_of(text);
    const bool is_signed = tokens.size() == 2 && (tokens[0].is_symbol('-') || tokens[0].is_symbol('+'));
    return tokens.size() <= 1 || is_signed ? text : "(" + text + ")";
}

/// What was known of a column before it is read stands in front of the others.
TENON_RARE void read_column(schema_snapshot& schema, const catalog_row& row) {
    table_snapshot* table = table_named(schema, *row[0]);
    if (table == nullptr) return;
    column_snapshot column{.name = *row[1], .type = *row[2]};
    for (auto held = table->columns.begin(); held != table->columns.end(); ++held)
        if (held->name == column.name) {
            column.type += held->type;
            column.computed = held->computed;
            table->columns.erase(held);
            break;
        }
    column.nullable = *row[3] == "0";
    if (row[4]) column.default_text = default_text(*row[4]);
    const std::size_t place = std::stoul(*row[5]);
    if (place != 0) {
        const bool counted = table->primary_key.size() == 1 && table->primary_key[0].empty();
        if (counted) column.numbered = numbering::autoincrement;
        if (table->primary_key.size() < place) table->primary_key.resize(place);
        table->primary_key[place - 1] = column.name;
    }
    table->columns.push_back(std::move(column));
}

/// One that plain columns do not describe wholly is not tenon's, whatever its name.
TENON_RARE void read_index(schema_snapshot& schema, const catalog_row& row) {
    table_snapshot* table = table_named(schema, *row[0]);
    if (table == nullptr) return;
    if (table->indexes.empty() || table->indexes.back().name != *row[1]) {
        index_snapshot& index = table->indexes.emplace_back();
        index.name = *row[1];
        index.unique = *row[2] == "1";
        index.is_constraint = *row[3] == "u";
        index.is_ours = !index.is_constraint && is_generated_name(index.name);
        if (row[6]) {
            auto [has_order, condition] = read_sqlite_index(*row[6]);
            index.condition = std::move(condition);
            index.is_ours = index.is_ours && !has_order;
        }
    }
    index_snapshot& index = table->indexes.back();
    index.is_ours = index.is_ours && row[4];
    if (row[6] && !index.is_ours) index.text = *row[6];
    index.keys.push_back({row[4].value_or(""), *row[5] == "1"});
}

TENON_RARE void read_foreign_key(schema_snapshot& schema, const catalog_row& row) {
    table_snapshot* table = table_named(schema, *row[0]);
    const std::size_t place = std::stoul(*row[1]); // the last one is the first in the list
    if (table == nullptr || place >= table->foreign_keys.size()) return;
    foreign_key_snapshot& key = table->foreign_keys[table->foreign_keys.size() - 1 - place];
    key.target = *row[2];
    key.columns.push_back(*row[3]);
    // One that names no columns leads to the primary key, which was read before; there may be none.
    const table_snapshot* target = row[4] ? nullptr : table_named(schema, key.target);
    if (row[4]) key.target_columns.push_back(*row[4]);
    else if (target != nullptr && key.target_columns.size() < target->primary_key.size())
        key.target_columns.push_back(target->primary_key[key.target_columns.size()]);
    key.on_update = *row[5];
    key.on_delete = *row[6];
}

/// Triggers that keep references have their names: `Post_authorId_fkey_delete`.
inline bool is_reference_trigger(std::string_view name) {
    const std::size_t last = name.find_last_of('_');
    if (last == name.npos) return false;
    const std::string_view event = name.substr(last + 1);
    std::string_view rest = name.substr(0, last);
    if (event == "null" && rest.ends_with("_set")) rest.remove_suffix(4);
    else if (event != "insert" && event != "update" && event != "delete") return false;
    return is_generated_name(rest);
}

TENON_RARE void read_trigger(schema_snapshot& schema, const catalog_row& row) {
    schema.triggers.push_back({.table = *row[0], .name = *row[1], .text = *row[2], .is_ours = is_reference_trigger(*row[1]) || row[1]->starts_with("tenon_")});
}

TENON_RARE void read_search(schema_snapshot& schema, const catalog_row& row) {
    schema.searches.push_back({.table = *row[0], .name = *row[1], .text = *row[2], .rows_name = *row[3], .rows_text = *row[4]});
}

// Other virtual tables than those of text_search are not read, nor those that keep their contents.
inline constexpr std::array queries{
    catalog_query{"SELECT s.name, CAST(l.wr AS TEXT), CAST(l.strict AS TEXT), s.sql FROM sqlite_schema AS s "
                  "JOIN pragma_table_list AS l ON l.schema = 'main' AND l.name = s.name AND l.type = 'table' "
                  "WHERE s.type = 'table' AND s.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
                  "AND s.name NOT LIKE 'tenon\\_searched\\_%' ESCAPE '\\' ORDER BY s.name",
                  4, &read_table},
    catalog_query{"SELECT s.name, c.name, c.type, CAST(c.\"notnull\" AS TEXT), c.dflt_value, CAST(c.pk AS TEXT) "
                  "FROM sqlite_schema AS s, pragma_table_xinfo(s.name) AS c WHERE s.type = 'table' AND c.hidden <> 1 "
                  "AND s.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY s.name, c.cid",
                  6, &read_column},
    catalog_query{"SELECT s.name, i.name, CAST(i.\"unique\" AS TEXT), i.origin, k.name, CAST(k.\"desc\" AS TEXT), d.sql "
                  "FROM sqlite_schema AS s, pragma_index_list(s.name) AS i, pragma_index_xinfo(i.name) AS k "
                  "LEFT JOIN sqlite_schema AS d ON d.type = 'index' AND d.name = i.name "
                  "WHERE s.type = 'table' AND i.origin <> 'pk' AND k.key = 1 ORDER BY s.name, i.name, k.seqno",
                  7, &read_index},
    catalog_query{"SELECT s.name, CAST(f.id AS TEXT), f.\"table\", f.\"from\", f.\"to\", f.on_update, f.on_delete "
                  "FROM sqlite_schema AS s, pragma_foreign_key_list(s.name) AS f WHERE s.type = 'table' "
                  "ORDER BY s.name, f.id DESC, f.seq",
                  7, &read_foreign_key},
    catalog_query{"SELECT tbl_name, name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY name", 3, &read_trigger},
    // Half of one too, which is to be made anew.
    catalog_query{"SELECT n.name, 'tenon_search_' || n.name, coalesce(w.sql, ''), 'tenon_searched_' || n.name, coalesce(r.sql, '') FROM "
                  "(SELECT substr(name, 14) AS name FROM sqlite_schema WHERE name LIKE 'tenon\\_search\\_%' ESCAPE '\\' "
                  "AND sql LIKE 'CREATE VIRTUAL TABLE%' UNION SELECT substr(name, 16) FROM sqlite_schema WHERE type = 'table' "
                  "AND name LIKE 'tenon\\_searched\\_%' ESCAPE '\\') AS n "
                  "LEFT JOIN sqlite_schema AS w ON w.type = 'table' AND w.name = 'tenon_search_' || n.name "
                  "LEFT JOIN sqlite_schema AS r ON r.type = 'table' AND r.name = 'tenon_searched_' || n.name ORDER BY n.name",
                  5, &read_search},
};

} // namespace detail::sqlite_catalog

} // namespace tenon::inline TENON_ABI::sql
