// tenon/sql/ddl/postgres_changes.hpp: the steps that change a schema on PostgreSQL. What depends on a column that changes is
// dropped before and made again after; names come first, references last.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/ddl/change.hpp>
#include <tenon/sql/ddl/danger.hpp>
#include <tenon/sql/ddl/literal.hpp>
#include <tenon/sql/ddl/postgres.hpp>
#include <tenon/sql/ddl/postgres_columns.hpp>
#include <tenon/sql/ddl/postgres_enum_change.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

namespace detail {

class postgres_steps {
public:
    explicit postgres_steps(const change_request& request) : request_(request), changes_(request.changes) {}

    TENON_COLD std::vector<step> make() {
        if (changes_.empty()) return {};
        add("Names mean what is the server's own", std::string(ddl<postgres_dialect>::trusted_search_path));
        if (!request_.lock_timeout.empty())
            add("Gives up when others hold a table for longer", "SET LOCAL lock_timeout = '" + request_.lock_timeout + "'");
        if (std::any_of(request_.to.tables.begin(), request_.to.tables.end(), [](const auto& table) { return table.spread_by.has_value(); }))
            add("One node of the cluster after the other", std::string(distribute_in_turn));
        // The owner of a table is bound by its policies too.
        if (std::any_of(changes_.begin(), changes_.end(), [](const auto& c) { return c.kind == change_kind::change_column; }))
            add("Works on the rows of all tenants", "SELECT pg_catalog.set_config('tenon.system', 'migration', true)");
        if (std::any_of(changes_.begin(), changes_.end(), [&](const auto& c) { return changes_times(c); }))
            add("Times are UTC, wherever the server is", "SELECT pg_catalog.set_config('TimeZone', 'UTC', true), pg_catalog.set_config('DateStyle', 'ISO', true)");
        each(change_kind::create_schema, [&](const auto& c) { add(c, "CREATE SCHEMA IF NOT EXISTS " + quoted_identifier(c.name)); });
        rename();
        drop();
        rename_parts();
        each(change_kind::create_enum, [&](const auto& c) { add(c, create_enum(*find_enum(request_.to, c.schema, c.name))); });
        each(change_kind::change_enum, [&](const auto& c) { change_enum(c); });
        create_tables();
        // What is computed of other columns goes before they do, and comes after them.
        const auto drop_column = [&](const auto& c) { add(c, alter(c) + " DROP COLUMN " + quoted_identifier(c.name)); };
        const auto add_column = [&](const auto& c) {
            column_snapshot column = *find_part(request_.to, c, &table_snapshot::columns);
            const bool is_filled = !column.fill.empty() && column.default_text.empty();
            if (is_filled) column.default_text = column.fill;
            add(c, alter(c) + " ADD COLUMN " + define_column(column));
            if (is_filled) add(c, alter(c) + " ALTER COLUMN " + quoted_identifier(c.name) + " DROP DEFAULT");
        };
        each_column(change_kind::drop_column, request_.from, true, drop_column);
        each_column(change_kind::change_column, request_.from, true, drop_column);
        each_column(change_kind::add_column, request_.to, false, add_column);
        each_column(change_kind::change_column, request_.from, false, [&](const auto& c) { change_column(c); });
        each_column(change_kind::change_column, request_.from, true, add_column);
        each_column(change_kind::add_column, request_.to, true, add_column);
        each_column(change_kind::drop_column, request_.from, false, drop_column);
        for (const change_kind kind : {change_kind::add_column, change_kind::change_column}) each(kind, [&](const auto& c) { let_number(c); });
        create();
        each(change_kind::drop_enum, [&](const auto& c) { add(c, "DROP TYPE " + postgres_name(c.schema, c.name)); });
        each(change_kind::drop_schema, [&](const auto& c) { add(c, "DROP SCHEMA " + quoted_identifier(c.name)); });
        steps_.insert(steps_.end(), afterwards_.begin(), afterwards_.end());
        return std::move(steps_);
    }

private:
    template <class Do> void each(change_kind kind, Do action) {
        for (const schema_change& c : changes_)
            if (c.kind == kind) action(c);
    }
    /// Those of columns that are computed, or that are not.
    template <class Do> void each_column(change_kind kind, const schema_snapshot& in, bool computed, Do action) {
        each(kind, [&](const schema_change& c) {
            if (find_part(in, c, &table_snapshot::columns)->computed.empty() != computed) action(c);
        });
    }
    /// Whether values of one type become those of another by the server's clock or calendar.
    bool changes_times(const schema_change& c) const {
        if (c.kind != change_kind::change_column) return false;
        const std::string_view from = find_part(request_.from, c, &table_snapshot::columns)->type, to = find_part(request_.to, c, &table_snapshot::columns)->type;
        const auto is_time = [](std::string_view type) { return type.starts_with("time") || type.starts_with("date"); };
        return from != to && (is_time(from) || is_time(to));
    }
    static std::string alter(const schema_change& c) { return "ALTER TABLE " + postgres_name(c.schema, c.table); }
    static std::string place(const schema_change& c) { return c.table.empty() ? "" : c.schema + "." + c.table; }
    step& add(std::string description, std::string sql) {
        return steps_.emplace_back(step{.description = std::move(description), .sql = std::move(sql)});
    }
    step& add(const schema_change& c, std::string sql, risk danger) {
        return steps_.emplace_back(step{.description = whole_sentence_of(c), .sql = std::move(sql), .danger = danger, .table = place(c)});
    }
    step& add(const schema_change& c, std::string sql) { return add(c, std::move(sql), danger_of(request_, c)); }
    step& add_afterwards(const schema_change& c, std::string sql, risk danger) {
        return afterwards_.emplace_back(step{.description = whole_sentence_of(c), .sql = std::move(sql), .danger = danger, .when = step_time::after, .table = place(c)});
    }
    bool is_new(const schema_change& c) const { return request_.from.find(c.schema, c.table) == nullptr; }
    bool is_gone(const schema_change& c) const { return request_.to.find(c.schema, c.table) == nullptr; }

