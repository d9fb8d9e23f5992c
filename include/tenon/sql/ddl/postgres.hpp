// tenon/sql/ddl/postgres.hpp: tables as PostgreSQL 15 creates them, with row-level security. Everything is named with its
// schema.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/error.hpp>
#include <tenon/sql/ddl/distribute.hpp>
#include <tenon/sql/ddl/parts.hpp>
#include <tenon/sql/ddl/policies.hpp>
#include <tenon/sql/ddl/postgres_literal.hpp>
#include <tenon/sql/ddl/postgres_references.hpp>
#include <tenon/sql/ddl/postgres_types.hpp>
#include <tenon/sql/ddl/table.hpp>
#include <tenon/sql/dialect/postgres.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

template <> struct ddl<postgres_dialect> {
    /// Why tables cannot be had as the options want them; errc::ok: they can.
    TENON_COLD static error refusal(const std::vector<table_definition>& tables, const ddl_options& options) {
        return options.distribute ? refuse_distribution(tables) : error{};
    }

    /// Before all others: operators and types are those of the server, whatever schemas and temporary tables are in the way.
    static constexpr std::string_view trusted_search_path = "SET LOCAL search_path TO pg_catalog, pg_temp";

    /// The statements that create all tables, for one transaction. What stands in circles, or is asked of rows, comes after all tables. Primary
    /// keys come behind the other indexes: see create_primary_key.
    TENON_COLD static std::vector<std::string> create_all(const std::vector<table_definition>& tables,
                                                          const ddl_options& options) {
        std::vector<std::string> texts{std::string(trusted_search_path)};
        if (options.distribute) texts.emplace_back(distribute_in_turn);
        for (auto& text : create_schemas(tables)) texts.push_back(std::move(text));
        const auto each_table = [&](auto create) {
            for (const auto& table : tables)
                for (auto& text : create(table)) texts.push_back(std::move(text));
        };
        for (auto& text : create_enums(tables, options)) texts.push_back(std::move(text));
        for (const auto& table : tables) texts.push_back(create_table(table, options));
        if (options.distribute)
            for (auto& text : distribute_tables(tables)) texts.push_back(std::move(text));
        each_table([](const auto& table) { return create_indexes(table); });
        for (const auto& table : tables)
            if (table.own_layout) texts.push_back(create_primary_key(table));
        each_table([](const auto& table) { return create_foreign_keys(table); });
        each_table([](const auto& table) { return create_shared_references(table); });
        if (options.row_level_security)
            each_table([&](const auto& table) { return create_policies(table, options.distribute); });
        if (!options.application_role.empty())
            for (auto& text : create_grants(tables, options.application_role)) texts.push_back(std::move(text));
        return texts;
    }

    static std::string literal(const wire_value& value, column_type type, bool own_layout) {
        return postgres_literal(value, type, own_layout);
    }

    /// A list travels as a JSON array, which is none of the database's.
    TENON_COLD static std::string default_literal(const wire_value& value, column_type type, bool own_layout) {
        if (type == column_type::list && std::get<std::string_view>(value) == "[]") return "'{}'";
        return literal(value, type, own_layout);
    }

    TENON_COLD static std::vector<std::string> create_schemas(const std::vector<table_definition>& tables) {
        std::vector<std::string> texts;
        for (const auto& name : schemas_of(tables))
            if (name != postgres_dialect::default_schema)
                texts.push_back("CREATE SCHEMA IF NOT EXISTS " + quoted_identifier(name));
        return texts;
    }

    /// Enum types, once for each schema whose tables have such columns.
    TENON_COLD static std::vector<std::string> create_enums(const std::vector<table_definition>& tables,
                                                            const ddl_options& options) {
        std::vector<std::string> texts;
        for (const auto& table : tables)
            for (const auto& column : table.columns) {
                if (!has_enum_type(column, table, options)) continue;
                std::string text = "CREATE TYPE " + postgres_name(table.schema, column.enum_name) + " AS ENUM (" +
                                   text_list(column.enumerators) + ")";
                if (std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(std::move(text));
            }
        return texts;
    }

    TENON_COLD static std::string has_length(const std::string& column, std::string_view comparison, std::size_t count) {
        return "pg_catalog.char_length(" + column + ") " + std::string(comparison) + " " + std::to_string(count);
    }

    /// A table without its indexes. In layout::prisma it has its primary key, where Prisma has it.
    TENON_COLD static std::string create_table(const table_definition& table, const ddl_options& options) {
        std::string text = "CREATE TABLE " + postgres_name(table) + " (";
        std::string_view comma;
        const auto line = [&]() -> std::string& {
            text.append(comma).append("\n    ");
            comma = ",";
            return text;
        };
        for (const auto& column : table.columns) {
            line().append(quoted_identifier(column.name)).append(" ");
            text += postgres_type(column, table, options);
            // Prisma's lists may be NULL, which means that they are empty.
            const bool required = !column.nullable && (table.own_layout || column.type != column_type::list);
            if (required) text += " NOT NULL";
            if (column.autoincrement && table.own_layout) text += " GENERATED BY DEFAULT AS IDENTITY";
            if (column.default_literal) text.append(" DEFAULT ").append(*column.default_literal);
            else if (column.created_at && !table.own_layout) text += " DEFAULT CURRENT_TIMESTAMP";
        }
        if (!table.own_layout) {
            comma = ",\n";
            line().append(primary_key(table));
        }
        for (const auto& column : table.columns)
            if (const std::string condition = postgres_check(column, table, options); !condition.empty()) {
                line().append("CONSTRAINT ").append(quoted_identifier(column.check_name));
                text.append(" CHECK (").append(condition).append(")");
            }
        for (const auto& check : table.checks)
            line().append("CONSTRAINT ").append(quoted_identifier(check.name)).append(" CHECK (").append(check.condition).append(")");
        return text += "\n)";
    }

    /// In tenon's own layout the key is made behind the table's other indexes. They too begin with the tenant: as long as a
    /// table has no statistics the server thinks as well of them as of the key, and takes the one that was made last, also
    /// to test foreign keys. It would then read all rows of a tenant to find one.
    TENON_COLD static std::string create_primary_key(const table_definition& table) {
        return "ALTER TABLE " + postgres_name(table) + " ADD " + primary_key(table);
    }

    TENON_COLD static std::vector<std::string> create_indexes(const table_definition& table) {
        std::vector<std::string> texts;
        for (const index_definition* index : in_creation_order(table)) {
            std::string text = index->unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ";
            text.append(quoted_identifier(index->name)).append(" ON ").append(postgres_name(table)).append("(");
            std::string_view comma;
            for (const auto& column : index->columns) {
                text.append(comma).append(quoted_identifier(column.name)).append(column.descending ? " DESC" : "");
                // Statements sort NULLs as the smallest: an index in another order would be of no use to them.
                const column_definition* held = table.find(column.name);
                if (table.own_layout && held != nullptr && held->nullable)
                    text += column.descending ? " NULLS LAST" : " NULLS FIRST";
                comma = ", ";
            }
            text += ')';
            if (!index->condition.empty()) text.append(" WHERE ").append(index->condition);
            texts.push_back(std::move(text));
        }
        return texts;
    }

    TENON_COLD static std::vector<std::string> create_foreign_keys(const table_definition& table) {
        std::vector<std::string> texts;
        for (const auto& key : table.foreign_keys) {
            if (key.to_shared_too || key.from_shared_too) continue;
            std::string text = "ALTER TABLE " + postgres_name(table) + " ADD CONSTRAINT " + quoted_identifier(key.name);
            text.append(" FOREIGN KEY (").append(quoted_list(key.columns)).append(") REFERENCES ");
            text.append(postgres_name(key.target_schema, key.target)).append("(").append(quoted_list(key.target_columns));
            text.append(") ON DELETE ").append(spelled_action(key.on_delete));
            // The tenant stays: it is not the reference's alone, and part of keys.
            if (key.on_delete == on_delete::set_null && key.tenant_columns != 0)
                text.append(" (").append(quoted_list(without_tenant(key))).append(")");
            text.append(" ON UPDATE ").append(spelled_action(key.on_update));
            texts.push_back(std::move(text));
        }
        return texts;
    }

    /// What a role needs to read and write rows, and nothing with which it could get around a policy: TRUNCATE, REFERENCES
    /// and TRIGGER see or change rows of every tenant.
    TENON_COLD static std::vector<std::string> create_grants(const std::vector<table_definition>& tables,
                                                             std::string_view role) {
        const std::string to = " TO " + quoted_identifier(role);
        std::vector<std::string> texts;
        for (const auto& name : schemas_of(tables))
            texts.push_back("GRANT USAGE ON SCHEMA " + quoted_identifier(name) + to);
        for (const auto& table : tables)
            texts.push_back("GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE " + postgres_name(table) + to);
        // The server chooses the names of sequences.
        for (const auto& table : tables)
            for (const auto& column : table.columns)
                if (column.autoincrement)
                    texts.push_back(do_block("BEGIN\n    EXECUTE pg_catalog.format('GRANT USAGE, UPDATE ON SEQUENCE %s TO %I', "
                                          "pg_catalog.pg_get_serial_sequence(" +
                                          quoted_text(postgres_name(table)) + ", " + quoted_text(column.name) + "), " +
                                          quoted_text(role) + ");\nEND"));
        return texts;
    }

private:
    TENON_COLD static std::string primary_key(const table_definition& table) {
        return "CONSTRAINT " + quoted_identifier(table.primary_key_name) + " PRIMARY KEY (" + quoted_list(table.primary_key) + ")";
    }

    TENON_COLD static std::vector<std::string> schemas_of(const std::vector<table_definition>& tables) {
        std::vector<std::string> names;
        for (const auto& table : tables) {
            const std::string name(table.schema.empty() ? postgres_dialect::default_schema : table.schema);
            if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
        }
        return names;
    }
};

} // namespace tenon::inline TENON_ABI::sql
