// tenon/sql/ddl/danger.hpp: what a change can do to the rows that are there, and how a sentence says it.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/ddl/change.hpp>
#include <tenon/sql/ddl/schema_dialect.hpp>
#include <tenon/sql/ddl/tokens.hpp>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

/// The part of a table that was, or will be, one of this name.
template <class Part>
const Part* find_part(const schema_snapshot& in, const schema_change& c, std::vector<Part> table_snapshot::*parts) noexcept {
    const table_snapshot* table = in.find(c.schema, c.table);
    return table != nullptr ? find_named(table->*parts, c.name) : nullptr;
}

namespace detail {

/// What a condition of one column allows: a list of texts, or a range of integers. `frame` is all the rest of it.
struct allowed_values {
    std::set<std::string> frame{};
    std::set<std::string> texts{};
    std::vector<long long> numbers{};
};
TENON_RARE allowed_values values_allowed_by(std::string_view condition) {
    allowed_values found;
    bool negative = false;
    for (const sql_token& token : tokens_of(condition)) {
        const bool is_quoted_number = token.kind == token_kind::text && token.value.size() > 3 && token.value.starts_with("'-") &&
                                      token.value.find_first_not_of("0123456789", 2) == token.value.size() - 1;
        if (is_quoted_number) found.numbers.push_back(std::strtoll(token.value.c_str() + 1, nullptr, 10));
        else if (token.kind == token_kind::text) found.texts.insert(token.value);
        else if (token.kind == token_kind::number && token.value.find_first_not_of("0123456789") == token.value.npos)
            found.numbers.push_back((negative ? -1 : 1) * std::strtoll(token.value.c_str(), nullptr, 10));
        // Brackets, quotes and casts come and go with the values: '-128'::integer.
        else if (token.kind != token_kind::symbol || token.value == "<" || token.value == ">") found.frame.insert(token.value);
        negative = token.is_symbol('-');
    }
    found.frame.erase("integer");
    found.frame.erase("bigint");
    return found;
}

} // namespace detail

/// Whether every value that one CHECK allows is allowed by the other: a longer list of names, or a wider range. False where
/// that is not plain to see.
TENON_RARE bool widens(std::string_view from, std::string_view to) {
    const auto before = detail::values_allowed_by(from), after = detail::values_allowed_by(to);
    if (before.frame != after.frame || before.frame.contains("NOT") || before.frame.contains("OR")) return false;
    if (!before.texts.empty())
        return before.numbers.empty() && after.numbers.empty() &&
               std::includes(after.texts.begin(), after.texts.end(), before.texts.begin(), before.texts.end());
    const auto is_range = [](const detail::allowed_values& held) {
        return held.texts.empty() && held.numbers.size() == 2 && held.numbers[0] <= held.numbers[1] && !held.frame.contains("IN") &&
               !held.frame.contains("ANY");
    };
    return is_range(before) && is_range(after) && after.numbers[0] <= before.numbers[0] && after.numbers[1] >= before.numbers[1];
}

/// The labels that an enum type no longer has.
TENON_RARE std::vector<std::string> removed_labels(const enum_snapshot& from, const enum_snapshot& to) {
    std::vector<std::string> removed;
    for (const auto& label : from.labels)
        if (std::find(to.labels.begin(), to.labels.end(), label) == to.labels.end()) removed.push_back(label);
    return removed;
}

inline const enum_snapshot* find_enum(const schema_snapshot& in, std::string_view schema, std::string_view name) noexcept {
    for (const auto& held : in.enums)
        if (held.name == name && held.schema == schema) return &held;
    return nullptr;
}

TENON_RARE risk danger_of_column(const change_request& request, const schema_change& c) {
    const column_snapshot* before = find_part(request.from, c, &table_snapshot::columns);
    const column_snapshot& after = *find_part(request.to, c, &table_snapshot::columns);
    const bool needs_value = !after.nullable && after.value_of_rows().empty() && after.numbered == numbering::none && after.computed.empty();
    if (!after.computed.empty()) return risk::may_lock;
    if (before == nullptr) return needs_value ? risk::may_fail_on_data : risk::safe;
    risk danger = risk::safe;
    if (before->type != after.type) {
        const type_change becomes = request.to.dialect->change_of_type(*request.to.find(c.schema, c.table), *before, after);
        danger = becomes == type_change::widens ? risk::may_lock : becomes == type_change::loses ? risk::loses_data : risk::may_fail_on_data;
    }
    if (before->nullable && !after.nullable) danger = std::max(danger, needs_value ? risk::may_fail_on_data : risk::may_lock);
    return danger;
}

/// The one that a change speaks of, or nullptr. Its name alone tells none: another table may have one of that name.
inline const trigger_snapshot* find_trigger(const schema_snapshot& in, std::string_view schema, std::string_view table, std::string_view name) noexcept {
    for (const auto& held : in.triggers)
        if (held.name == name && held.table == table && held.schema == schema) return &held;
    return nullptr;
}

