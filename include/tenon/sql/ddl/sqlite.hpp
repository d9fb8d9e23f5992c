// tenon/sql/ddl/sqlite.hpp: tables as SQLite creates them: strict types and CHECKs in tenon's own layout, Prisma's words
// in layout::prisma.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/ddl/literal.hpp>
#include <tenon/sql/ddl/parts.hpp>
#include <tenon/sql/ddl/table.hpp>
#include <tenon/sql/dialect/sqlite.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

template <> struct ddl<sqlite_dialect> {
    /// The statements that create all tables: tables first, then indexes, then triggers.
    TENON_COLD static std::vector<std::string> create_all(const std::vector<table_definition>& tables, const ddl_options&) {
        std::vector<std::string> texts;
        for (const auto& table : tables) texts.push_back(create_table(table));
        for (const auto& table : tables)
            for (auto& text : create_indexes(table)) texts.push_back(std::move(text));
        for (const auto& table : tables)
            for (auto& text : create_triggers(table)) texts.push_back(std::move(text));
        return texts;
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

    /// The type of a column: one that STRICT tables know, or the one that Prisma gives.
    static std::string_view type_name(const column_definition& column, bool own_layout) {
        switch (column.type) {
        case column_type::boolean: return own_layout ? "INTEGER" : "BOOLEAN";
        case column_type::int64: return own_layout || column.autoincrement ? "INTEGER" : "BIGINT";
        case column_type::uint32: return own_layout ? "INTEGER" : "BIGINT";
        case column_type::int8:
        case column_type::int16:
        case column_type::int32:
        case column_type::uint8:
        case column_type::uint16: return "INTEGER";
        case column_type::float32:
        case column_type::float64: return "REAL";
        case column_type::bytes: return "BLOB";
        case column_type::timestamp: return own_layout ? "INTEGER" : "DATETIME";
        case column_type::decimal: return own_layout ? "TEXT" : "DECIMAL";
        case column_type::json: return own_layout ? "TEXT" : "JSONB";
        default: return "TEXT";
        }
    }

    /// What a value must be beyond its type, or an empty text.
    TENON_COLD static std::string check(const column_definition& column) {
        const std::string name = quoted_identifier(column.name);
        const auto between = [&](std::string_view low, std::string_view high) {
            return name + " BETWEEN " + std::string(low) + " AND " + std::string(high);
        };
        switch (column.type) {
        case column_type::boolean: return name + " IN (0, 1)";
        case column_type::int8: return between("-128", "127");
        case column_type::int16: return between("-32768", "32767");
        case column_type::int32: return between("-2147483648", "2147483647");
        case column_type::uint8: return between("0", "255");
        case column_type::uint16: return between("0", "65535");
        case column_type::uint32: return between("0", "4294967295");
        case column_type::json: return "json_valid(" + name + ")";
        case column_type::enumeration:
            return column.enumerators.empty() ? "" : name + " IN (" + text_list(column.enumerators) + ")";
        default: return {};
        }
    }

    /// `length` stops at a NUL byte: a text with one is not counted here.
    TENON_COLD static std::string has_length(const std::string& column, std::string_view comparison, std::size_t count) {
        std::string text = "length(" + column + ") " + std::string(comparison) + " " + std::to_string(count);
        if (comparison == ">=") text += " OR instr(" + column + ", char(0)) > 0";
        return text;
    }

    TENON_COLD static std::string create_table(const table_definition& table) {
        std::string text = "CREATE TABLE " + quoted_identifier(table.name) + " (";
        std::string_view comma = "\n    ";
        const auto next = [&] {
            text += comma;
            comma = ",\n    ";
        };
        const bool counted = has_autoincrement(table);
        const bool key_in_column = !table.own_layout && table.primary_key.size() == 1;
        for (const auto& column : table.columns) {
            next();
            text.append(quoted_identifier(column.name)).append(" ").append(type_name(column, table.own_layout));
            if (!column.nullable) text += " NOT NULL";
            if (column.autoincrement) text += " PRIMARY KEY AUTOINCREMENT";
            else if (key_in_column && table.primary_key[0] == column.name) text += " PRIMARY KEY";
            if (column.default_literal) text.append(" DEFAULT ").append(*column.default_literal);
            else if (column.created_at && !table.own_layout) text += " DEFAULT CURRENT_TIMESTAMP";
        }
        if (!counted && !key_in_column) {
            next();
            if (!table.own_layout) text.insert(text.size() - 4, "\n");
            if (table.own_layout)
                text.append("CONSTRAINT ").append(quoted_identifier(table.primary_key_name)).append(" ");
            text.append("PRIMARY KEY (").append(quoted_list(table.primary_key)).append(")");
        }
        for (const auto& key : table.foreign_keys) {
            if (key.to_shared_too || key.from_shared_too) continue;
            next();
            text.append("CONSTRAINT ").append(quoted_identifier(key.name)).append(" FOREIGN KEY (");
            text.append(quoted_list(key.columns)).append(") REFERENCES ").append(quoted_identifier(key.target));
            text.append(" (").append(quoted_list(key.target_columns)).append(") ON DELETE ").append(deletion(key));
            text.append(" ON UPDATE ").append(spelled_action(key.on_update));
        }
        if (table.own_layout)
            for (const auto& column : table.columns)
                if (const std::string condition = check(column); !condition.empty()) {
                    next();
                    text.append("CONSTRAINT ").append(quoted_identifier(column.check_name));
                    text.append(" CHECK (").append(condition).append(")");
                }
        for (const auto& check : table.checks) {
            next();
            text.append("CONSTRAINT ").append(quoted_identifier(check.name)).append(" CHECK (").append(check.condition).append(")");
        }
        text += "\n)";
        if (table.own_layout) text += table.clustered ? " STRICT, WITHOUT ROWID" : " STRICT";
        return text;
    }

    TENON_COLD static std::vector<std::string> create_indexes(const table_definition& table) {
        std::vector<std::string> texts;
        // SQLite counts by its own row number only, so such a table cannot have the tenant in its primary key. References
        // to it lead with the tenant all the same.
        if (has_autoincrement(table) && table.primary_key.size() > 1)
            texts.push_back("CREATE UNIQUE INDEX " + quoted_identifier(table.primary_key_name) + " ON " +
                            quoted_identifier(table.name) + "(" + quoted_list(table.primary_key) + ")");
        for (const index_definition* each : in_creation_order(table)) {
            const index_definition& index = *each;
            std::string text = index.unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ";
            text.append(quoted_identifier(index.name)).append(" ON ").append(quoted_identifier(table.name)).append("(");
            std::string_view comma;
            for (const auto& column : index.columns) {
                text.append(comma).append(quoted_identifier(column.name)).append(column.descending ? " DESC" : "");
                comma = ", ";
            }
            text += ')';
            if (!index.condition.empty()) text.append(" WHERE ").append(index.condition);
            texts.push_back(std::move(text));
        }
        return texts;
    }

    /// What foreign keys cannot say here: setting a reference to NULL without its tenant, and references to rows that may
    /// also be without a tenant.
    TENON_COLD static std::vector<std::string> create_triggers(const table_definition& table) {
        std::vector<std::string> texts;
        for (const auto& key : table.foreign_keys) {
            if (key.to_shared_too || key.from_shared_too) add_shared_reference(table, key, texts);
            else if (nulls_by_trigger(key))
                texts.push_back(trigger(key.name + "_set_null", "BEFORE DELETE ON " + quoted_identifier(key.target), "",
                                        set_null(table, key)));
        }
        return texts;
    }

private:
    static bool has_autoincrement(const table_definition& table) {
        for (const auto& column : table.columns)
            if (column.autoincrement) return true;
        return false;
    }

    /// SET NULL would null the tenant too, which is part of the key: a trigger does it for the rest.
    static bool nulls_by_trigger(const foreign_key_definition& key) {
        return key.tenant_columns != 0 && key.columns.size() > key.tenant_columns && key.on_delete == on_delete::set_null;
    }
    static std::string_view deletion(const foreign_key_definition& key) {
        return nulls_by_trigger(key) ? "NO ACTION" : spelled_action(key.on_delete);
    }

    TENON_COLD static std::string trigger(const std::string& name, const std::string& event, const std::string& condition,
                               const std::string& action) {
        std::string text = "CREATE TRIGGER " + quoted_identifier(name) + " " + event + " FOR EACH ROW";
        if (!condition.empty()) text += " WHEN " + condition;
        return text + "\nBEGIN\n    " + action + ";\nEND";
    }

    /// Rows that refer to the removed one: `OLD` is the target's row.
    TENON_COLD static std::string referring(const foreign_key_definition& key) {
        std::string text;
        for (std::size_t i = 0; i < key.columns.size(); ++i) {
            const std::string own = quoted_identifier(key.columns[i]);
            const std::string old = "OLD." + quoted_identifier(key.target_columns[i]);
            if (!text.empty()) text += " AND ";
            // A row without a tenant is referred to by rows of every tenant.
            if (key.to_shared_too && i < key.tenant_columns) text += "(" + own + " = " + old + " OR " + old + " = '')";
            else text += own + " = " + old;
        }
        return text;
    }

    TENON_COLD static std::string set_null(const table_definition& table, const foreign_key_definition& key) {
        std::string text = "UPDATE " + quoted_identifier(table.name) + " SET ";
        std::string_view comma;
        for (std::size_t i = key.tenant_columns; i < key.columns.size(); ++i) {
            text.append(comma).append(quoted_identifier(key.columns[i])).append(" = NULL");
            comma = ", ";
        }
        return text + " WHERE " + referring(key);
    }

    TENON_COLD static void add_shared_reference(const table_definition& table, const foreign_key_definition& key,
                                     std::vector<std::string>& texts) {
        const std::string on = quoted_identifier(table.name);
        const std::string target = quoted_identifier(key.target);
        std::string given, exists = "NOT EXISTS (SELECT 1 FROM " + target + " WHERE ";
        std::vector<std::string> watched;
        for (std::size_t i = 0; i < key.columns.size(); ++i) {
            const std::string fresh = "NEW." + quoted_identifier(key.columns[i]);
            const std::string held = quoted_identifier(key.target_columns[i]);
            watched.push_back(key.columns[i]);
            if (i != 0) exists += " AND ";
            if (key.from_shared_too) {
                exists += held + " = " + fresh;
                given += fresh + " <> '' AND ";
            } else if (i < key.tenant_columns) exists += held + " IN (" + fresh + ", '')";
            else {
                exists += held + " = " + fresh;
                given += fresh + " IS NOT NULL AND ";
            }
        }
        const std::string missing = given + exists + ")";
        const std::string raise = "SELECT RAISE(ABORT, " + quoted_text("tenon_foreign_key:" + key.name) + ")";
        texts.push_back(trigger(key.name + "_insert", "BEFORE INSERT ON " + on, missing, raise));
        texts.push_back(
            trigger(key.name + "_update", "BEFORE UPDATE OF " + quoted_list(watched) + " ON " + on, missing, raise));
        if (key.on_delete == on_delete::set_null)
            texts.push_back(trigger(key.name + "_delete", "BEFORE DELETE ON " + target, "", set_null(table, key)));
        else if (key.on_delete == on_delete::cascade)
            texts.push_back(trigger(key.name + "_delete", "BEFORE DELETE ON " + target, "",
                                    "DELETE FROM " + on + " WHERE " + referring(key)));
        else
            texts.push_back(trigger(key.name + "_delete", "BEFORE DELETE ON " + target,
                                    "EXISTS (SELECT 1 FROM " + on + " WHERE " + referring(key) + ")",
                                    "SELECT RAISE(ABORT, " + quoted_text("tenon_relation:" + key.name) + ")"));
    }
};

} // namespace tenon::inline TENON_ABI::sql
