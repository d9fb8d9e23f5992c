// tenon/sql/migration/script.hpp: a file of SQL as its statements, each with the line that it begins in. Pure: no database.
//
//     for (const auto& one : tenon::sql::statements_of(text, tenon::sql::sqlite_syntax)) run(one.text, one.line);
#pragma once

#include <tenon/core/config.hpp>

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

/// What differs between databases in where a statement ends.
struct script_syntax {
    bool dollar_quotes = false;    ///< $$…$$ and $tag$…$tag$ are texts
    bool escape_texts = false;     ///< in E'…' a backslash takes the next character's meaning
    bool nested_comments = false;  ///< /* /* */ */
    bool returns_end_lines = false; ///< a comment ends at a carriage return too
    bool other_quotes = false;     ///< `…` and […] are names
    bool triggers = false;         ///< the body of CREATE TRIGGER holds statements, up to `; END`
    bool routine_bodies = false;   ///< that of CREATE FUNCTION and PROCEDURE may, from BEGIN ATOMIC to END
    bool parentheses = false;      ///< what is in them is one statement's, as in CREATE RULE
};

inline constexpr script_syntax sqlite_syntax{.other_quotes = true, .triggers = true};
inline constexpr script_syntax postgres_syntax{
    .dollar_quotes = true, .escape_texts = true, .nested_comments = true, .returns_end_lines = true, .routine_bodies = true, .parentheses = true};

/// The line between statements below which none runs in a transaction (CREATE INDEX CONCURRENTLY, VACUUM): what stands above
/// it does, and has committed before. As the first line it speaks of the whole script.
inline constexpr std::string_view no_transaction_mark = "-- tenon: no transaction";

/// One statement of a script: from its first word, without the semicolon.
struct script_statement {
    std::string_view text; ///< a part of the script
    std::size_t line = 1;  ///< of its first word, counted from 1
    bool in_transaction = true;
};

namespace detail {

class script_reader {
public:
    script_reader(std::string_view script, const script_syntax& syntax) noexcept : script_(script), syntax_(syntax) {}

    std::vector<script_statement> read() {
        while (at_ < script_.size()) {
            if (script_[at_] == ';' && !is_inside()) end_statement();
            else read_token();
        }
        end_statement();
        return std::move(statements_);
    }

private:
    char peek(std::size_t ahead = 0) const noexcept { return at_ + ahead < script_.size() ? script_[at_ + ahead] : '\0'; }

    /// Past the end of `what`, or to the end of the script: the database says then what is not closed.
    void skip_past(std::string_view what) noexcept {
        const std::size_t found = script_.find(what, at_);
        at_ = found == std::string_view::npos ? script_.size() : found + what.size();
    }

    void read_token() {
        const char c = peek();
        if (is_space(c)) ++at_;
        else if (c == '-' && peek(1) == '-') skip_line();
        else if (c == '/' && peek(1) == '*') skip_comment();
        else {
            begin_statement();
            if (c == '\'') skip_quoted('\'', false);
            else if (c == '"') skip_quoted('"', false);
            else if (c == '`' && syntax_.other_quotes) skip_quoted('`', false);
            else if (c == '[' && syntax_.other_quotes) skip_past("]");
            else if (c == '$' && syntax_.dollar_quotes && skip_dollar_quoted()) {}
            else if (is_name(c)) read_word();
            else read_sign(c);
        }
    }

    void skip_line() noexcept {
        const bool is_line = at_ == 0 || ends_line(script_[at_ - 1]);
        if (is_line && begin_ == none && script_.substr(at_).starts_with(no_transaction_mark)) in_transaction_ = false;
        while (at_ < script_.size() && !ends_line(script_[at_])) ++at_;
    }
    bool ends_line(char c) const noexcept { return c == '\n' || (c == '\r' && syntax_.returns_end_lines); }

    void begin_statement() {
        if (begin_ != none) return;
        begin_ = at_;
        for (; counted_ < at_; ++counted_)
            if (script_[counted_] == '\n') ++line_;
    }

    void end_statement() {
        if (begin_ != none) {
            std::string_view text = script_.substr(begin_, at_ - begin_);
            while (is_space(text.back())) text.remove_suffix(1);
            statements_.push_back({text, line_, in_transaction_});
        }
        begin_ = none;
        words_ = blocks_ = parentheses_ = 0;
        is_trigger_ = is_routine_ = false;
        last_ = token::other;
        ++at_;
    }

    void skip_comment() noexcept {
        at_ += 2;
        for (int depth = 1; depth > 0 && at_ < script_.size();) {
            if (peek() == '*' && peek(1) == '/') --depth, at_ += 2;
            else if (syntax_.nested_comments && peek() == '/' && peek(1) == '*') ++depth, at_ += 2;
            else ++at_;
        }
    }

    /// A doubled quote is two texts side by side, which is as good.
    void skip_quoted(char quote, bool escapes) noexcept {
        for (++at_; at_ < script_.size() && peek() != quote; ++at_)
            if (escapes && peek() == '\\') ++at_;
        at_ = at_ < script_.size() ? at_ + 1 : script_.size();
        last_ = token::other;
    }

