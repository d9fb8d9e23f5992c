// tenon/sql/ddl/postgres_enum_change.hpp: other names for an enum type of PostgreSQL.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/ddl/change.hpp>
#include <tenon/sql/ddl/danger.hpp>
#include <tenon/sql/ddl/literal.hpp>
#include <tenon/sql/ddl/postgres_columns.hpp>
#include <tenon/sql/ddl/postgres_tables.hpp>
#include <tenon/sql/ddl/postgres_types.hpp>
#include <tenon/sql/ddl/snapshot.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::sql::detail {

/// The statements of it.
struct enum_change {
    std::vector<std::string> texts{};
    bool anew = false; ///< the type is made once more, and its columns are changed to it
};

/// Whether names need only be added, and nothing else of the schema uses those.
TENON_RARE bool can_add_labels(const schema_snapshot& schema, const enum_snapshot& from, const enum_snapshot& to) {
    std::size_t next = 0;
    for (const auto& label : to.labels) {
        if (next < from.labels.size() && from.labels[next] == label) {
            ++next;
            continue;
        }
        const std::string text = quoted_text(label);
        const auto has = [&](const std::string& held) { return held.find(text) != held.npos; };
        for (const auto& table : schema.tables) {
            for (const auto& column : table.columns)
                if (has(column.default_text)) return false;
            for (const auto& index : table.indexes)
                if (has(index.condition)) return false;
            for (const auto& check : table.checks)
                if (has(check.condition)) return false;
        }
    }
    return next == from.labels.size();
}

/// Whether values of another type, which may be new names, become those of an enum.
TENON_RARE bool takes_values(const change_request& request, const schema_change& type) {
    return std::any_of(request.changes.begin(), request.changes.end(), [&](const schema_change& c) {
        return c.kind == change_kind::change_column && is_of_enum(*find_part(request.to, c, &table_snapshot::columns), type) &&
               !is_of_enum(*find_part(request.from, c, &table_snapshot::columns), type);
    });
}

/// The columns that have an enum type now, in tables that stay.
TENON_RARE std::vector<std::pair<const table_snapshot*, const column_snapshot*>> columns_of_enum(const change_request& request,
                                                                                                        const schema_change& type) {
    std::vector<std::pair<const table_snapshot*, const column_snapshot*>> found;
    for (const auto& table : request.from.tables)
        for (const auto& column : table.columns)
            if (request.to.find(table.schema, table.name) != nullptr && is_of_enum(column, type)) found.emplace_back(&table, &column);
    return found;
}

/// A name that is added stays out of reach until the transaction has ended: where something else of the migration uses it, and
/// where one is removed or moved, the type is made anew.
TENON_RARE enum_change postgres_enum_change(const change_request& request, const schema_change& c) {
    const enum_snapshot &from = *find_enum(request.from, c.schema, c.name), &to = *find_enum(request.to, c.schema, c.name);
    enum_change made;
    if (!takes_values(request, c) && can_add_labels(request.to, from, to)) {
        for (std::size_t i = 0; i < to.labels.size(); ++i) {
            if (std::find(from.labels.begin(), from.labels.end(), to.labels[i]) != from.labels.end()) continue;
            std::string& text = made.texts.emplace_back("ALTER TYPE " + postgres_name(c.schema, c.name) + " ADD VALUE " + quoted_text(to.labels[i]));
            if (i != 0) text += " AFTER " + quoted_text(to.labels[i - 1]);
            else if (!from.labels.empty()) text += " BEFORE " + quoted_text(from.labels[0]);
        }
        return made;
    }
    made.anew = true;
    const std::string old = "tenon_old_" + c.name;
    made.texts.push_back("ALTER TYPE " + postgres_name(c.schema, c.name) + " RENAME TO " + quoted_identifier(old));
    made.texts.push_back(create_enum(to));
    for (const auto& [table, column] : columns_of_enum(request, c)) {
        const std::string name = quoted_identifier(column->name), on = "ALTER TABLE " + postgres_name(*table) + " ALTER COLUMN " + name;
        if (!column->default_text.empty()) made.texts.push_back(on + " DROP DEFAULT");
        const auto* after = request.to.find(table->schema, table->name);
        const auto* kept = after != nullptr ? after->find(column->name) : nullptr;
        const bool stays = kept != nullptr && is_of_enum(*kept, c);
        // One that goes, or gets another type, may hold names that the new type has not.
        const std::string text = std::string("text") + (column->type.ends_with("[]") ? "[]" : "");
        made.texts.push_back(on + " TYPE " + (stays ? column->type : text) + " USING " + name + "::" + text + (stays ? "::" + column->type : ""));
        if (stays && kept->type == column->type && !kept->default_text.empty()) made.texts.push_back(on + " SET DEFAULT " + kept->default_text);
    }
    made.texts.push_back("DROP TYPE " + postgres_name(c.schema, old));
    return made;
}

} // namespace tenon::inline TENON_ABI::sql::detail
