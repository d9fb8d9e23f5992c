// tenon/sql/ddl/postgres_search.hpp: the words of a table's texts on PostgreSQL: a column that the server computes, and its index.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/ddl/literal.hpp>
#include <tenon/sql/ddl/names.hpp>
#include <tenon/sql/ddl/snapshot.hpp>
#include <tenon/sql/ddl/table.hpp>
#include <tenon/sql/dialect/postgres.hpp>
#include <tenon/sql/search_names.hpp>

#include <cstddef>
#include <string>

namespace tenon::inline TENON_ABI::sql {

namespace detail {

/// The words of a text, each behind an x: see search_words.
TENON_RARE std::string postgres_words(const std::string& column) {
    const std::string word(postgres_word);
    return "pg_catalog.to_tsvector('pg_catalog.simple'::pg_catalog.regconfig, pg_catalog.regexp_replace(" + std::string(postgres_folded) +
           "COALESCE(" + column + ", '')" + std::string(postgres_folded_end) + ", '[^" + word + "]*([" + word + "]+)[^" + word +
           "]*', ' x\\1', 'g'))";
}

} // namespace detail

TENON_RARE void add_postgres_search(const table_definition& table, table_snapshot& made) {
    column_snapshot& column = made.columns.emplace_back();
    column.name = search_column;
    column.type = "tsvector";
    column.nullable = true;
    for (std::size_t i = 0; i < table.searched.size(); ++i) {
        if (i != 0) column.computed += " || '''='':1'::pg_catalog.tsvector || ";
        column.computed += "pg_catalog.setweight(" + detail::postgres_words(quoted_identifier(table.searched[i])) + ", '" + search_weights[i] + "')";
    }
    index_snapshot& index = made.indexes.emplace_back();
    index.name = free_name(table.name, {column.name}, "idx", postgres_dialect::longest_name, table.indexes, &index_definition::name);
    index.keys.push_back({column.name});
    index.method = "gin";
}

} // namespace tenon::inline TENON_ABI::sql
