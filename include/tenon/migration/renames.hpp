// tenon/migration/renames.hpp: tables and columns that only have another name.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/migration/snapshot.hpp>
#include <tenon/sql/ddl/change.hpp>
#include <tenon/sql/ddl/literal.hpp>
#include <tenon/sql/ddl/tokens.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

namespace tenon::inline TENON_ABI::migration::detail {

/// Follows the hints of `to` in `held`, where they lead to something that is not wanted under its old name any more, as the
/// database will do it: whatever refers to the table or column goes on doing so.
class renaming {
public:
    renaming(snapshot& held, const snapshot& to, std::vector<sql::schema_change>& changes) : held_(held), to_(to), changes_(changes) {}

    TENON_COLD void operator()() {
        // A name is free once what had it has got another: the last of those that move on by one goes first.
        // None gets another name twice.
        for (std::size_t left = held_.tables.size(); left != 0 && rename_a_table();) --left;
        for (const auto& table : to_.tables)
            for (std::size_t left = table.columns.size(); left != 0 && rename_a_column(table);) --left;
    }

private:
    bool rename_a_table() {
        for (const auto& table : to_.tables) {
            std::vector<const sql::table_snapshot*> held, wanted;
            for (const auto& each : held_.tables)
                if (each.schema == table.schema) held.push_back(&each);
            for (const auto& each : to_.tables)
                if (each.schema == table.schema) wanted.push_back(&each);
            const auto* before = origin(table, held, wanted);
            if (before == nullptr) continue;
            changes_.push_back({sql::change_kind::rename_table, table.schema, table.name, table.name, before->name});
            rename_table(table.schema, std::string(before->name), table.name);
            return true;
        }
        return false;
    }
    bool rename_a_column(const sql::table_snapshot& table) {
        const sql::table_snapshot* there = held_.find(table.schema, table.name);
        if (there == nullptr) return false;
        std::vector<const sql::column_snapshot*> held, wanted;
        for (const auto& each : there->columns) held.push_back(&each);
        for (const auto& each : table.columns) wanted.push_back(&each);
        for (const auto& column : table.columns) {
            const auto* before = origin(column, held, wanted);
            if (before == nullptr) continue;
            changes_.push_back({sql::change_kind::rename_column, table.schema, table.name, column.name, before->name});
            rename_column(table.schema, table.name, std::string(before->name), column.name);
            return true;
        }
        return false;
    }

    /// On the way there the new one knows what it was called, on the way back the one that was.
    template <class Part> static bool is_hinted(const Part& before, const Part& after) {
        return after.renamed_from == before.name || before.renamed_from == after.name;
    }
    template <class Part> static const Part* named(const std::vector<const Part*>& parts, const std::string& name) {
        const auto found = std::find_if(parts.begin(), parts.end(), [&](const Part* part) { return part->name == name; });
        return found != parts.end() ? *found : nullptr;
    }

    /// What becomes a part that is not there by its name: one that is not wanted under its own name any more, or is to leave that
    /// to another. nullptr: none.
    template <class Part>
    static const Part* origin(const Part& of, const std::vector<const Part*>& held, const std::vector<const Part*>& wanted) {
        if (named(held, of.name) != nullptr) return nullptr;
        for (const Part* before : held)
            if (is_hinted(*before, of) && leaves(*before, held, wanted, held.size())) return before;
        return nullptr;
    }
    /// Parts that would take one another's names in a circle stay what they are: their hints would never come to an end.
    template <class Part>
    static bool leaves(const Part& part, const std::vector<const Part*>& held, const std::vector<const Part*>& wanted, std::size_t others) {
        const Part* next = named(wanted, part.name);
        if (next == nullptr) return true;
        return others != 0 && std::any_of(held.begin(), held.end(), [&](const Part* before) {
                   return before != &part && is_hinted(*before, *next) && leaves(*before, held, wanted, others - 1);
               });
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
        for (auto& search : held_.searches)
            if (search.table == old) search.table = name;
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
