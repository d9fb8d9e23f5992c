// tenon/sql/raw/guarded_text.hpp: a raw text of SQLite, in which each name of a table means the tenant's own rows of it.
//
//     WITH "secret User" AS NOT MATERIALIZED (SELECT … FROM main."User" WHERE "tenantId" = ?2),
//          "User" AS NOT MATERIALIZED (SELECT * FROM "secret User")
//     SELECT email FROM User WHERE level > ?1
//
// A table expression comes before a table in the lookup of names. Names with a schema in front go past it: so the authorizer lets
// base tables be read by expressions with the secret name only, which is made anew for each text.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/ddl/of_tenant.hpp>
#include <tenon/sql/ddl/physical.hpp>
#include <tenon/sql/ddl/tokens.hpp>
#include <tenon/sql/dialect/sqlite.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

/// SQLite compares names without the case of ASCII letters.
TENON_RARE bool is_same_sqlite_name(std::string_view a, std::string_view b) noexcept {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

struct guarded_text {
    std::string text{};
    bool has_tenant = false;                ///< it has the parameter for the tenant
    std::vector<std::string> own{};         ///< names that it gives to table expressions itself
    std::vector<std::string> tables{};      ///< names of tables, which are table expressions in it
    std::vector<std::string> shared{};      ///< those of which a tenant sees all rows
};

namespace detail {

TENON_COLD bool names_table(const auto& tokens, std::string_view table) {
    for (const auto& token : tokens) {
        const bool is_name = token.kind == token_kind::word || token.kind == token_kind::quoted_name || token.kind == token_kind::text;
        const std::string_view value = token.value;
        if (is_name && is_same_sqlite_name(token.kind == token_kind::text ? value.substr(1, value.size() - 2) : value, table)) return true;
    }
    return false;
}

/// The names of table expressions: `name AS (`, `name (columns) AS NOT MATERIALIZED (`.
TENON_COLD std::vector<std::string> expression_names(const auto& tokens) {
    std::vector<std::string> names;
    for (std::size_t i = 1; i + 1 < tokens.size(); ++i) {
        std::size_t next = i + 1;
        if (!tokens[i].is_word("AS")) continue;
        if (tokens[next].is_word("NOT")) ++next;
        if (next < tokens.size() && tokens[next].is_word("MATERIALIZED")) ++next;
        if (next >= tokens.size() || !tokens[next].is_symbol('(')) continue;
        std::size_t name = i - 1;
        while (tokens[i - 1].is_symbol(')') && name > 0 && !tokens[name].is_symbol('(')) --name;
        if (tokens[name].is_symbol('(') && name > 0) --name;
        names.push_back(tokens[name].value);
    }
    return names;
}

TENON_RARE std::string main_table(std::string_view table) { return "main." + quoted_identifier(table); }

/// Which rows of a table a tenant sees; empty: all.
TENON_COLD std::string seen_rows(const auto& table, const std::string& tenant) {
    const auto& tenancy = table.tenancy;
    if (tenancy.kind == tenancy_kind::shared) return {};
    const auto own = of_tenant(tenancy, quoted_identifier(table.name), tenant, [](const auto& parent) { return main_table(parent.table); });
    if (tenancy.kind != tenancy_kind::tenant_or_shared) return " WHERE " + own;
    const auto column = quoted_identifier(tenancy.column);
    return " WHERE " + (table.own_layout ? column + " IN (" + tenant + ", '')" : own + " OR " + column + " IS NULL");
}

} // namespace detail

/// `text` has the placeholders of SQLite; `parameter` is the number that the tenant gets.
TENON_RARE guarded_text guard_text(std::string_view text, const schema_info& schema, const std::string& secret, std::size_t parameter) {
    const auto tokens = tokens_of(text, lexis::sqlite);
    const std::string tenant = "?" + std::to_string(parameter);
    guarded_text guarded{.own = detail::expression_names(tokens)};
    std::string list;
    for (const model_info* model : schema.models) {
        if (model->tenancy.kind == tenancy_kind::none || !detail::names_table(tokens, model->table)) continue;
        const table_definition table = physical_table(schema, *model, sqlite_dialect::longest_name);
        const std::string rows = detail::seen_rows(table, tenant);
        const std::string inner = quoted_identifier(secret + " " + table.name);
        std::string columns;
        for (const column_definition& column : table.columns) columns.append(columns.empty() ? "" : ", ").append(quoted_identifier(column.name));
        list.append(list.empty() ? "" : ", ").append(inner).append(" AS NOT MATERIALIZED (SELECT ").append(columns);
        list.append(" FROM ").append(detail::main_table(table.name)).append(rows).append("), ");
        list.append(quoted_identifier(table.name)).append(" AS NOT MATERIALIZED (SELECT * FROM ").append(inner).append(")");
        guarded.has_tenant = guarded.has_tenant || !rows.empty();
        if (rows.empty()) guarded.shared.push_back(table.name);
        guarded.tables.push_back(table.name);
    }
    if (list.empty()) guarded.text = text;
    else if (tokens[0].is_word("WITH")) {
        const bool recursive = tokens.size() > 1 && tokens[1].is_word("RECURSIVE");
        guarded.text.append("WITH ").append(list).append(",").append(text.substr(tokens[recursive ? 1 : 0].end));
    } else guarded.text.append("WITH ").append(list).append(" ").append(text);
    return guarded;
}

} // namespace tenon::inline TENON_ABI::sql
