// tenon/sql/ddl/sqlite_table_text.hpp: what SQLite tells of a table by its CREATE TABLE statement only: the names of
// constraints, CHECKs, collations and whether rows are numbered for good.
//
// Source: https://www.sqlite.org/lang_createtable.html
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/ddl/tokens.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

struct sqlite_table_text {
    struct named_check {
        std::string name;
        std::string condition;
    };
    struct named_column {
        std::string column;
        std::string text;
    };
    std::string primary_key_name{};
    std::vector<std::string> foreign_key_names{}; ///< in the order in which they stand; empty where they have none
    std::vector<named_check> checks{};
    std::vector<named_column> collations{}; ///< `COLLATE NOCASE` of a column
    std::vector<named_column> computed{};   ///< `GENERATED ALWAYS AS (…) STORED` of a column
    bool autoincrement = false;
};

namespace detail {

class sqlite_table_reader {
public:
    explicit sqlite_table_reader(std::string_view text) : text_(text), tokens_(tokens_of(text, lexis::sqlite)) {}

    TENON_COLD sqlite_table_text read() {
        while (at_ < tokens_.size() && !tokens_[at_].is_symbol('(')) ++at_;
        ++at_;
        while (at_ < tokens_.size() && !tokens_[at_].is_symbol(')')) {
            read_part();
            if (is_symbol(',')) ++at_;
        }
        return std::move(made_);
    }

private:
    bool is_word(std::string_view word) const { return at_ < tokens_.size() && tokens_[at_].is_word(word); }
    bool is_symbol(char c) const { return at_ < tokens_.size() && tokens_[at_].is_symbol(c); }
    bool ends_part() const { return at_ >= tokens_.size() || tokens_[at_].is_symbol(',') || tokens_[at_].is_symbol(')'); }

    /// Past a text in brackets, which is given back without them.
    std::string in_brackets() {
        if (!is_symbol('(')) return {};
        const std::size_t first = tokens_[at_].end;
        std::size_t depth = 0, end = first;
        for (; at_ < tokens_.size(); ++at_) {
            if (tokens_[at_].is_symbol('(')) ++depth;
            if (!tokens_[at_].is_symbol(')') || --depth != 0) continue;
            end = tokens_[at_++].begin;
            break;
        }
        return std::string(text_.substr(first, end - first));
    }

    /// A column or a constraint of the table: what stands between two commas.
    void read_part() {
        std::string column, name;
        const bool is_constraint =
            is_word("CONSTRAINT") || is_word("PRIMARY") || is_word("UNIQUE") || is_word("CHECK") || is_word("FOREIGN");
        if (!is_constraint) column = tokens_[at_++].value;
        bool in_foreign_key = false;
        while (!ends_part()) {
            const std::size_t begin = tokens_[at_].begin;
            if (is_word("CONSTRAINT")) {
                name = tokens_[++at_ < tokens_.size() ? at_ : at_ - 1].value;
                ++at_;
            } else if (is_word("CHECK")) {
                ++at_;
                made_.checks.push_back({std::exchange(name, {}), in_brackets()});
            } else if (is_word("PRIMARY")) {
                ++at_;
                made_.primary_key_name = std::exchange(name, {});
            } else if (is_word("FOREIGN")) {
                in_foreign_key = true;
                made_.foreign_key_names.push_back(std::exchange(name, {}));
                ++at_;
            } else if (is_word("REFERENCES")) {
                if (!in_foreign_key) made_.foreign_key_names.push_back(std::exchange(name, {}));
                ++at_;
            } else if (is_word("AUTOINCREMENT")) {
                made_.autoincrement = true;
                ++at_;
            } else if (is_word("COLLATE") && !is_constraint && at_ + 1 < tokens_.size()) {
                made_.collations.push_back({column, std::string(text_.substr(begin, tokens_[++at_].end - begin))});
                ++at_;
            } else if (is_word("AS") && !is_constraint) {
                ++at_;
                const std::string expression = in_brackets();
                const bool stored = is_word("STORED");
                made_.computed.push_back({column, "GENERATED ALWAYS AS (" + expression + (stored ? ") STORED" : ") VIRTUAL")});
            } else if (is_symbol('(')) {
                in_brackets();
            } else ++at_;
        }
    }

    std::string_view text_;
    std::vector<sql_token> tokens_;
    std::size_t at_ = 0;
    sqlite_table_text made_;
};

} // namespace detail

/// What a CREATE TABLE statement, as the database keeps it, says.
TENON_RARE sqlite_table_text read_sqlite_table(std::string_view text) { return detail::sqlite_table_reader(text).read(); }

struct sqlite_index_text {
    bool has_order = false; ///< of texts, which need not be that of its columns
    std::string condition{};
};

/// What a CREATE INDEX statement, as the database keeps it, says.
TENON_RARE sqlite_index_text read_sqlite_index(std::string_view text) {
    sqlite_index_text made;
    for (const sql_token& token : tokens_of(text, lexis::sqlite)) {
        made.has_order = made.has_order || token.is_word("COLLATE");
        if (!token.is_word("WHERE")) continue;
        made.condition = text.substr(std::min(token.end + 1, text.size()));
        break;
    }
    return made;
}

} // namespace tenon::inline TENON_ABI::sql