    void rename() {
        each(change_kind::rename_table, [&](const auto& c) {
            add(c, "ALTER TABLE " + postgres_name(c.schema, c.old_name) + " RENAME TO " + quoted_identifier(c.name));
        });
        each(change_kind::rename_column, [&](const auto& c) {
            add(c, alter(c) + " RENAME COLUMN " + quoted_identifier(c.old_name) + " TO " + quoted_identifier(c.name));
        });
    }

    /// One whose new name another still has comes behind that: names of keys and indexes are those of their schema.
    void rename_parts() {
        std::vector<const schema_change*> waiting;
        for (const change_kind kind : {change_kind::rename_constraint, change_kind::rename_index})
            each(kind, [&](const auto& c) { waiting.push_back(&c); });
        while (!waiting.empty()) {
            const auto next = std::find_if(waiting.begin(), waiting.end(), [&](const schema_change* c) {
                return std::none_of(waiting.begin(), waiting.end(), [&](const schema_change* other) {
                    return other != c && other->schema == c->schema && other->old_name == c->name;
                });
            });
            const auto chosen = next != waiting.end() ? next : waiting.begin();
            rename_part(**chosen);
            waiting.erase(chosen);
        }
    }
    void rename_part(const schema_change& c) {
        const auto* index = c.kind == change_kind::rename_index ? find_part(request_.to, c, &table_snapshot::indexes) : nullptr;
        if (index == nullptr || index->is_constraint)
            add(c, alter(c) + " RENAME CONSTRAINT " + quoted_identifier(c.old_name) + " TO " + quoted_identifier(c.name));
        else add(c, "ALTER INDEX " + postgres_name(c.schema, c.old_name) + " RENAME TO " + quoted_identifier(c.name));
    }

