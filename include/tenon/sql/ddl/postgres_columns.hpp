// tenon/sql/ddl/postgres_columns.hpp: columns of PostgreSQL that change: their types and what becomes of values, and what
// depends on them.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/ddl/change.hpp>
#include <tenon/sql/ddl/danger.hpp>
#include <tenon/sql/ddl/literal.hpp>
#include <tenon/sql/ddl/postgres_casts.hpp>
#include <tenon/sql/ddl/postgres_tables.hpp>
#include <tenon/sql/ddl/tokens.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::sql::detail {

/// 0: it is none.
constexpr int bytes_of_integer(std::string_view type) noexcept { return type == "smallint" ? 2 : type == "integer" ? 4 : type == "bigint" ? 8 : 0; }

/// What becomes of values, where the types are spelled as the server does. A cast that rounds loses without a word; one from
/// text fails where the text is none of the type.
TENON_RARE type_change postgres_type_change(std::string_view from, std::string_view to) {
    const auto base = [](std::string_view type) { return type.substr(0, type.find_first_of("(")); };
    const auto is_text = [&](std::string_view type) { return type.starts_with("text") || type.starts_with("character varying"); };
    if (!postgres_cast_by(from, to)) return type_change::loses;
    from = without_collation(from), to = without_collation(to);
    if (from.ends_with("[]") && to.ends_with("[]")) from.remove_suffix(2), to.remove_suffix(2); // as each value does
    const bool counts_from = bytes_of_integer(from) != 0, counts_to = bytes_of_integer(to) != 0;
    const postgres_kind is = postgres_kind_of(from), becomes = postgres_kind_of(to);
    if (counts_from && counts_to) return bytes_of_integer(from) < bytes_of_integer(to) ? type_change::widens : type_change::may_fail;
    if (to == "text") return from.starts_with("character(") ? type_change::loses : type_change::widens;
    if (counts_from && to == "numeric") return type_change::widens;
    if (counts_from && base(to) == "numeric") return type_change::may_fail;
    if (counts_from && to == "double precision") return from == "bigint" ? type_change::loses : type_change::widens;
    if (from == "real" && to == "double precision") return type_change::widens;
    if (base(from) == "numeric" && to == "numeric") return type_change::widens;
    if (is == postgres_kind::boolean && becomes == postgres_kind::number) return type_change::widens;
    if (is == postgres_kind::number && becomes == postgres_kind::boolean) return type_change::may_fail;
    if (is == postgres_kind::own && becomes == postgres_kind::own) return type_change::may_fail;
    if (from == "uuid" || is_text(from)) return type_change::may_fail;
    if ((from == "json" && to == "jsonb") || from == "jsonb") return type_change::loses; // spellings
    return type_change::loses;
}

/// See schema_dialect. Of types that are read from texts only the database knows.
TENON_RARE std::string postgres_unfit_values(const std::string& column, const column_snapshot& before, const column_snapshot& after) {
    const std::string_view from = before.type, to = after.type;
    if (!postgres_cast_by(from, to)) return after.nullable || !after.default_text.empty() ? "" : column + " IS NOT NULL";
    if (bytes_of_integer(to) == 0 || bytes_of_integer(to) >= bytes_of_integer(from)) return {};
    return column + (bytes_of_integer(to) == 2 ? " NOT BETWEEN -32768 AND 32767" : " NOT BETWEEN -2147483648 AND 2147483647");
}

inline bool is_of_enum(const column_snapshot& column, const schema_change& type) {
    std::string_view name = column.type;
    if (name.ends_with("[]")) name.remove_suffix(2);
    return same_expression(name, postgres_name(type.schema, type.name));
}

