// tenon/sql/ddl/sqlite_references.hpp: what foreign keys cannot say on SQLite, kept by triggers: setting a reference to NULL
// without its tenant, and references to rows that may also be without a tenant.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/ddl/literal.hpp>
#include <tenon/sql/ddl/parts.hpp>
#include <tenon/sql/ddl/snapshot.hpp>
#include <tenon/sql/ddl/table.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

namespace detail::sqlite_triggers {

/// SET NULL would null the tenant too, which is part of the key: a trigger does it for the rest.
inline bool nulls_by_trigger(const foreign_key_definition& key) {
    return key.tenant_columns != 0 && key.columns.size() > key.tenant_columns && key.on_delete == on_delete::set_null;
}
TENON_COLD trigger_snapshot trigger(auto name, const std::string& event, const auto& on, const std::string& condition, const auto& action) {
    auto text = "CREATE TRIGGER " + quoted_identifier(name) + " " + event + " ON " + quoted_identifier(on) + " FOR EACH ROW";
    if (!condition.empty()) text += " WHEN " + condition;
    text += "\nBEGIN\n    " + action + ";\nEND";
    return {.table = on, .name = std::move(name), .text = std::move(text)};
}

/// Rows that refer to the removed one: `OLD` is the target's row.
TENON_COLD std::string referring(const auto& key) {
    std::string text;
    for (std::size_t i = 0; i < key.columns.size(); ++i) {
        const auto own = quoted_identifier(key.columns[i]);
        const auto old = "OLD." + quoted_identifier(key.target_columns[i]);
        if (!text.empty()) text += " AND ";
        // A row without a tenant is referred to by rows of every tenant.
        if (key.to_shared_too && i < key.tenant_columns) text += "(" + own + " = " + old + " OR " + old + " = '')";
        else text += own + " = " + old;
    }
    return text;
}

TENON_COLD std::string set_null(const auto& table, const auto& key) {
    auto text = "UPDATE " + quoted_identifier(table.name) + " SET ";
    std::string_view comma;
    for (std::size_t i = key.tenant_columns; i < key.columns.size(); ++i) {
        text.append(comma).append(quoted_identifier(key.columns[i])).append(" = NULL");
        comma = ", ";
    }
    return text + " WHERE " + referring(key);
}

TENON_COLD void add_shared_reference(const auto& table, const auto& key, auto& made) {
    const auto on = quoted_identifier(table.name);
    const auto target = quoted_identifier(key.target);
    std::string given, exists = "NOT EXISTS (SELECT 1 FROM " + target + " WHERE ";
    std::vector<std::string> watched;
    for (std::size_t i = 0; i < key.columns.size(); ++i) {
        const auto fresh = "NEW." + quoted_identifier(key.columns[i]);
        const auto held = quoted_identifier(key.target_columns[i]);
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
    const auto raise = "SELECT RAISE(ABORT, " + quoted_text("tenon_foreign_key:" + key.name) + ")";
    made.push_back(trigger(key.name + "_insert", "BEFORE INSERT", table.name, missing, raise));
    made.push_back(trigger(key.name + "_update", "BEFORE UPDATE OF " + quoted_list(watched), table.name, missing, raise));
    if (key.on_delete == on_delete::set_null)
        made.push_back(trigger(key.name + "_delete", "BEFORE DELETE", key.target, "", set_null(table, key)));
    else if (key.on_delete == on_delete::cascade)
        made.push_back(trigger(key.name + "_delete", "BEFORE DELETE", key.target, "",
                                "DELETE FROM " + on + " WHERE " + referring(key)));
    else
        made.push_back(trigger(key.name + "_delete", "BEFORE DELETE", key.target,
                                "EXISTS (SELECT 1 FROM " + on + " WHERE " + referring(key) + ")",
                                "SELECT RAISE(ABORT, " + quoted_text("tenon_relation:" + key.name) + ")"));
}

} // namespace detail::sqlite_triggers

/// The triggers of a table's references.
TENON_COLD void add_triggers(const auto& table, auto& made) {
    using namespace detail::sqlite_triggers;
    for (const auto& key : table.foreign_keys) {
        if (key.to_shared_too || key.from_shared_too) add_shared_reference(table, key, made);
        else if (nulls_by_trigger(key))
            made.push_back(trigger(key.name + "_set_null", "BEFORE DELETE", key.target, "", set_null(table, key)));
    }
}

} // namespace tenon::inline TENON_ABI::sql
