// tenon/sql/ddl/postgres.hpp: tables as PostgreSQL 15 creates them, with row-level security. Everything is named with its
// schema.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/error.hpp>
#include <tenon/sql/ddl/distribute.hpp>
#include <tenon/sql/ddl/parts.hpp>
#include <tenon/sql/ddl/policies.hpp>
#include <tenon/sql/ddl/postgres_audit.hpp>
#include <tenon/sql/ddl/postgres_literal.hpp>
#include <tenon/sql/ddl/postgres_long_names.hpp>
#include <tenon/sql/ddl/postgres_quota.hpp>
#include <tenon/sql/ddl/postgres_references.hpp>
#include <tenon/sql/ddl/postgres_search.hpp>
#include <tenon/sql/ddl/postgres_tables.hpp>
#include <tenon/sql/ddl/postgres_types.hpp>
#include <tenon/sql/ddl/snapshot.hpp>
#include <tenon/sql/ddl/table.hpp>
#include <tenon/sql/dialect/postgres.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

template <> struct ddl<postgres_dialect> {
    /// Why tables cannot be had as the options want them; errc::ok: they can.
    TENON_COLD static error refusal(const std::vector<table_definition>& tables, const ddl_options& options) {
        error why = refuse_long_names(tables, options);
        return why.code == errc::ok && options.distribute ? refuse_distribution(tables) : why;
    }

    /// Before all others: operators and types are those of the server, whatever schemas and temporary tables are in the way.
    static constexpr std::string_view trusted_search_path = "SET LOCAL search_path TO pg_catalog, pg_temp";

    /// Tables as the database will have them. What the server spells in another way is spelled as it was written.
    TENON_COLD static schema_snapshot describe(const std::vector<table_definition>& tables, const ddl_options& options) {
        schema_snapshot made;
        made.application_role = options.application_role;
        made.refusal = refusal(tables, options);
        for (const auto& table : tables) {
            if (std::string name = schema_of(table.schema);
                name != postgres_dialect::default_schema &&
                std::find(made.schemas.begin(), made.schemas.end(), name) == made.schemas.end())
                made.schemas.push_back(std::move(name));
            add_enums(table, options, made.enums);
            made.tables.push_back(describe_table(table, options));
        }
        for (const auto& table : tables) add_shared_references(table, made.triggers);
        add_postgres_audit(tables, made.triggers);
        add_postgres_quotas(tables, made.triggers);
        add_postgres_limits(tables, made.triggers);
        return made;
    }

    /// The statements that create all tables, for one transaction. What stands in circles, or is asked of rows, comes after
    /// all tables; primary keys come behind the other indexes: see add_primary_key. `distribute`: what spreads the tables,
    /// if anything does.
    TENON_COLD static std::vector<std::string> create_all(const schema_snapshot& schema,
                                                          const std::vector<std::string>& distribute = {}) {
        std::vector<std::string> texts{std::string(trusted_search_path)};
        if (!distribute.empty()) texts.emplace_back(distribute_in_turn);
        for (const auto& name : schema.schemas) texts.push_back("CREATE SCHEMA IF NOT EXISTS " + quoted_identifier(name));
        for (const auto& type : schema.enums) texts.push_back(create_enum(type));
        for (const auto& table : schema.tables) texts.push_back(create_table(table));
        texts.insert(texts.end(), distribute.begin(), distribute.end());
        for (const auto& table : schema.tables)
            for (const auto& index : table.indexes) texts.push_back(create_index(table, index));
        for (const auto& table : schema.tables)
            if (has_key_of_its_own(table)) texts.push_back(add_primary_key(table));
        for (const auto& table : schema.tables)
            for (const auto& key : table.foreign_keys) texts.push_back(add_foreign_key(table, key));
        for (const auto& trigger : schema.triggers) {
            texts.push_back(trigger.function_text);
            texts.push_back(trigger.text);
        }
        for (const auto& table : schema.tables)
            for (auto& text : create_policies(table)) texts.push_back(std::move(text));
        if (!schema.application_role.empty())
            for (auto& text : create_grants(schema.tables, schema.application_role)) texts.push_back(std::move(text));
        return texts;
    }
    TENON_COLD static std::vector<std::string> create_all(const std::vector<table_definition>& tables,
                                                          const ddl_options& options) {
        const schema_snapshot described = describe(tables, options);
        return create_all(described, distribute_tables(described.tables));
    }

    TENON_COLD static std::string has_length(const std::string& column, std::string_view comparison, std::size_t count) {
        return "pg_catalog.char_length(" + column + ") " + std::string(comparison) + " " + std::to_string(count);
    }

    static std::string literal(const wire_value& value, column_type type, bool own_layout) {
        return postgres_literal(value, type, own_layout);
    }

    /// A list travels as a JSON array, which is none of the database's.
    TENON_COLD static std::string default_literal(const wire_value& value, column_type type, bool own_layout) {
        if (type == column_type::list && std::get<std::string_view>(value) == "[]") return "'{}'";
        return literal(value, type, own_layout);
    }

    TENON_COLD static table_snapshot describe_table(const table_definition& table, const ddl_options& options) {
        table_snapshot made{.schema = schema_of(table.schema),
                            .name = table.name,
                            .primary_key_name = table.primary_key_name,
                            .primary_key = table.primary_key,
                            .row_security = options.row_level_security,
                            .as_prisma = !table.own_layout,
                            .model = table.model,
                            .renamed_from = table.renamed_from};
        for (const auto& column : table.columns) {
            // Prisma's lists may be NULL, which means that they are empty.
            const bool is_list = !table.own_layout && column.type == column_type::list;
            column_snapshot& described = made.columns.emplace_back();
            described.name = column.name;
            described.type = postgres_type(column, table, options);
            described.nullable = column.nullable || is_list;
            if (column.autoincrement) described.numbered = table.own_layout ? numbering::identity : numbering::serial;
            if (column.default_literal) described.default_text = *column.default_literal;
            else if (column.created_at && !table.own_layout) described.default_text = "CURRENT_TIMESTAMP";
            described.renamed_from = column.renamed_from;
            described.fill = column.fill;
            if (std::string condition = postgres_check(column, table, options); !condition.empty())
                made.checks.push_back({column.check_name, std::move(condition)});
        }
        if (!table.searched.empty()) add_postgres_search(table, made);
        for (const auto& rule : table.checks) made.checks.push_back({rule.name, rule.condition});
        for (const index_definition* index : in_creation_order(table)) made.indexes.push_back(describe_index(table, *index));
        for (const auto& key : table.foreign_keys) {
            if (key.to_shared_too || key.from_shared_too) continue;
            foreign_key_snapshot& described = made.foreign_keys.emplace_back();
            described.name = key.name;
            described.columns = key.columns;
            described.target_schema = schema_of(key.target_schema);
            described.target = key.target;
            described.target_columns = key.target_columns;
            described.on_delete = spelled_action(key.on_delete);
            // The tenant stays: it is not the reference's alone, and part of keys.
            if (key.on_delete == on_delete::set_null && key.tenant_columns != 0) described.nulled = without_tenant(key);
            described.on_update = spelled_action(key.on_update);
        }
        if (options.distribute) made.spread_by = is_distributed(table) ? table.tenancy.column : "";
        if (options.row_level_security) made.policies = policies_of(table, options.distribute);
        return made;
    }

private:
    static std::string schema_of(std::string_view name) {
        return std::string(name.empty() ? postgres_dialect::default_schema : name);
    }

    static index_snapshot describe_index(const table_definition& table, const index_definition& index) {
        index_snapshot made{.name = index.name, .unique = index.unique, .condition = index.condition};
        for (const auto& column : index.columns) {
            index_key& key = made.keys.emplace_back();
            key.text = column.name;
            key.descending = column.descending;
            // Statements sort NULLs as the smallest: an index in another order would be of no use to them.
            const column_definition* held = table.find(column.name);
            if (table.own_layout && held != nullptr && held->nullable)
                key.nulls = column.descending ? nulls_order::last : nulls_order::first;
        }
        return made;
    }

    /// Enum types, once for each schema whose tables have such columns.
    static void add_enums(const table_definition& table, const ddl_options& options, std::vector<enum_snapshot>& enums) {
        for (const auto& column : table.columns) {
            if (!has_enum_type(column, table, options)) continue;
            enum_snapshot made{schema_of(table.schema), column.enum_name, column.enumerators};
            const bool known = std::any_of(enums.begin(), enums.end(), [&](const enum_snapshot& held) {
                return held.schema == made.schema && held.name == made.name && held.labels == made.labels;
            });
            if (!known) enums.push_back(std::move(made));
        }
    }
};

} // namespace tenon::inline TENON_ABI::sql