/// The statements that make one column of another. `table` is as it will be.
TENON_RARE std::vector<std::string> change_column_texts(const table_snapshot& table, const column_snapshot& from, const column_snapshot& to) {
    const std::string name = quoted_identifier(to.name), of = postgres_name(table);
    const std::string on = "ALTER TABLE " + of + " ALTER COLUMN " + name;
    const std::string sequence = postgres_name(table.schema, constraint_name(table.name, {to.name}, "seq", postgres_dialect::longest_name));
    std::vector<std::string> texts;
    const bool other_type = from.type != to.type, other_numbers = from.numbered != to.numbered;
    if (other_numbers && from.numbered == numbering::identity) texts.push_back(on + " DROP IDENTITY");
    // A default need not be one of the new type.
    const bool had_default = !from.default_text.empty() || (other_numbers && from.numbered == numbering::serial);
    const bool keeps_default = same_expression(from.default_text, to.default_text) && !other_type && !other_numbers;
    if (had_default && !keeps_default && (other_type || to.default_text.empty())) texts.push_back(on + " DROP DEFAULT");
    if (other_numbers && from.numbered == numbering::serial) // which the default was of
        texts.push_back(do_block("BEGIN\n    EXECUTE 'DROP SEQUENCE ' || pg_catalog.pg_get_serial_sequence(" + quoted_text(of) + ", " + quoted_text(to.name) + ");\nEND"));
    if (!from.nullable && to.nullable) texts.push_back(on + " DROP NOT NULL");
    if (other_type) {
        // Where no value becomes one of the new type, the default does, or NULL: rows, keys and indexes stay what they are.
        const auto by = postgres_cast_by(from.type, to.type);
        const std::string absent = to.default_text.empty() ? "NULL" : "(" + to.default_text + ")";
        texts.push_back(on + " TYPE " + to.type + " USING " + (by ? name + *by + "::" + std::string(without_collation(to.type)) : absent));
        if (from.numbered == numbering::serial && !other_numbers && bytes_of_integer(to.type) != 0) // or it ends where the old type did
            texts.push_back(do_block("BEGIN\n    EXECUTE 'ALTER SEQUENCE ' || pg_catalog.pg_get_serial_sequence(" + quoted_text(of) + ", " +
                                     quoted_text(to.name) + ") || ' AS " + to.type + "';\nEND"));
    }
    if (!to.default_text.empty() && !keeps_default) texts.push_back(on + " SET DEFAULT " + to.default_text);
    if (from.nullable && !to.nullable) {
        if (!to.value_of_rows().empty())
            texts.push_back("UPDATE " + of + " SET " + name + " = " + (to.default_text.empty() ? to.fill : "DEFAULT") + " WHERE " + name + " IS NULL");
        texts.push_back(on + " SET NOT NULL");
    }
    if (other_numbers && to.numbered != numbering::none) {
        if (to.numbered == numbering::identity) texts.push_back(on + " ADD GENERATED BY DEFAULT AS IDENTITY");
        else {
            texts.push_back("CREATE SEQUENCE " + sequence + " OWNED BY " + of + "." + name);
            texts.push_back(on + " SET DEFAULT nextval(" + quoted_text(sequence) + ")");
        }
        texts.push_back("SELECT pg_catalog.setval(pg_catalog.pg_get_serial_sequence(" + quoted_text(of) + ", " + quoted_text(to.name) +
                        "), greatest(max(" + name + "), 1), max(" + name + ") IS NOT NULL) FROM " + of);
    }
    return texts;
}

/// The changes, and besides them those of what depends on columns that change their type or go: indexes, checks, references
/// and policies are dropped before, and made again after, unless they are dropped or made anyway.
class dependents {
public:
    explicit dependents(const change_request& request) : request_(request), changes_(request.changes) {}

    TENON_COLD std::vector<schema_change> operator()() {
        for (const schema_change& c : request_.changes) {
            if (c.kind == change_kind::drop_column) follow(c);
            if (c.kind == change_kind::change_column) {
                const column_snapshot &from = *find_part(request_.from, c, &table_snapshot::columns), &to = *find_part(request_.to, c, &table_snapshot::columns);
                if (from.type != to.type || from.computed != to.computed) follow(c);
            }
            if (c.kind != change_kind::change_enum) continue;
            for (const auto& table : request_.from.tables)
                for (const auto& column : table.columns)
                    if (is_of_enum(column, c)) follow({c.kind, table.schema, table.name, column.name});
        }
        // A unique or a key that others refer to is dropped after those references.
        for (const schema_change& c : request_.changes) {
            if (c.kind == change_kind::change_primary_key) again_for_references_to(c, request_.from.find(c.schema, c.table)->primary_key);
            const auto* index = c.kind == change_kind::drop_index ? find_part(request_.from, c, &table_snapshot::indexes) : nullptr;
            if (index == nullptr || !index->unique || !index->condition.empty()) continue;
            std::vector<std::string> columns;
            for (const index_key& key : index->keys) columns.push_back(key.text);
            again_for_references_to(c, columns);
        }
        return std::move(changes_);
    }

private:
    static bool contains(const std::vector<std::string>& names, const std::string& name) {
        return std::find(names.begin(), names.end(), name) != names.end();
    }

