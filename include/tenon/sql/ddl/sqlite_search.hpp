// tenon/sql/ddl/sqlite_search.hpp: the words of a table's texts on SQLite: FTS5 without a copy of the texts, a table that numbers the
// rows, and the triggers that keep both in the statement that writes.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/ddl/literal.hpp>
#include <tenon/sql/ddl/parts.hpp>
#include <tenon/sql/ddl/snapshot.hpp>
#include <tenon/sql/ddl/sqlite_types.hpp>
#include <tenon/sql/ddl/table.hpp>
#include <tenon/sql/ddl/tokens.hpp>
#include <tenon/sql/search_names.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

namespace detail {

/// A template over the types of what it is made of, so that files which make no tables do not compile it.
template <class Table = table_definition, class Text = std::string> class sqlite_search {
public:
    TENON_COLD explicit sqlite_search(const Table& table)
        : table_(table), words_(std::string(search_table) + table.name), rows_(std::string(searched_table) + table.name) {}

    TENON_COLD search_snapshot tables() const {
        search_snapshot made{.table = table_.name, .name = words_, .rows_name = rows_};
        made.rows_text = "CREATE TABLE " + quoted_identifier(rows_) + " (\n    \"tenon_row\" INTEGER PRIMARY KEY NOT NULL";
        for (const auto& key : table_.primary_key) {
            const auto* column = table_.find(key);
            const std::string_view type = column != nullptr ? sqlite_type(*column, table_.own_layout) : "TEXT";
            made.rows_text.append(",\n    ").append(quoted_identifier(key)).append(" ").append(type).append(" NOT NULL");
        }
        made.rows_text += ",\n    UNIQUE (" + quoted_list(table_.primary_key) + ")\n)" + (table_.own_layout ? " STRICT" : "");
        made.text = "CREATE VIRTUAL TABLE " + quoted_identifier(words_) + " USING fts5(" + columns() +
                    ", content='', columnsize=0, tokenize=\"unicode61";
        for (const std::string_view argument : search_tokenizer) {
            const std::string_view quote = argument.find(' ') == argument.npos ? "" : "'";
            made.text.append(" ").append(quote).append(argument).append(quote);
        }
        made.text += "\")";
        return made;
    }

    /// FTS5 wants to be told what it forgets. What takes a row in is what takes in all rows, when FROM stands behind it: see
    /// search_fill().
    TENON_COLD void add_triggers(auto& made) const {
        const Text words = quoted_identifier(words_), rows = quoted_identifier(rows_);
        const auto row = [&](const Text& of) { return "(SELECT \"tenon_row\" FROM " + rows + " WHERE " + is_row(of) + "), "; };
        const Text take = "    INSERT INTO " + rows + " (" + quoted_list(table_.primary_key) + ") SELECT " + keys("NEW") + ";\n    INSERT INTO " +
                                 words + " (rowid, " + columns() + ") SELECT " + row("NEW") + values("NEW") + ";\n";
        const Text forget = "    INSERT INTO " + words + " (" + words + ", rowid, " + columns() + ") SELECT 'delete', " + row("OLD") + values("OLD") +
                                   ";\n    DELETE FROM " + rows + " WHERE " + is_row("OLD") + ";\n";
        auto watched = table_.primary_key;
        watched.insert(watched.end(), table_.searched.begin(), table_.searched.end());
        if (has_tenant()) watched.push_back(table_.tenancy.column);
        std::sort(watched.begin(), watched.end());
        watched.erase(std::unique(watched.begin(), watched.end()), watched.end());
        add(made, "insert", "INSERT", take);
        add(made, "update", "UPDATE OF " + quoted_list(watched), forget + take);
        add(made, "delete", "DELETE", forget);
    }

private:
    bool has_tenant() const { return table_.find(table_.tenancy.column) != nullptr && table_.tenancy.parents.empty(); }

    void add(auto& made, std::string_view suffix, const Text& event, const Text& body) const {
        const Text name = words_ + "_" + std::string(suffix);
        made.push_back({.table = table_.name,
                        .name = name,
                        .text = "CREATE TRIGGER " + quoted_identifier(name) + " AFTER " + event + " ON " + quoted_identifier(table_.name) +
                                " FOR EACH ROW\nBEGIN\n" + body + "END"});
    }

    Text columns() const {
        Text text = "tenon_tenant";
        for (std::size_t i = 0; i < table_.searched.size(); ++i) text += ", c" + std::to_string(i + 1);
        return text;
    }
    Text values(const Text& row) const {
        Text text = has_tenant() ? "'t' || hex(" + row + "." + quoted_identifier(table_.tenancy.column) + ")" : "''";
        for (const auto& column : table_.searched) text += ", " + row + "." + quoted_identifier(column);
        return text;
    }
    Text keys(const Text& row) const {
        Text text;
        for (const auto& key : table_.primary_key) text += (text.empty() ? "" : ", ") + row + "." + quoted_identifier(key);
        return text;
    }
    Text is_row(const Text& row) const {
        Text text;
        for (const auto& key : table_.primary_key)
            text += (text.empty() ? "" : " AND ") + quoted_identifier(rows_) + "." + quoted_identifier(key) + " = " + row + "." + quoted_identifier(key);
        return text;
    }

    const Table& table_;
    Text words_;
    Text rows_;
};

} // namespace detail

/// What takes in the rows that are there already: what the trigger does with one of them, done with all.
TENON_COLD std::vector<std::string> search_fill(const auto& on_insert) {
    std::vector<std::string> texts;
    const auto table = quoted_identifier(on_insert.table);
    const auto tokens = tokens_of(on_insert.text);
    std::string text;
    bool begun = false;
    std::size_t from = 0;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const auto keep = [&] { text.append(std::string_view(on_insert.text).substr(from, tokens[i].begin - from)); };
        if (!begun) begun = tokens[i].is_word("BEGIN");
        else if (tokens[i].is_word("NEW")) (keep(), text.append(table));
        else if (tokens[i].is_symbol(';')) (keep(), texts.push_back(text.substr(text.find_first_not_of(" \n")) + " FROM " + table), text.clear());
        else continue;
        from = tokens[i].end;
    }
    return texts;
}

TENON_COLD void add_sqlite_searches(const auto& tables, auto& made) {
    for (const auto& table : tables) {
        if (table.searched.empty()) continue;
        const detail::sqlite_search search(table);
        made.searches.push_back(search.tables());
        search.add_triggers(made.triggers);
    }
}

} // namespace tenon::inline TENON_ABI::sql
