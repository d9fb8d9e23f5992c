// tenon/migration/renames.hpp: tables and columns that only have another name.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/migration/snapshot.hpp>
#include <tenon/sql/ddl/change.hpp>
#include <tenon/sql/ddl/literal.hpp>
#include <tenon/sql/ddl/tokens.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace tenon::inline TENON_ABI::migration::detail {

/// Follows the hints of `to` in `held`, where they lead to something that is not wanted under its old name any more, as the
/// database will do it: whatever refers to the table or column goes on doing so.
class renaming {
public:
    renaming(snapshot& held, const snapshot& to, std::vector<sql::schema_change>& changes) : held_(held), to_(to), changes_(changes) {}

    TENON_COLD void operator()() {
        for (const auto& table : to_.tables) {
            if (held_.find(table.schema, table.name) != nullptr) continue;
            for (const auto& before : held_.tables) {
                if (before.schema != table.schema || !is_hinted(before, table) || to_.find(table.schema, before.name) != nullptr) continue;
                changes_.push_back({sql::change_kind::rename_table, table.schema, table.name, table.name, before.name});
                rename_table(table.schema, std::string(before.name), table.name);
                break;
            }
        }
        for (const auto& table : to_.tables) {
            const sql::table_snapshot* held = held_.find(table.schema, table.name);
            for (const auto& column : table.columns) {
                if (held == nullptr || held->find(column.name) != nullptr) continue;
                for (const auto& before : held->columns) {
                    if (!is_hinted(before, column) || table.find(before.name) != nullptr) continue;
                    changes_.push_back({sql::change_kind::rename_column, table.schema, table.name, column.name, before.name});
                    rename_column(table.schema, table.name, std::string(before.name), column.name);
                    break;
                }
            }
        }
    }

private:
    /// On the way there the new one knows what it was called, on the way back the one that was.
    template <class Part> static bool is_hinted(const Part& before, const Part& after) {
        return after.renamed_from == before.name || before.renamed_from == after.name;
    }

    static void rename(std::vector<std::string>& names, const std::string& old, const std::string& name) {
        for (auto& each : names)
            if (each == old) each = name;
    }
    static void rename_in(std::string& text, const std::string& old, const std::string& name) {
        if (sql::mentions(text, old)) text = sql::with_name(text, old, sql::quoted_identifier(name));
    }

    void rename_table(const std::string& schema, const std::string& old, const std::string& name) {
        for (auto& table : held_.tables) {
            if (table.schema == schema && table.name == old) table.name = name;
            for (auto& key : table.foreign_keys)
                if (key.target_schema == schema && key.target == old) key.target = name;
            for (auto& policy : table.policies) rename_in(policy.condition, old, name);
        }
        for (auto& trigger : held_.triggers) {
            if (trigger.schema == schema && trigger.table == old) trigger.table = name;
            rename_in(trigger.text, old, name);
        }
    }

    void rename_column(const std::string& schema, const std::string& in, const std::string& old, const std::string& name) {
        for (auto& table : held_.tables) {
            for (auto& key : table.foreign_keys)
                if (key.target_schema == schema && key.target == in) rename(key.target_columns, old, name);
            if (table.schema != schema || table.name != in) continue;
            for (auto& column : table.columns) {
                if (column.name == old) column.name = name;
                rename_in(column.computed, old, name);
            }
            rename(table.primary_key, old, name);
            for (auto& index : table.indexes) {
                for (auto& key : index.keys)
                    if (key.text == old) key.text = name;
                rename_in(index.condition, old, name);
                rename_in(index.text, old, name);
            }
            for (auto& key : table.foreign_keys) {
                rename(key.columns, old, name);
                rename(key.nulled, old, name);
            }
            for (auto& check : table.checks) rename_in(check.condition, old, name);
            for (auto& policy : table.policies) rename_in(policy.condition, old, name);
        }
        for (auto& trigger : held_.triggers)
            if (trigger.schema == schema && trigger.table == in) rename_in(trigger.text, old, name);
    }

    snapshot& held_;
    const snapshot& to_;
    std::vector<sql::schema_change>& changes_;
};

} // namespace tenon::inline TENON_ABI::migration::detail
