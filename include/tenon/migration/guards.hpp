// tenon/migration/guards.hpp: what the rows that are there may not allow, as questions that can be asked before anything is
// changed.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/migration/diff.hpp>
#include <tenon/migration/snapshot.hpp>
#include <tenon/sql/ddl/danger.hpp>
#include <tenon/sql/ddl/literal.hpp>
#include <tenon/sql/ddl/schema_dialect.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::migration {

/// A question to the database as it is before the migration, and what to say if the answer is that there are such rows.
struct guard {
    std::string sql;     ///< gives a row when the migration would fail
    std::string message; ///< names table and column, and what to do
    std::string model;   ///< the struct's name
    std::string column;
};

namespace detail {

class guarding {
public:
    guarding(const snapshot& from, const snapshot& to, const difference& differs)
        : from_(from), to_(to), differs_(differs), request_{differs.renamed, to, differs.changes} {}

    TENON_COLD std::vector<guard> operator()() {
        for (const change& c : differs_.changes) {
            const sql::risk danger = sql::danger_of(request_, c);
            const bool loses_values = danger == sql::risk::loses_data && c.kind == change_kind::change_column; // and may fail besides
            if (danger != sql::risk::may_fail_on_data && !loses_values) continue;
            if (c.kind == change_kind::change_enum) ask_about_labels(c);
            if (differs_.renamed.find(c.schema, c.table) == nullptr) continue;
            switch (c.kind) {
            case change_kind::add_column:
                ask(c, {}, named(c, c.name) + " is required and has no default, and the table holds rows: give it a default_value, or "
                                              "make it optional", c.name);
                break;
            case change_kind::change_column:
                ask_about_null(c);
                ask_about_type(c);
                break;
            case change_kind::add_check: ask_about_check(c); break;
            case change_kind::create_index: ask_about_unique(c); break;
            case change_kind::change_primary_key: ask_about_key(c); break;
            case change_kind::change_storage: ask_about_storage(c); break;
            case change_kind::add_foreign_key: ask_about_reference(c); break;
            default: break;
            }
        }
        return std::move(guards_);
    }

private:
    /// How people know a column: `User.email`.
    std::string named(const change& c, std::string_view column) const {
        const auto& table = *to_.find(c.schema, c.table);
        return (table.model.empty() ? table.name : table.model) + "." + std::string(column);
    }
    /// What a table, or a column of it, is called before the migration.
    std::string old_table(std::string_view schema, std::string_view table) const {
        for (const change& c : differs_.changes)
            if (c.kind == change_kind::rename_table && c.schema == schema && c.name == table) return c.old_name;
        return std::string(table);
    }
    std::string old_column(const change& of, std::string_view column) const {
        for (const change& c : differs_.changes)
            if (c.kind == change_kind::rename_column && c.schema == of.schema && c.table == of.table && c.name == column)
                return c.old_name;
        return std::string(column);
    }
    bool has_all(const change& c, const std::vector<std::string>& columns) const {
        const auto* before = differs_.renamed.find(c.schema, c.table);
        return std::all_of(columns.begin(), columns.end(), [&](const std::string& column) { return before->find(column) != nullptr; });
    }
    /// Whether a column will have another type.
    bool changes_type(const change& of, const sql::column_snapshot& before) const {
        const auto* after = to_.find(of.schema, of.table)->find(before.name);
        return after != nullptr && after->type != before.type;
    }
    bool renames_columns(const change& of) const {
        return std::any_of(differs_.changes.begin(), differs_.changes.end(), [&](const change& c) {
            return c.kind == change_kind::rename_column && c.schema == of.schema && c.table == of.table;
        });
    }
    std::string from_table(const change& c) const { return " FROM " + to_.dialect->table_name(c.schema, old_table(c.schema, c.table)); }

    void ask(const change& c, const std::string& condition, std::string message, std::string column = {}) {
        guards_.push_back({"SELECT 'found'" + from_table(c) + (condition.empty() ? "" : " WHERE " + condition) + " LIMIT 1",
                           std::move(message), to_.find(c.schema, c.table)->model, std::move(column)});
    }