    void drop() {
        // Between its policies the rows of a table are nobody's, which updates and references would go by: its owner's they stay.
        each_table_without_policies([&](const auto& c) { add("Works on all rows of \"" + c.table + "\" while it has no policies", alter(c) + " NO FORCE ROW LEVEL SECURITY"); });
        each(change_kind::drop_policy, [&](const auto& c) { drop_policy(c, c.name); });
        each(change_kind::drop_trigger, [&](const auto& c) {
            add(c, "DROP TRIGGER " + quoted_identifier(c.name) + " ON " + postgres_name(c.schema, c.table));
            const auto* held = find_trigger(request_.from, c.schema, c.table, c.name);
            if (!held->function.empty()) add(c, "DROP FUNCTION " + held->function);
        });
        const auto drop_constraint = [&](const auto& c) { add(c, alter(c) + " DROP CONSTRAINT " + quoted_identifier(c.name)); };
        each(change_kind::drop_foreign_key, drop_constraint);
        // Tables that go may refer to each other in circles, and look into each other by their policies.
        each(change_kind::drop_table, [&](const auto& c) {
            const table_snapshot& table = *request_.from.find(c.schema, c.table);
            for (const auto& key : table.foreign_keys)
                if (request_.to.find(key.target_schema, key.target) == nullptr && (key.target != c.table || key.target_schema != c.schema))
                    add(c, alter(c) + " DROP CONSTRAINT " + quoted_identifier(key.name), risk::safe);
            for (const auto& policy : table.policies)
                if (std::any_of(changes_.begin(), changes_.end(), [&](const auto& other) {
                        return other.kind == change_kind::drop_table && other.table != c.table && mentions(policy.condition, other.table);
                    }))
                    drop_policy(c, policy.name).danger = risk::safe;
        });
        each(change_kind::drop_check, drop_constraint);
        each(change_kind::drop_index, [&](const auto& c) {
            if (find_part(request_.from, c, &table_snapshot::indexes)->is_constraint) drop_constraint(c);
            else add(c, "DROP INDEX " + postgres_name(c.schema, c.name));
        });
        each(change_kind::change_primary_key, [&](const auto& c) {
            if (!c.old_name.empty()) add(c, alter(c) + " DROP CONSTRAINT " + quoted_identifier(c.old_name), risk::may_lock);
        });
        each(change_kind::drop_table, [&](const auto& c) { add(c, "DROP TABLE " + postgres_name(c.schema, c.table)); });
    }

    step& drop_policy(const schema_change& c, const std::string& name) {
        return add(c, "DROP POLICY " + quoted_identifier(name) + " ON " + postgres_name(c.schema, c.table));
    }
    template <class Do> void each_table_without_policies(Do action) {
        std::set<std::string> seen;
        each(change_kind::drop_policy, [&](const schema_change& c) {
            if (request_.from.find(c.schema, c.table)->row_security && seen.insert(postgres_name(c.schema, c.table)).second) action(c);
        });
    }

    void create_tables() {
        std::vector<table_snapshot> made;
        each(change_kind::create_table, [&](const auto& c) {
            made.push_back(*request_.to.find(c.schema, c.table));
            add(c, create_table(made.back()));
        });
        for (auto& text : distribute_tables(made, spread_already())) add("Puts the new tables on the nodes of the cluster", std::move(text));
        if (!made.empty() && !request_.to.application_role.empty())
            for (auto& text : create_grants(made, request_.to.application_role))
                add("Lets \"" + request_.to.application_role + "\" read and write the new tables", std::move(text));
    }

    /// A table that stays and whose rows are spread over a cluster, as a literal.
    std::string spread_already() const {
        for (const auto& table : request_.to.tables)
            if (table.spread_by && !table.spread_by->empty() && request_.from.find(table.schema, table.name) != nullptr)
                return quoted_text(postgres_name(table));
        return {};
    }

    void change_enum(const schema_change& c) {
        const enum_change made = postgres_enum_change(request_, c);
        const risk danger = made.anew ? std::max(danger_of(request_, c), risk::may_lock) : danger_of(request_, c);
        for (const std::string& text : made.texts) add(c, text, danger);
    }

    void change_column(const schema_change& c) {
        const column_snapshot &from = *find_part(request_.from, c, &table_snapshot::columns), &to = *find_part(request_.to, c, &table_snapshot::columns);
        const risk danger = danger_of(request_, c);
        for (const std::string& text : change_column_texts(*request_.to.find(c.schema, c.table), from, to)) add(c, text, danger);
    }

    /// A sequence that comes with a column has no rights yet.
    void let_number(const schema_change& c) {
        const column_snapshot &after = *find_part(request_.to, c, &table_snapshot::columns), *before = find_part(request_.from, c, &table_snapshot::columns);
        if (request_.to.application_role.empty() || after.numbered == numbering::none || (before != nullptr && before->numbered == after.numbered)) return;
        add("Lets \"" + request_.to.application_role + "\" number the rows of \"" + c.table + "\"",
            grant_numbers(*request_.to.find(c.schema, c.table), after, request_.to.application_role));
    }