    /// Drops a part and makes it again, where it is to stay and nothing is done with it yet.
    template <class Part>
    void again(const table_snapshot& table, const std::string& name, std::vector<Part> table_snapshot::*parts, change_kind drop, change_kind create) {
        const table_snapshot* after = request_.to.find(table.schema, table.name);
        const schema_change dropped{drop, table.schema, table.name, name}, made{create, table.schema, table.name, name};
        if (after == nullptr || std::find(changes_.begin(), changes_.end(), dropped) != changes_.end()) return;
        // One that is renamed besides has its new name when it is dropped.
        const auto renamed = std::find_if(changes_.begin(), changes_.end(), [&](const schema_change& c) {
            return (c.kind == change_kind::rename_index || c.kind == change_kind::rename_constraint) && c.table == table.name && c.old_name == name;
        });
        const std::string now = renamed != changes_.end() ? renamed->name : name;
        const Part* held = find_named(after->*parts, now);
        if (held == nullptr) return;
        if (renamed != changes_.end()) changes_.erase(renamed);
        changes_.push_back(dropped);
        changes_.push_back({create, table.schema, table.name, now});
    }

    void follow(const schema_change& c) {
        for (const auto& table : request_.from.tables) {
            const bool is_it = table.name == c.table && table.schema == c.schema;
            for (const auto& policy : table.policies) // which may look into another table
                if (policy.is_ours && mentions(policy.condition, c.name) && (is_it || mentions(policy.condition, c.table)))
                    again(table, policy.name, &table_snapshot::policies, change_kind::drop_policy, change_kind::create_policy);
            for (const auto& key : table.foreign_keys) {
                const bool is_target = key.target == c.table && key.target_schema == c.schema && contains(key.target_columns, c.name);
                if (is_target || (is_it && contains(key.columns, c.name)))
                    again(table, key.name, &table_snapshot::foreign_keys, change_kind::drop_foreign_key, change_kind::add_foreign_key);
            }
            if (!is_it) continue;
            for (const auto& column : table.columns)
                if (c.kind == change_kind::change_column && column.name != c.name && mentions(column.computed, c.name)) compute_again(table, column);
            for (const auto& index : table.indexes)
                if (index.is_ours && ((!index.condition.empty() && mentions(index.condition, c.name)) || is_of_computed(table, index, c)))
                    again(table, index.name, &table_snapshot::indexes, change_kind::drop_index, change_kind::create_index);
            for (const auto& check : table.checks)
                if (mentions(check.condition, c.name))
                    again(table, check.name, &table_snapshot::checks, change_kind::drop_check, change_kind::add_check);
        }
        for (const auto& trigger : request_.from.triggers) {
            if (!trigger.is_ours || trigger.table != c.table || trigger.schema != c.schema || !mentions(trigger.text, c.name)) continue;
            if (find_trigger(request_.to, trigger.schema, trigger.table, trigger.name) == nullptr) continue;
            const schema_change dropped{change_kind::drop_trigger, trigger.schema, trigger.table, trigger.name};
            if (std::find(changes_.begin(), changes_.end(), dropped) != changes_.end()) continue;
            changes_.push_back(dropped);
            changes_.push_back({change_kind::create_trigger, trigger.schema, trigger.table, trigger.name});
        }
    }

    /// A column that is computed of one that changes is made anew, before that changes: see postgres_steps.
    void compute_again(const table_snapshot& table, const column_snapshot& column) {
        const table_snapshot* after = request_.to.find(table.schema, table.name);
        const schema_change made{change_kind::change_column, table.schema, table.name, column.name};
        if (after == nullptr || after->find(column.name) == nullptr) return;
        if (std::find(changes_.begin(), changes_.end(), made) == changes_.end()) changes_.push_back(made);
        follow(made);
    }
    /// An index of a column that is made anew goes with it.
    static bool is_of_computed(const table_snapshot& table, const index_snapshot& index, const schema_change& c) {
        return c.kind == change_kind::change_column && !table.find(c.name)->computed.empty() &&
               std::any_of(index.keys.begin(), index.keys.end(), [&](const index_key& key) { return key.text == c.name; });
    }

    void again_for_references_to(const schema_change& c, const std::vector<std::string>& columns) {
        for (const auto& table : request_.from.tables)
            for (const auto& key : table.foreign_keys)
                if (key.target == c.table && key.target_schema == c.schema &&
                    std::is_permutation(columns.begin(), columns.end(), key.target_columns.begin(), key.target_columns.end()))
                    again(table, key.name, &table_snapshot::foreign_keys, change_kind::drop_foreign_key, change_kind::add_foreign_key);
    }

    const change_request& request_;
    std::vector<schema_change> changes_;
};

} // namespace tenon::inline TENON_ABI::sql::detail