/// What a change can do to the rows that are there.
TENON_RARE risk danger_of(const change_request& request, const schema_change& c) {
    const table_snapshot* before = request.from.find(c.schema, c.table);
    if (before == nullptr && c.kind != change_kind::change_enum) return risk::safe; // a table that has no rows yet
    const auto is_new = [&](const std::string& column) { return before->find(column) == nullptr; };
    switch (c.kind) {
    case change_kind::drop_table: return before->is_derived ? risk::safe : risk::loses_data;
    case change_kind::drop_column: return before->find(c.name)->computed.empty() ? risk::loses_data : risk::safe;
    case change_kind::create_search: return risk::may_lock;
    case change_kind::add_column:
    case change_kind::change_column: return danger_of_column(request, c);
    case change_kind::change_enum: {
        const enum_snapshot *from = find_enum(request.from, c.schema, c.name), *to = find_enum(request.to, c.schema, c.name);
        return removed_labels(*from, *to).empty() ? risk::safe : risk::may_fail_on_data;
    }
    case change_kind::change_primary_key: return risk::may_fail_on_data;
    case change_kind::change_storage:
        return request.to.find(c.schema, c.table)->strict && !before->strict ? risk::may_fail_on_data : risk::may_lock;
    case change_kind::create_index:
        return find_part(request.to, c, &table_snapshot::indexes)->unique ? risk::may_fail_on_data : risk::may_lock;
    case change_kind::add_foreign_key: {
        const auto& columns = find_part(request.to, c, &table_snapshot::foreign_keys)->columns;
        const table_snapshot& after = *request.to.find(c.schema, c.table);
        const bool starts_empty = std::any_of(columns.begin(), columns.end(), [&](const std::string& column) {
            return is_new(column) && after.find(column)->nullable && after.find(column)->default_text.empty();
        });
        return starts_empty ? risk::may_lock : risk::may_fail_on_data;
    }
    case change_kind::add_check: {
        const check_snapshot* old = find_part(request.from, c, &table_snapshot::checks);
        const check_snapshot& fresh = *find_part(request.to, c, &table_snapshot::checks);
        if (old != nullptr && widens(old->condition, fresh.condition)) return risk::may_lock;
        const table_snapshot& after = *request.to.find(c.schema, c.table);
        for (const auto& column : after.columns)
            if (!is_new(column.name) && mentions(fresh.condition, column.name)) return risk::may_fail_on_data;
        return risk::may_lock;
    }
    case change_kind::change_row_security:
    case change_kind::create_policy:
    case change_kind::drop_policy: return risk::may_lock;
    default: return risk::safe;
    }
}

/// What a change does: `Adds the column "level"`.
TENON_RARE std::string sentence_of(const schema_change& c) {
    const auto about = [&](std::string_view what) { return std::string(what) + " \"" + c.name + "\""; };
    const auto from = [&](std::string_view what) {
        return "Renames " + std::string(what) + " \"" + c.old_name + "\" to \"" + c.name + "\"";
    };
    switch (c.kind) {
    case change_kind::create_schema: return about("Creates the schema");
    case change_kind::drop_schema: return about("Drops the schema");
    case change_kind::create_enum: return about("Creates the type");
    case change_kind::drop_enum: return about("Drops the type");
    case change_kind::change_enum: return about("Changes the names of the type");
    case change_kind::create_table: return "Creates the table \"" + c.table + "\"";
    case change_kind::drop_table: return "Drops the table \"" + c.table + "\" with all its rows";
    case change_kind::rename_table: return from("the table");
    case change_kind::change_storage: return "Changes how the table keeps its rows";
    case change_kind::add_column: return about("Adds the column");
    case change_kind::drop_column: return about("Drops the column");
    case change_kind::rename_column: return from("the column");
    case change_kind::change_column: return about("Changes the column");
    case change_kind::change_primary_key: return "Changes the primary key";
    case change_kind::create_index: return about("Creates the index");
    case change_kind::drop_index: return about("Drops the index");
    case change_kind::add_foreign_key: return about("Adds the foreign key");
    case change_kind::drop_foreign_key: return about("Drops the foreign key");
    case change_kind::add_check: return about("Adds the check");
    case change_kind::drop_check: return about("Drops the check");
    case change_kind::rename_constraint: return from("the constraint");
    case change_kind::rename_index: return from("the index");
    case change_kind::change_row_security: return "Changes whether the database keeps tenants apart";
    case change_kind::create_policy: return about("Creates the policy");
    case change_kind::drop_policy: return about("Drops the policy");
    case change_kind::create_trigger: return about("Creates the trigger");
    case change_kind::drop_trigger: return about("Drops the trigger");
    case change_kind::create_search: return "Takes in the words of \"" + c.table + "\"";
    case change_kind::drop_search: return "Drops the words of \"" + c.table + "\"";
    }
    return {};
}

/// The same with its table: `Adds the column "level" to "User"`.
TENON_RARE std::string whole_sentence_of(const schema_change& c) {
    if (c.table.empty() || c.kind == change_kind::create_table || c.kind == change_kind::drop_table || c.kind == change_kind::rename_table ||
        c.kind == change_kind::create_search || c.kind == change_kind::drop_search)
        return sentence_of(c);
    return sentence_of(c) + " of \"" + c.table + "\"" + (c.kind == change_kind::drop_column ? " with all its values" : "");
}

} // namespace tenon::inline TENON_ABI::sql