    void ask_about_null(const change& c) {
        const auto *before = sql::find_part(differs_.renamed, c, &sql::table_snapshot::columns),
                   *after = sql::find_part(to_, c, &sql::table_snapshot::columns);
        if (before->nullable && !after->nullable && after->value_of_rows().empty())
            ask(c, sql::quoted_identifier(old_column(c, c.name)) + " IS NULL",
                named(c, c.name) + " becomes required, and rows have no value in it: fill them in, or give it a default_value", c.name);
    }
    void ask_about_type(const change& c) {
        const auto *before = sql::find_part(differs_.renamed, c, &sql::table_snapshot::columns),
                   *after = sql::find_part(to_, c, &sql::table_snapshot::columns);
        if (before->type == after->type) return;
        const std::string unfit = unfit_values(c, *before, *after);
        if (!unfit.empty())
            ask(c, unfit, named(c, c.name) + " becomes " + after->type + ", and rows hold values that this type has not: change them, or keep the wider type", c.name);
    }
    std::string unfit_values(const change& c, const sql::column_snapshot& before, const sql::column_snapshot& after) const {
        return to_.dialect->unfit_values(*to_.find(c.schema, c.table), sql::quoted_identifier(old_column(c, after.name)), before, after);
    }
    /// What only advised which values a column takes will refuse others.
    void ask_about_storage(const change& c) {
        for (const auto& column : to_.find(c.schema, c.table)->columns) {
            const auto* before = differs_.renamed.find(c.schema, c.table)->find(column.name);
            if (before == nullptr || before->type != column.type || !column.computed.empty()) continue;
            const std::string unfit = unfit_values(c, *before, column);
            if (!unfit.empty()) ask(c, unfit, named(c, column.name) + " takes values of its type only, and rows hold others: change them", column.name);
        }
    }
    void ask_about_check(const change& c) {
        const auto& condition = sql::find_part(to_, c, &sql::table_snapshot::checks)->condition;
        for (const change& other : differs_.changes) { // the condition is about the table as it will be
            if (other.schema != c.schema || other.table != c.table) continue;
            const bool is_new = other.kind == change_kind::add_column;
            const bool has_other_type =
                other.kind == change_kind::change_column && changes_type(c, *sql::find_part(differs_.renamed, other, &sql::table_snapshot::columns));
            if ((is_new || has_other_type) && sql::mentions(condition, other.name)) return;
        }
        if (renames_columns(c)) return;
        ask(c, "NOT (" + condition + ")",
            "Rows of \"" + c.table + "\" do not fulfil the check \"" + c.name + "\": change them, or what the model allows");
    }
    /// A condition on a table as it will be, asked of the table as it is: a column that is new holds NULL in every row. Nothing,
    /// where the rows cannot be asked yet.
    std::optional<std::string> as_it_is(const change& of, std::string condition) const {
        for (const change& c : differs_.changes) {
            if (c.schema != of.schema || c.table != of.table || !sql::mentions(condition, c.name)) continue;
            const auto *before = sql::find_part(differs_.renamed, c, &sql::table_snapshot::columns),
                       *after = sql::find_part(to_, c, &sql::table_snapshot::columns);
            if (c.kind == change_kind::rename_column || (c.kind == change_kind::change_column && changes_type(of, *before))) return std::nullopt;
            if (c.kind != change_kind::add_column) continue;
            if (!after->nullable || !after->default_text.empty() || !after->computed.empty()) return std::nullopt;
            condition = sql::with_name(condition, c.name, "NULL");
        }
        return condition;
    }
    void ask_about_unique(const change& c) {
        const auto& index = *sql::find_part(to_, c, &sql::table_snapshot::indexes);
        const auto condition = as_it_is(c, index.condition);
        if (!index.unique || !condition) return;
        std::vector<std::string> columns;
        for (const auto& key : index.keys) columns.push_back(key.text);
        ask_about_same(c, columns, *condition, "the unique \"" + index.name + "\"");
    }
    /// A key that has all columns of the one before tells rows apart as that did.
    void ask_about_key(const change& c) {
        const auto &before = differs_.renamed.find(c.schema, c.table)->primary_key, &after = to_.find(c.schema, c.table)->primary_key;
        const bool tells_apart = !before.empty() && std::all_of(before.begin(), before.end(), [&](const std::string& column) {
            return std::find(after.begin(), after.end(), column) != after.end();
        });
        if (!after.empty() && !tells_apart) ask_about_same(c, after, {}, "its new primary key");
    }
    void ask_about_same(const change& c, const std::vector<std::string>& columns, const std::string& condition, const std::string& key) {
        if (!has_all(c, columns)) return;
        std::string list, given;
        for (const auto& column : columns) {
            const std::string name = sql::quoted_identifier(old_column(c, column));
            list.append(list.empty() ? "" : ", ").append(name);
            given.append(given.empty() ? "" : " AND ").append(name).append(" IS NOT NULL");
        }
        if (!condition.empty()) given += " AND (" + condition + ")";
        ask(c, given + " GROUP BY " + list + " HAVING count(*) > 1",
            "Rows of \"" + c.table + "\" have the same values in " + key + ": change or remove them");
    }
    void ask_about_reference(const change& c) {
        const auto& key = *sql::find_part(to_, c, &sql::table_snapshot::foreign_keys);
        const change at_target{c.kind, key.target_schema, key.target};
        const auto *own = differs_.renamed.find(c.schema, c.table), *target = differs_.renamed.find(key.target_schema, key.target);
        if (!key.leads_to_a_key()) return;
        std::string given, same;
        for (std::size_t i = 0; i < key.columns.size(); ++i) {
            const auto *from = own->find(key.columns[i]), *to = target != nullptr ? target->find(key.target_columns[i]) : nullptr;
            if (from == nullptr || (to == nullptr && target != nullptr)) return;
            const std::string value = "held." + sql::quoted_identifier(old_column(c, from->name));
            given.append(given.empty() ? "" : " AND ").append(value).append(" IS NOT NULL");
            if (target == nullptr) continue; // a new table, which has no rows
            // What has another type than it will have cannot be compared yet.
            if (from->type != to->type && (changes_type(c, *from) || changes_type(at_target, *to))) return;
            same.append(same.empty() ? "" : " AND ").append("target.").append(sql::quoted_identifier(old_column(at_target, to->name))).append(" = ").append(value);
        }
        if (target != nullptr) given += " AND NOT EXISTS (SELECT 1" + from_table(at_target) + " AS target WHERE " + same + ")";
        guards_.push_back({"SELECT 'found'" + from_table(c) + " AS held WHERE " + given + " LIMIT 1",
                           "Rows of \"" + c.table + "\" refer to none of \"" + key.target + "\" by the foreign key \"" + key.name +
                               "\": correct or remove them",
                           to_.find(c.schema, c.table)->model, {}});
    }
    /// Whether the column at these places has a type of this name before and after, under whatever names.
    bool stays(std::size_t table, std::size_t column, const std::string& type) const {
        const auto& held = differs_.renamed.tables[table];
        const auto* after = to_.find(held.schema, held.name);
        const auto* kept = after != nullptr ? after->find(held.columns[column].name) : nullptr;
        return kept != nullptr && (sql::same_expression(kept->type, type) || sql::same_expression(kept->type, type + "[]"));
    }
    /// Of every column that has the type, or lists of it, and keeps it.
    void ask_about_labels(const change& c) {
        const auto *before = sql::find_enum(differs_.renamed, c.schema, c.name), *after = sql::find_enum(to_, c.schema, c.name);
        const std::string type = to_.dialect->table_name(c.schema, c.name);
        for (std::size_t i = 0; i < from_.tables.size(); ++i)
            for (std::size_t j = 0; j < from_.tables[i].columns.size(); ++j) {
                const auto& table = from_.tables[i];
                const auto& column = table.columns[j];
                const bool is_list = column.type.ends_with("[]");
                if (!sql::same_expression(column.type, is_list ? type + "[]" : type) || !stays(i, j, type)) continue;
                std::string labels;
                for (const auto& label : sql::removed_labels(*before, *after))
                    labels.append(labels.empty() ? "" : ", ").append(sql::quoted_text(label));
                guards_.push_back({"SELECT 'found' FROM " + to_.dialect->table_name(table.schema, table.name) + " WHERE CAST(" +
                                       sql::quoted_identifier(column.name) + (is_list ? " AS text[]) && ARRAY[" + labels + "]" : " AS text) IN (" + labels + ")") + " LIMIT 1",
                                   "Rows of \"" + table.name + "\" hold a name in \"" + column.name + "\" that \"" + c.name +
                                       "\" no longer has: change them first",
                                   table.model, column.name});
            }
    }

    const snapshot& from_;
    const snapshot& to_;
    const difference& differs_;
    sql::change_request request_;
    std::vector<guard> guards_;
};

} // namespace detail

} // namespace tenon::inline TENON_ABI::migration
