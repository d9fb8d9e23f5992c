// tenon/migration/pull_search.hpp: which texts of a table that was read have their words kept.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/migration/snapshot.hpp>
#include <tenon/sql/ddl/tokens.hpp>
#include <tenon/sql/search_names.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace tenon::inline TENON_ABI::migration::detail {

/// The column that PostgreSQL computes of them.
inline bool is_search_column(const sql::column_snapshot& column) noexcept {
    return column.name == sql::search_column && !column.computed.empty();
}

inline bool is_search_index(const sql::index_snapshot& index) noexcept {
    return index.keys.size() == 1 && index.keys[0].text == sql::search_column;
}

/// In the order of the model's text_search; none: no words are kept.
TENON_RARE std::vector<std::string> searched_columns(const snapshot& from, const sql::table_snapshot& table) {
    std::vector<std::string> columns;
    // PostgreSQL: setweight(to_tsvector(… COALESCE(title, '') …), 'A') || …
    for (const auto& column : table.columns) {
        if (!is_search_column(column)) continue;
        const auto tokens = sql::tokens_of(column.computed);
        for (std::size_t i = 0; i + 2 < tokens.size(); ++i)
            if (tokens[i].is_word("COALESCE")) columns.push_back(tokens[i + 2].value);
    }
    // SQLite: the last values that the trigger on INSERT takes of the row, as many as FTS5 has texts beside the tenant.
    for (const auto& search : from.searches) {
        const auto* trigger = sql::find_named(from.triggers, search.name + "_insert");
        if (search.table != table.name || trigger == nullptr) continue;
        std::size_t texts = 0;
        for (const auto& token : sql::tokens_of(search.text)) texts += token.kind == sql::token_kind::word && token.value.size() == 2 && token.value[0] == 'c';
        const auto tokens = sql::tokens_of(trigger->text);
        for (std::size_t i = 0; i + 2 < tokens.size(); ++i)
            if (tokens[i].is_word("NEW")) columns.push_back(tokens[i + 2].value);
        if (columns.size() > texts) columns.erase(columns.begin(), columns.end() - static_cast<std::ptrdiff_t>(texts));
    }
    return columns;
}

} // namespace tenon::inline TENON_ABI::migration::detail
