// tenon/migration/diff.hpp: what differs between two schemas.
//
//     for (const auto& change : tenon::migration::diff(from, to).changes) std::cout << describe(change) << "\n";
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/migration/renames.hpp>
#include <tenon/migration/snapshot.hpp>
#include <tenon/sql/ddl/change.hpp>
#include <tenon/sql/ddl/danger.hpp>
#include <tenon/sql/ddl/tokens.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::migration {

using change = sql::schema_change;
using sql::change_kind;

/// A sentence about a change: `Adds the column "level" of "User"`.
inline std::string describe(const change& c) { return sql::whole_sentence_of(c); }

/// What makes one schema of another.
struct difference {
    snapshot renamed; ///< the first schema, after its renames
    std::vector<change> changes;
};

namespace detail {

using sql::same_expression;

inline bool same_part(const sql::index_snapshot& a, const sql::index_snapshot& b) {
    return a.keys == b.keys && a.unique == b.unique && a.method == b.method && a.is_constraint == b.is_constraint && a.is_valid == b.is_valid &&
           same_expression(a.condition, b.condition);
}
inline bool same_part(const sql::foreign_key_snapshot& a, const sql::foreign_key_snapshot& b) {
    return a.columns == b.columns && a.target_schema == b.target_schema && a.target == b.target &&
           a.target_columns == b.target_columns && a.on_delete == b.on_delete && a.nulled == b.nulled &&
           a.on_update == b.on_update && a.is_valid == b.is_valid;
}
inline bool same_part(const sql::check_snapshot& a, const sql::check_snapshot& b) {
    return a.is_valid == b.is_valid && same_expression(a.condition, b.condition);
}
inline bool same_part(const sql::policy_snapshot& a, const sql::policy_snapshot& b) {
    return a.verbs == b.verbs && same_expression(a.condition, b.condition);
}
inline bool same_part(const sql::column_snapshot& a, const sql::column_snapshot& b) {
    return a.type == b.type && a.nullable == b.nullable && a.numbered == b.numbered &&
           same_expression(a.default_text, b.default_text) && same_expression(a.computed, b.computed);
}
inline bool same_part(const sql::trigger_snapshot& a, const sql::trigger_snapshot& b) {
    return same_expression(a.text, b.text) && a.function_text == b.function_text && a.is_on == b.is_on;
}

inline bool same_part(const sql::search_snapshot& a, const sql::search_snapshot& b) {
    return a.table == b.table && same_expression(a.text, b.text) && same_expression(a.rows_text, b.rows_text);
}

template <class Part> bool is_ours(const Part& part) {
    if constexpr (requires { part.is_ours; }) return part.is_ours;
    else return true;
}

/// The one of these that a part of the other schema is: of its name, and where it has none, one that says the same.
template <class Part> const Part* counterpart(const std::vector<Part>& parts, const Part& of) {
    if (!of.name.empty()) return sql::find_named(parts, of.name);
    const auto same = std::find_if(parts.begin(), parts.end(), [&](const Part& held) { return held.name.empty() && same_part(held, of); });
    return same != parts.end() ? &*same : nullptr;
}

/// Compares the parts of one kind by their names. Parts of others are left alone, unless ours takes their name.
class comparison {
public:
    comparison(const snapshot& from, const snapshot& to) : from_(from), to_(to) {}

    TENON_COLD std::vector<change> operator()() {
        for (const auto& name : to_.schemas)
            if (!contains(from_.schemas, name)) add(change_kind::create_schema, {}, {}, name);
        for (const auto& type : to_.enums) {
            const auto* old = sql::find_enum(from_, type.schema, type.name);
            if (old == nullptr) add(change_kind::create_enum, type.schema, {}, type.name);
            else if (old->labels != type.labels) add(change_kind::change_enum, type.schema, {}, type.name);
        }
        for (const auto& table : to_.tables) {
            const auto* old = from_.find(table.schema, table.name);
            if (old == nullptr) add(change_kind::create_table, table.schema, table.name, {});
            else compare(*old, table);
        }
        for (const auto& table : from_.tables)
            if (to_.find(table.schema, table.name) == nullptr) add(change_kind::drop_table, table.schema, table.name, {});
        compare_triggers();
        compare_searches();
        for (const auto& type : from_.enums)
            if (sql::find_enum(to_, type.schema, type.name) == nullptr) add(change_kind::drop_enum, type.schema, {}, type.name);
        for (const auto& name : from_.schemas)
            if (!contains(to_.schemas, name)) add(change_kind::drop_schema, {}, {}, name);
        return std::move(changes_);
    }

private:
    static bool contains(const std::vector<std::string>& names, const std::string& name) {
        return std::find(names.begin(), names.end(), name) != names.end();
    }
    void add(change_kind kind, std::string schema, std::string table, std::string name, std::string old_name = {}) {
        changes_.push_back({kind, std::move(schema), std::move(table), std::move(name), std::move(old_name)});
    }

