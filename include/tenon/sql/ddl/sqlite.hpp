// tenon/sql/ddl/sqlite.hpp: tables as SQLite creates them: strict types and CHECKs in tenon's own layout, Prisma's words
// in layout::prisma.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/ddl/literal.hpp>
#include <tenon/sql/ddl/parts.hpp>
#include <tenon/sql/ddl/snapshot.hpp>
#include <tenon/sql/ddl/sqlite_audit.hpp>
#include <tenon/sql/ddl/sqlite_quota.hpp>
#include <tenon/sql/ddl/sqlite_references.hpp>
#include <tenon/sql/ddl/sqlite_search.hpp>
#include <tenon/sql/ddl/sqlite_types.hpp>
#include <tenon/sql/ddl/table.hpp>
#include <tenon/sql/dialect/sqlite.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

template <std::same_as<sqlite_dialect> Dialect> struct ddl<Dialect> {
    /// Tables as the database will have them.
    TENON_COLD static schema_snapshot describe(const std::vector<table_definition>& tables, const ddl_options&) {
        schema_snapshot made;
        for (const auto& table : tables) made.tables.push_back(describe_table(table));
        for (const auto& table : tables) add_triggers(table, made.triggers);
        add_sqlite_audit(tables, made.triggers);
        add_sqlite_quotas(tables, made);
        add_sqlite_searches(tables, made);
        return made;
    }

    /// The statements that create all tables: tables first, then indexes, then what keeps their words, then triggers.
    TENON_COLD static std::vector<std::string> create_all(const schema_snapshot& schema) {
        std::vector<std::string> texts;
        for (const auto& table : schema.tables) texts.push_back(create_table(table));
        for (const auto& table : schema.tables)
            for (const auto& index : table.indexes) texts.push_back(create_index(table, index));
        for (const auto& search : schema.searches) {
            texts.push_back(search.rows_text);
            texts.push_back(search.text);
        }
        for (const auto& trigger : schema.triggers) texts.push_back(trigger.text);
        return texts;
    }
    TENON_COLD static std::vector<std::string> create_all(const std::vector<table_definition>& tables,
                                                          const ddl_options& options) {
        return create_all(describe(tables, options));
    }

    static std::string literal(const wire_value& value, column_type, bool) { return sqlite_literal(value); }

    /// A value behind DEFAULT, where whatever is more than a literal needs parentheses.
    TENON_COLD static std::string default_literal(const wire_value& value, column_type, bool own_layout) {
        if (const bool* truth = std::get_if<bool>(&value); truth != nullptr && !own_layout)
            return *truth ? "true" : "false";
        std::string text = sqlite_literal(value);
        if (text.starts_with("CAST(")) text = "(" + text + ")";
        return text;
    }

    /// `length` stops at a NUL byte: a text with one is not counted here.
    TENON_COLD static std::string has_length(const std::string& column, std::string_view comparison, std::size_t count) {
        std::string text = "length(" + column + ") " + std::string(comparison) + " " + std::to_string(count);
        if (comparison == ">=") text += " OR instr(" + column + ", char(0)) > 0";
        return text;
    }

    TENON_COLD static table_snapshot describe_table(const auto& table) {
        table_snapshot made{.name = table.name,
                            .strict = table.own_layout,
                            .clustered = table.own_layout && table.clustered,
                            .as_prisma = !table.own_layout,
                            .model = table.model,
                            .renamed_from = table.renamed_from};
        if (table.own_layout) made.primary_key_name = table.primary_key_name;
        made.primary_key = table.primary_key;
        for (const auto& column : table.columns) {
            made.columns.push_back({.name = column.name,
                                    .type = std::string(sqlite_type(column, table.own_layout)),
                                    .nullable = column.nullable,
                                    .default_text = default_of(column, table),
                                    .numbered = column.autoincrement ? numbering::autoincrement : numbering::none,
                                    .renamed_from = column.renamed_from,
                                    .fill = column.fill});
            if (column.autoincrement) count_by(column, table, made);
            if (!table.own_layout) continue;
            if (std::string condition = sqlite_check(column); !condition.empty())
                made.checks.push_back({column.check_name, std::move(condition)});
        }
        for (const auto& rule : table.checks) made.checks.push_back({rule.name, rule.condition});
        for (const auto* index : in_creation_order(table)) {
            auto& described = made.indexes.emplace_back();
            described.name = index->name;
            described.unique = index->unique;
            described.condition = index->condition;
            for (const auto& key : index->columns) described.keys.push_back({key.name, key.descending});
        }
        for (const auto& key : table.foreign_keys) {
            if (key.to_shared_too || key.from_shared_too) continue;
            const bool by_trigger = detail::sqlite_triggers::nulls_by_trigger(key);
            made.foreign_keys.push_back({.name = key.name,
                                         .columns = key.columns,
                                         .target = key.target,
                                         .target_columns = key.target_columns,
                                         .on_delete = std::string(by_trigger ? "NO ACTION" : spelled_action(key.on_delete)),
                                         .on_update = std::string(spelled_action(key.on_update))});
        }
        return made;
    }

    TENON_COLD static std::string create_table(const auto& table) { return create_table(table, table.name); }

    /// The same table under another name. What refers to the table itself goes on calling it by its own.
    TENON_COLD static std::string create_table(const auto& table, std::string_view name) {
        std::string text = "CREATE TABLE " + quoted_identifier(name) + " (";
        std::string_view comma = "\n    ";
        const auto next = [&] {
            text += comma;
            comma = ",\n    ";
        };
        bool counted = false;
        for (const auto& column : table.columns) counted = counted || column.numbered == numbering::autoincrement;
        const bool key_in_column = counted || (table.primary_key_name.empty() && table.primary_key.size() == 1);
        for (const auto& column : table.columns) {
            next();
            const bool is_key = key_in_column && table.primary_key[0] == column.name;
            text += define_column(column, !is_key ? "" : counted ? " PRIMARY KEY AUTOINCREMENT" : " PRIMARY KEY");
        }
        if (!key_in_column && !table.primary_key.empty()) {
            next();
            if (table.as_prisma) text.insert(text.size() - 4, "\n");
            add_name(text, table.primary_key_name);
            text.append("PRIMARY KEY (").append(quoted_list(table.primary_key)).append(")");
        }
        for (const auto& index : table.indexes) {
            if (!index.is_constraint) continue;
            next();
            text += "UNIQUE " + keys_of(index);
        }
        for (const auto& key : table.foreign_keys) {
            next();
            add_name(text, key.name);
            text.append("FOREIGN KEY (").append(quoted_list(key.columns)).append(") REFERENCES ");
            text.append(quoted_identifier(key.target));
            if (!key.target_columns.empty()) text.append(" (").append(quoted_list(key.target_columns)).append(")");
            text.append(" ON DELETE ").append(key.on_delete).append(" ON UPDATE ").append(key.on_update);
        }
        for (const auto& check : table.checks) {
            next();
            add_name(text, check.name);
            text.append("CHECK (").append(check.condition).append(")");
        }
        text += "\n)";
        if (table.strict) text += table.clustered ? " STRICT, WITHOUT ROWID" : " STRICT";
        else if (table.clustered) text += " WITHOUT ROWID";
        return text;
    }

    TENON_COLD static std::string define_column(const auto& column, std::string_view key = {}) {
        std::string text = quoted_identifier(column.name);
        if (!column.type.empty()) text.append(" ").append(column.type);
        if (!column.nullable) text += " NOT NULL";
        text += key;
        if (!column.default_text.empty()) text.append(" DEFAULT ").append(column.default_text);
        if (!column.computed.empty()) text.append(" ").append(column.computed);
        return text;
    }

    TENON_COLD static std::string create_index(const auto& table, const auto& index) {
        if (!index.text.empty()) return index.text;
        std::string text = index.unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ";
        text.append(quoted_identifier(index.name)).append(" ON ").append(quoted_identifier(table.name)).append(keys_of(index));
        if (!index.condition.empty()) text.append(" WHERE ").append(index.condition);
        return text;
    }

private:
    static std::string default_of(const auto& column, const auto& table) {
        if (column.default_literal) return *column.default_literal;
        return column.created_at && !table.own_layout ? "CURRENT_TIMESTAMP" : "";
    }

    /// SQLite counts by its own row number only, so such a table cannot have the tenant in its primary key. References to it
    /// lead with the tenant all the same.
    static void count_by(const auto& column, const auto& table, auto& made) {
        if (table.primary_key.size() > 1) {
            auto& index = made.indexes.emplace_back();
            index.name = table.primary_key_name;
            index.unique = true;
            for (const auto& key : table.primary_key) index.keys.push_back({key});
        }
        made.primary_key = {column.name};
        made.primary_key_name.clear();
    }

    static std::string keys_of(const auto& index) {
        std::string text = "(";
        std::string_view comma;
        for (const auto& key : index.keys) {
            text.append(comma).append(quoted_identifier(key.text)).append(key.descending ? " DESC" : "");
            comma = ", ";
        }
        return text + ')';
    }
    static void add_name(std::string& text, std::string_view name) {
        if (!name.empty()) text.append("CONSTRAINT ").append(quoted_identifier(name)).append(" ");
    }
};

} // namespace tenon::inline TENON_ABI::sql
