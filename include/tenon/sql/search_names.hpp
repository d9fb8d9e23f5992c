// tenon/sql/search_names.hpp: how the index of a model's words is called, and what counts as a word: what DDL and statements of a
// search have in common.
#pragma once

#include <tenon/core/config.hpp>

#include <string_view>

namespace tenon::inline TENON_ABI::sql {

// PostgreSQL: a column with the words of all texts, each with the weight of its text. The fourth weight is for what stands between
// two texts, so that no phrase goes over from one to the next.
inline constexpr std::string_view search_column = "tenon_search";
inline constexpr std::string_view search_weights = "ABC";

// Letters and digits as ICU knows them, and the marks that FTS5 takes for a part of a letter. What folds into another letter by the
// rules of Unicode, but is no capital of it, is folded here, for SQLite does.
inline constexpr std::string_view postgres_word = R"([:alnum:]\u0300-\u0304\u0306-\u030c\u030f\u0311\u031b\u0323-\u0328\u032d\u032e\u0330\u0331)";
inline constexpr std::string_view postgres_folded = "pg_catalog.translate(pg_catalog.lower(";
inline constexpr std::string_view postgres_folded_end =
    " COLLATE pg_catalog.\"und-x-icu\"), "
    "'\u00b5\u017f\u03c2\u03d0\u03d1\u03d5\u03d6\u03f0\u03f1\u03f5\u1e9b\u1fbe', '\u03bcs\u03c3\u03b2\u03b8\u03c6\u03c0\u03ba\u03c1\u03b5\u1e61\u03b9')";

// SQLite: a table of words, and one that numbers the rows, for most tables have no row numbers of their own.
inline constexpr std::string_view search_table = "tenon_search_";
inline constexpr std::string_view searched_table = "tenon_searched_";
/// The words' tokenizer: its arguments, each without quotes.
inline constexpr const char* search_tokenizer[] = {"remove_diacritics", "0", "categories", "L* Nd"};

} // namespace tenon::inline TENON_ABI::sql
