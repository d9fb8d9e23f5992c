// tenon/sql/ddl/sqlite_changes.hpp: the steps that change a schema on SQLite. What ALTER TABLE cannot do is done by a new
// table that takes over the rows, in the order of https://www.sqlite.org/lang_altertable.html#otheralter: so that no row of
// another table is lost, references are not enforced meanwhile, and are checked before the end.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/ddl/change.hpp>
#include <tenon/sql/ddl/danger.hpp>
#include <tenon/sql/ddl/literal.hpp>
#include <tenon/sql/ddl/names.hpp>
#include <tenon/sql/ddl/sqlite.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

namespace detail {

class sqlite_steps {
public:
    explicit sqlite_steps(const change_request& request) : request_(request) {}

    TENON_COLD std::vector<step> make() {
        for (const schema_change& c : request_.changes)
            if (needs_rebuild(c)) rebuilt_.insert(c.table);
        const bool drops = std::any_of(request_.changes.begin(), request_.changes.end(),
                                       [](const schema_change& c) { return c.kind == change_kind::drop_table; });
        const bool unenforced = drops || !rebuilt_.empty();
        if (unenforced) stop_enforcing();
        each(change_kind::rename_table, [&](const schema_change& c) {
            // A name that differs in case alone is the same to SQLite, and taken.
            const std::string passing = same_name(c.old_name, c.name) ? "tenon_new_" + c.name : std::string();
            if (!passing.empty()) add(c, alter(c.old_name) + " RENAME TO " + quoted_identifier(passing));
            add(c, alter(passing.empty() ? c.old_name : passing) + " RENAME TO " + quoted_identifier(c.name));
        });
        each(change_kind::rename_column, [&](const schema_change& c) {
            add(c, alter(c.table) + " RENAME COLUMN " + quoted_identifier(c.old_name) + " TO " + quoted_identifier(c.name));
        });
        each(change_kind::drop_trigger, [&](const schema_change& c) { add(c, "DROP TRIGGER " + quoted_identifier(c.name)); });
        drop_searches();
        each(change_kind::drop_index, [&](const schema_change& c) {
            if (!rebuilt_.contains(c.table)) add(c, "DROP INDEX " + quoted_identifier(c.name));
        });
        // There is no ALTER INDEX: it is made again under its new name.
        each(change_kind::rename_index, [&](const schema_change& c) {
            if (!rebuilt_.contains(c.table)) add(c, "DROP INDEX " + quoted_identifier(c.old_name));
        });
        // Before others are created, whose names may differ from theirs in case alone.
        each(change_kind::drop_table, [&](const schema_change& c) { add(c, "DROP TABLE " + quoted_identifier(c.table)); });
        each(change_kind::create_table, [&](const schema_change& c) { add(c, words::create_table(*request_.to.find({}, c.table))); });
        each(change_kind::add_column, [&](const schema_change& c) {
            if (!rebuilt_.contains(c.table)) add(c, alter(c.table) + " ADD COLUMN " + define_added(c));
        });
        for (const std::string& table : rebuilt_) rebuild(table);
        create_indexes();
        create_searches();
        forget_counts();
        create_triggers();
        if (unenforced) enforce_again();
        return std::move(steps_);
    }

private:
    using words = ddl<sqlite_dialect>;

    template <class Do> void each(change_kind kind, Do action) {
        for (const schema_change& c : request_.changes)
            if (c.kind == kind) action(c);
    }
    void add(const schema_change& c, std::string sql) {
        steps_.push_back({.description = whole_sentence_of(c), .sql = std::move(sql), .danger = danger_of(request_, c), .table = c.table});
    }
    step& add(std::string description, std::string sql, std::string_view table = {}, risk danger = risk::safe) {
        return steps_.emplace_back(step{.description = std::move(description), .sql = std::move(sql), .danger = danger, .table = std::string(table)});
    }
    static std::string alter(std::string_view table) { return "ALTER TABLE " + quoted_identifier(table); }
    /// Whether SQLite takes two names for one: it looks at ASCII letters without their case.
    static bool same_name(std::string_view a, std::string_view b) {
        const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
        return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
    }

    /// The one column that a CHECK speaks of, if it comes with it.
    const schema_change* added_with(const schema_change& check) const {
        const auto& condition = find_part(request_.to, check, &table_snapshot::checks)->condition;
        for (const schema_change& c : request_.changes)
            if (c.kind == change_kind::add_column && c.table == check.table && mentions(condition, c.name)) return &c;
        return nullptr;
    }

    bool needs_rebuild(const schema_change& c) const {
        switch (c.kind) {
        case change_kind::change_storage:
        case change_kind::drop_column:
        case change_kind::change_column:
        case change_kind::change_primary_key:
        case change_kind::add_foreign_key:
        case change_kind::drop_foreign_key:
        case change_kind::drop_check:
        case change_kind::rename_constraint: return true;
        case change_kind::add_check: return added_with(c) == nullptr;
        case change_kind::add_column: {
            const column_snapshot& column = *find_part(request_.to, c, &table_snapshot::columns);
            // ALTER TABLE takes literals only, and asks for one where the column is required.
            const bool constant = !column.default_text.starts_with("(") && !column.default_text.starts_with("CURRENT_");
            return !constant || (!column.nullable && column.default_text.empty()) || !column.computed.empty() ||
                   column.numbered != numbering::none;
        }
        case change_kind::create_index: return find_part(request_.to, c, &table_snapshot::indexes)->is_constraint;
        case change_kind::drop_index: return find_part(request_.from, c, &table_snapshot::indexes)->is_constraint;
        default: return false;
        }
    }