    bool skip_dollar_quoted() noexcept {
        std::size_t end = at_ + 1;
        while (end < script_.size() && is_name(script_[end]) && script_[end] != '$') ++end;
        const bool is_tag = end < script_.size() && script_[end] == '$' && !is_digit(peek(1));
        if (!is_tag) return false; // $1
        const std::string_view tag = script_.substr(at_, end + 1 - at_);
        at_ += tag.size();
        skip_past(tag);
        return true;
    }

    void read_word() {
        const std::size_t from = at_;
        while (at_ < script_.size() && is_name(peek())) ++at_;
        const std::string_view word = script_.substr(from, at_ - from);
        if (peek() == '\'' && syntax_.escape_texts && is_word(word, "E")) return skip_quoted('\'', true);
        note_word(word);
    }

    /// What the first words say that the statement is; and where a body begins and ends.
    void note_word(std::string_view word) {
        ++words_;
        if (words_ == 1) is_kind_next_ = is_word(word, "CREATE");
        else if (is_kind_next_ && !is_one_of(word, {"OR", "REPLACE", "TEMP", "TEMPORARY"})) {
            is_trigger_ = syntax_.triggers && is_word(word, "TRIGGER");
            is_routine_ = syntax_.routine_bodies && is_one_of(word, {"FUNCTION", "PROCEDURE"});
            is_kind_next_ = false;
        }
        if (is_routine_ && parentheses_ == 0) {
            if ((last_ == token::begin && is_word(word, "ATOMIC")) || (blocks_ > 0 && is_word(word, "CASE"))) ++blocks_;
            else if (blocks_ > 0 && is_word(word, "END")) --blocks_;
        }
        if (is_trigger_ && last_ == token::semicolon && is_word(word, "END")) last_ = token::end_of_body;
        else last_ = is_word(word, "BEGIN") ? token::begin : token::other;
    }

    void read_sign(char c) noexcept {
        if (syntax_.parentheses && c == '(') ++parentheses_;
        if (syntax_.parentheses && c == ')' && parentheses_ > 0) --parentheses_;
        last_ = c == ';' ? token::semicolon : token::other;
        ++at_;
    }

    /// Whether a semicolon here does not end the statement.
    bool is_inside() const noexcept {
        return begin_ != none && (parentheses_ > 0 || blocks_ > 0 || (is_trigger_ && last_ != token::end_of_body));
    }

    static bool is_space(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }
    static bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
    static bool is_name(char c) noexcept {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' || c == '$' ||
               static_cast<unsigned char>(c) >= 0x80;
    }
    static bool is_word(std::string_view word, std::string_view capitals) noexcept {
        if (word.size() != capitals.size()) return false;
        for (std::size_t i = 0; i < word.size(); ++i)
            if ((word[i] >= 'a' && word[i] <= 'z' ? word[i] - 'a' + 'A' : word[i]) != capitals[i]) return false;
        return true;
    }

    static bool is_one_of(std::string_view word, std::initializer_list<std::string_view> capitals) noexcept {
        return std::any_of(capitals.begin(), capitals.end(), [&](std::string_view each) { return is_word(word, each); });
    }

    /// What was just read of `; END`, where the body of a trigger ends, and of BEGIN ATOMIC, where that of a routine begins.
    enum class token { other, semicolon, end_of_body, begin };

    static constexpr std::size_t none = static_cast<std::size_t>(-1);
    std::string_view script_;
    const script_syntax& syntax_;
    std::vector<script_statement> statements_;
    std::size_t at_ = 0;
    std::size_t begin_ = none;
    std::size_t counted_ = 0; ///< up to here lines are counted
    std::size_t line_ = 1;
    int words_ = 0, blocks_ = 0, parentheses_ = 0;
    bool is_kind_next_ = false, is_trigger_ = false, is_routine_ = false;
    bool in_transaction_ = true;
    token last_ = token::other;
};

} // namespace detail

/// The statements of a script, without the comments between them. The script must live as long as they do. What is not
/// closed reaches to the end: the database says then what is missing.
inline std::vector<script_statement> statements_of(std::string_view script, const script_syntax& syntax) {
    return detail::script_reader(script, syntax).read();
}

/// The first words of a statement, in capitals, with one space between: `CREATE INDEX CONCURRENTLY`.
inline std::string first_words(std::string_view statement, std::size_t count) {
    std::string words;
    bool in_word = false;
    for (const char c : statement) {
        const bool small = c >= 'a' && c <= 'z';
        const bool letter = small || (c >= 'A' && c <= 'Z') || c == '_';
        if (!letter && in_word && --count == 0) break;
        if (!letter && c != ' ' && c != '\n' && c != '\t' && c != '\r') break;
        if (letter && !in_word && !words.empty()) words += ' ';
        if (letter) words += small ? static_cast<char>(c - 'a' + 'A') : c;
        in_word = letter;
    }
    return words;
}

} // namespace tenon::inline TENON_ABI::sql