    void create() {
        each_wanted(change_kind::create_index, &table_snapshot::indexes, [&](const auto& c, const auto& table, const auto& index) {
            if (!request_.concurrently || is_new(c) || index.is_constraint || !index.text.empty() || is_led_to(table, index)) {
                add(c, create_index(table, index));
                return;
            }
            // One that was left behind half built by an attempt before is of no use.
            add_afterwards(c, "DROP INDEX CONCURRENTLY IF EXISTS " + postgres_name(c.schema, index.name), risk::safe);
            add_afterwards(c, create_index(table, index, true), index.unique ? risk::may_fail_on_data : risk::safe);
        });
        const auto add_key = [&](const auto& c) { add(c, add_primary_key(*request_.to.find(c.schema, c.table))); };
        each(change_kind::create_table, [&](const auto& c) {
            if (has_key_of_its_own(*request_.to.find(c.schema, c.table))) add_key(c);
        });
        each(change_kind::change_primary_key, [&](const auto& c) {
            if (!request_.to.find(c.schema, c.table)->primary_key.empty()) add_key(c);
        });
        each(change_kind::add_check, [&](const auto& c) {
            const auto& check = *find_part(request_.to, c, &table_snapshot::checks);
            add_constraint(c, alter(c) + " ADD CONSTRAINT " + quoted_identifier(c.name) + " CHECK (" + check.condition + ")");
        });
        each_wanted(change_kind::add_foreign_key, &table_snapshot::foreign_keys,
                    [&](const auto& c, const auto& table, const auto& key) { add_constraint(c, add_foreign_key(table, key)); });
        each(change_kind::create_trigger, [&](const auto& c) {
            const auto& trigger = *find_trigger(request_.to, c.schema, c.table, c.name);
            add(c, trigger.function_text);
            add(c, trigger.text);
        });
        each(change_kind::change_row_security, [&](const auto& c) { switch_row_security(c); });
        each(change_kind::create_table, [&](const auto& c) {
            if (request_.to.find(c.schema, c.table)->row_security) switch_row_security(c);
        });
        each_wanted(change_kind::create_policy, &table_snapshot::policies,
                    [&](const auto& c, const auto& table, const auto& policy) { add(c, create_policy(table, policy)); });
        each_table_without_policies([&](const auto& c) {
            if (request_.to.find(c.schema, c.table)->row_security)
                add("The policies of \"" + c.table + "\" bind its owner too", alter(c) + " FORCE ROW LEVEL SECURITY");
        });
    }

    /// A foreign key is added within the transaction, and takes the unique that it leads to.
    bool is_led_to(const table_snapshot& table, const index_snapshot& index) const {
        if (!index.unique) return false;
        return std::any_of(request_.to.tables.begin(), request_.to.tables.end(), [&](const table_snapshot& from) {
            return std::any_of(from.foreign_keys.begin(), from.foreign_keys.end(), [&](const foreign_key_snapshot& key) {
                return key.target == table.name && key.target_schema == table.schema && key.target_columns.size() == index.keys.size() &&
                       std::all_of(index.keys.begin(), index.keys.end(), [&](const index_key& held) {
                           return std::find(key.target_columns.begin(), key.target_columns.end(), held.text) != key.target_columns.end();
                       });
            });
        });
    }

    /// New parts of one kind: of tables that are there, and of those that are created.
    template <class Part, class Do> void each_wanted(change_kind kind, std::vector<Part> table_snapshot::*parts, Do action) {
        each(change_kind::create_table, [&](const auto& created) {
            const auto& table = *request_.to.find(created.schema, created.table);
            for (const Part& part : table.*parts) action(schema_change{kind, created.schema, created.table, part.name}, table, part);
        });
        each(kind, [&](const auto& c) { action(c, *request_.to.find(c.schema, c.table), *find_part(request_.to, c, parts)); });
    }

    /// Where rows are there already they are asked in a second step, which lets others write meanwhile if it stands alone.
    void add_constraint(const schema_change& c, std::string sql) {
        if (is_new(c)) {
            add(c, std::move(sql));
            return;
        }
        add(c, sql + " NOT VALID", risk::safe);
        std::string validate = alter(c) + " VALIDATE CONSTRAINT " + quoted_identifier(c.name);
        if (request_.concurrently) add_afterwards(c, std::move(validate), danger_of(request_, c));
        else add(c, std::move(validate));
    }

    void switch_row_security(const schema_change& c) {
        const bool on = request_.to.find(c.schema, c.table)->row_security;
        add(c, alter(c) + (on ? " ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY" : " DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY"));
    }

    const change_request& request_;
    const std::vector<schema_change>& changes_;
    std::vector<step> steps_;
    std::vector<step> afterwards_;
};

} // namespace detail

} // namespace tenon::inline TENON_ABI::sql