    std::string define_added(const schema_change& c) const {
        std::string text = words::define_column(*find_part(request_.to, c, &table_snapshot::columns));
        for (const schema_change& check : request_.changes) {
            if (check.kind != change_kind::add_check || check.table != c.table || added_with(check) != &c) continue;
            const auto& held = *find_part(request_.to, check, &table_snapshot::checks);
            text.append(" CONSTRAINT ").append(quoted_identifier(held.name)).append(" CHECK (").append(held.condition).append(")");
        }
        return text;
    }

    /// PRAGMA foreign_keys does nothing within a transaction; and with it on, DROP TABLE would remove the rows that refer to
    /// those of the table. A value that no row can have ends the migration then, before anything is done.
    void stop_enforcing() {
        step& off = add("References are not enforced while tables are made anew", "PRAGMA foreign_keys = OFF");
        off.when = step_time::before;
        add("Stops here if they are enforced all the same",
            "CREATE TEMP TABLE \"tenon_rebuild\" (\"ok\" INTEGER CONSTRAINT \"tenon_rebuild_check\" CHECK (\"ok\"))");
        add("Stops here if they are enforced all the same", "INSERT INTO temp.\"tenon_rebuild\" SELECT NOT foreign_keys FROM pragma_foreign_keys");
    }
    void enforce_again() {
        for (const auto& table : request_.to.tables) {
            const bool refers = std::any_of(table.foreign_keys.begin(), table.foreign_keys.end(), [&](const foreign_key_snapshot& key) {
                return rebuilt_.contains(table.name) || rebuilt_.contains(key.target) || request_.from.find({}, key.target) == nullptr;
            });
            if (refers && request_.from.find({}, table.name) != nullptr)
                add("Stops here if a row of \"" + table.name + "\" refers to one that is not there",
                    "INSERT INTO temp.\"tenon_rebuild\" SELECT 0 FROM pragma_foreign_key_check(" + quoted_text(table.name) + ")", table.name,
                    risk::may_fail_on_data);
        }
        add("All references lead to rows", "DROP TABLE temp.\"tenon_rebuild\"");
        step& on = add("References are enforced again", "PRAGMA foreign_keys = ON");
        on.when = step_time::at_last;
    }

    void rebuild(const std::string& name) {
        const table_snapshot &before = *request_.from.find({}, name), &after = *request_.to.find({}, name);
        const std::string fresh = "tenon_new_" + name;
        std::string why = "Makes the table \"" + name + "\" anew";
        risk danger = risk::may_lock;
        std::string_view comma = ": ";
        for (const schema_change& c : request_.changes) {
            if (c.table != name || c.kind == change_kind::create_trigger || c.kind == change_kind::drop_trigger) continue;
            std::string part = sentence_of(c);
            part[0] = static_cast<char>(part[0] - 'A' + 'a');
            why.append(comma).append(part);
            comma = ", ";
            danger = std::max(danger, danger_of(request_, c));
        }
        add(std::move(why), words::create_table(after, fresh), name);
        if (is_counted(before) && is_counted(after))
            add("Numbers that were given once are not given again",
                "INSERT INTO sqlite_sequence (name, seq) SELECT " + quoted_text(fresh) + ", seq FROM sqlite_sequence WHERE name = " +
                    quoted_text(name),
                name);
        copy_rows(before, after, fresh, danger);
        add("The new table takes the place of the old one", "DROP TABLE " + quoted_identifier(name), name);
        // Not in the way of today: that one looks through all triggers and views, which miss the table at this moment.
        add("The new table takes the place of the old one", "PRAGMA legacy_alter_table = ON", name);
        add("The new table takes the place of the old one", alter(fresh) + " RENAME TO " + quoted_identifier(name), name);
        add("The new table takes the place of the old one", "PRAGMA legacy_alter_table = OFF", name);
        for (const auto& index : after.indexes)
            if (!index.is_constraint) add("Creates the index \"" + index.name + "\" of \"" + name + "\"", words::create_index(after, index), name);
        for (const auto& index : before.indexes)
            if (is_kept(index, before, after)) add("Keeps the index \"" + index.name + "\" of \"" + name + "\"", index.text, name);
        for (const auto& trigger : request_.from.triggers)
            if (trigger.table == name && !trigger.is_ours) add("Keeps the trigger \"" + trigger.name + "\"", trigger.text, name);
    }