    void compare(const sql::table_snapshot& from, const sql::table_snapshot& to) {
        const auto tell = [&](change_kind kind, const std::string& name, const std::string& old_name = {}) {
            add(kind, to.schema, to.name, name, old_name);
        };
        if (from.strict != to.strict || from.clustered != to.clustered) tell(change_kind::change_storage, {});
        for (const auto& column : to.columns) {
            const auto* old = from.find(column.name);
            if (old == nullptr) tell(change_kind::add_column, column.name);
            else if (!same_part(*old, column)) tell(change_kind::change_column, column.name);
        }
        for (const auto& column : from.columns)
            if (to.find(column.name) == nullptr) tell(change_kind::drop_column, column.name);
        if (from.primary_key != to.primary_key) tell(change_kind::change_primary_key, to.primary_key_name, from.primary_key_name);
        else if (from.primary_key_name != to.primary_key_name)
            tell(change_kind::rename_constraint, to.primary_key_name, from.primary_key_name);
        compare_parts(from.indexes, to.indexes, change_kind::create_index, change_kind::drop_index, change_kind::rename_index, tell);
        compare_parts(from.checks, to.checks, change_kind::add_check, change_kind::drop_check, change_kind::rename_constraint, tell);
        compare_parts(from.foreign_keys, to.foreign_keys, change_kind::add_foreign_key, change_kind::drop_foreign_key,
                      change_kind::rename_constraint, tell);
        if (from.row_security != to.row_security) tell(change_kind::change_row_security, {});
        // A policy has no rename of its own here: it costs nothing to make it again.
        compare_parts(from.policies, to.policies, change_kind::create_policy, change_kind::drop_policy, change_kind::create_policy, tell);
    }

    /// Parts of one name are compared; one whose name is gone and one that is new and otherwise the same are one, renamed.
    template <class Part, class Tell>
    void compare_parts(const std::vector<Part>& from, const std::vector<Part>& to, change_kind create, change_kind drop,
                       change_kind rename, Tell tell) {
        std::vector<const Part*> gone;
        for (const Part& old : from) {
            const Part* wanted = counterpart(to, old);
            if (wanted == nullptr && is_ours(old)) gone.push_back(&old);
            if (wanted != nullptr && !same_part(old, *wanted)) tell(drop, old.name);
        }
        for (const Part& wanted : to) {
            if (!is_ours(wanted)) continue;
            const Part* old = counterpart(from, wanted);
            if (old != nullptr) {
                if (!same_part(*old, wanted)) tell(create, wanted.name);
                continue;
            }
            const auto same = std::find_if(gone.begin(), gone.end(), [&](const Part* held) { return same_part(*held, wanted); });
            if (same == gone.end() || rename == create) {
                tell(create, wanted.name);
                continue;
            }
            tell(rename, wanted.name, (*same)->name);
            gone.erase(same);
        }
        for (const Part* old : gone) tell(drop, old->name);
    }

    void compare_triggers() {
        for (const auto& old : from_.triggers) {
            const auto* wanted = sql::find_trigger(to_, old.schema, old.table, old.name);
            const bool stays = wanted != nullptr ? same_part(old, *wanted) : !old.is_ours;
            if (!stays) add(change_kind::drop_trigger, old.schema, old.table, old.name);
        }
        for (const auto& wanted : to_.triggers) {
            const auto* old = sql::find_trigger(from_, wanted.schema, wanted.table, wanted.name);
            if (wanted.is_ours && (old == nullptr || !same_part(*old, wanted)))
                add(change_kind::create_trigger, wanted.schema, wanted.table, wanted.name);
        }
    }

    void compare_searches() {
        for (const auto& old : from_.searches) {
            const auto* wanted = sql::find_named(to_.searches, old.name);
            if (wanted == nullptr || !same_part(old, *wanted)) add(change_kind::drop_search, {}, old.table, old.name);
        }
        for (const auto& wanted : to_.searches) {
            const auto* old = sql::find_named(from_.searches, wanted.name);
            if (old == nullptr || !same_part(*old, wanted)) add(change_kind::create_search, {}, wanted.table, wanted.name);
        }
    }

    const snapshot& from_;
    const snapshot& to_;
    std::vector<change> changes_;
};

} // namespace detail

/// What makes `to` of `from`: none where they are the same. Both are in the words of one database: see `spelled`. Indexes,
/// triggers and policies that are not tenon's are left alone; tables that are not tenon's are tables that are no longer
/// wanted.
TENON_RARE difference diff(const snapshot& from, const snapshot& to) {
    difference made;
    made.renamed = from;
    detail::renaming(made.renamed, to, made.changes)();
    for (auto& c : detail::comparison(made.renamed, to)()) made.changes.push_back(std::move(c));
    return made;
}

} // namespace tenon::inline TENON_ABI::migration