    static bool is_counted(const table_snapshot& table) {
        return std::any_of(table.columns.begin(), table.columns.end(),
                           [](const column_snapshot& column) { return column.numbered == numbering::autoincrement; });
    }
    /// An index of somebody else's, if the columns that it needs are still there.
    static bool is_kept(const index_snapshot& index, const table_snapshot& before, const table_snapshot& after) {
        return !index.is_ours && !index.is_constraint && find_named(after.indexes, index.name) == nullptr &&
               std::none_of(before.columns.begin(), before.columns.end(), [&](const column_snapshot& column) {
                   return after.find(column.name) == nullptr && mentions(index.text, column.name);
               });
    }

    void copy_rows(const table_snapshot& before, const table_snapshot& after, const std::string& fresh, risk danger) {
        std::string columns, values;
        for (const auto& column : after.columns) {
            const column_snapshot* old = before.find(column.name);
            const bool is_filled = old == nullptr && !column.fill.empty() && column.default_text.empty();
            if ((old == nullptr && !is_filled) || !column.computed.empty()) continue;
            const std::string name = quoted_identifier(column.name);
            const std::string_view comma = columns.empty() ? "" : ", ";
            columns.append(comma).append(name);
            const bool has_gaps = old != nullptr && old->nullable && !column.nullable && !column.value_of_rows().empty();
            values.append(comma).append(is_filled ? column.fill : has_gaps ? "coalesce(" + name + ", " + column.value_of_rows() + ")" : name);
        }
        if (columns.empty()) return;
        add("Copies the rows of \"" + after.name + "\"",
            "INSERT INTO " + quoted_identifier(fresh) + " (" + columns + ") SELECT " + values + " FROM " + quoted_identifier(after.name),
            after.name, danger);
    }

    void create_indexes() {
        each(change_kind::create_table, [&](const schema_change& c) {
            const table_snapshot& table = *request_.to.find({}, c.table);
            for (const auto& index : table.indexes)
                if (!index.is_constraint) add("Creates the index \"" + index.name + "\" of \"" + c.table + "\"", words::create_index(table, index), c.table);
        });
        for (const change_kind kind : {change_kind::rename_index, change_kind::create_index})
            each(kind, [&](const schema_change& c) {
                if (rebuilt_.contains(c.table)) return;
                add(c, words::create_index(*request_.to.find({}, c.table), *find_part(request_.to, c, &table_snapshot::indexes)));
                steps_.back().danger = std::max(steps_.back().danger, risk::may_lock);
            });
    }

    bool has(change_kind kind, const std::string& name) const {
        return std::any_of(request_.changes.begin(), request_.changes.end(), [&](const schema_change& c) { return c.kind == kind && c.name == name; });
    }

    /// Those of a table that is made anew go too: its texts may change on the way, which nobody tells them.
    void drop_searches() {
        for (const auto& search : request_.from.searches) {
            if (!has(change_kind::drop_search, search.name) && !rebuilt_.contains(search.table)) continue;
            for (const std::string& name : {search.name, search.rows_name})
                add("Drops the words of \"" + search.table + "\"", "DROP TABLE IF EXISTS " + quoted_identifier(name), search.table);
        }
    }
    void create_searches() {
        for (const auto& search : request_.to.searches) {
            if (!has(change_kind::create_search, search.name) && !rebuilt_.contains(search.table)) continue;
            std::vector<std::string> texts{search.rows_text, search.text};
            const auto* on_insert = find_named(request_.to.triggers, search.name + "_insert");
            if (request_.from.find({}, search.table) != nullptr && on_insert != nullptr)
                for (std::string& text : search_fill(*on_insert)) texts.push_back(std::move(text));
            for (std::string& text : texts)
                add("Takes in the words of \"" + search.table + "\"", std::move(text), search.table, texts.size() > 2 ? risk::may_lock : risk::safe);
        }
    }

    /// Those that are new, and those that went with the table that they were on.
    bool is_made(const trigger_snapshot& trigger) const {
        return trigger.is_ours && (has(change_kind::create_trigger, trigger.name) || rebuilt_.contains(trigger.table));
    }
    /// What a table remembers whose triggers were away for a while need not be true.
    void forget_counts() {
        for (const auto& counts : request_.to.tables) {
            if (!counts.is_derived || request_.from.find({}, counts.name) == nullptr) continue;
            const auto& triggers = request_.to.triggers;
            if (std::any_of(triggers.begin(), triggers.end(), [&](const auto& each) { return quota_table_of(each) == counts.name && is_made(each); }))
                add("The rows of each tenant are counted anew", "DELETE FROM " + quoted_identifier(counts.name), counts.name);
        }
    }
    static std::string quota_table_of(const trigger_snapshot& trigger) {
        return trigger.name.starts_with(quota_table) ? std::string(quota_table) + trigger.table : std::string();
    }
    void create_triggers() {
        for (const auto& trigger : request_.to.triggers)
            if (is_made(trigger)) add("Creates the trigger \"" + trigger.name + "\"", trigger.text, trigger.table);
    }

    const change_request& request_;
    std::set<std::string> rebuilt_;
    std::vector<step> steps_;
};

} // namespace detail

} // namespace tenon::inline TENON_ABI::sql
