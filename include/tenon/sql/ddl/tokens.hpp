// tenon/sql/ddl/tokens.hpp: SQL text cut into its words, so that expressions can be compared and looked into however they
// are spaced and quoted.
#pragma once

#include <tenon/core/config.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

enum class token_kind : std::uint8_t { word, quoted_name, text, number, symbol };

/// Whose rules cut a text into words. `any`: those of both databases together, for texts that were written by one of them.
enum class lexis : std::uint8_t { any, sqlite, postgres };

struct sql_token {
    token_kind kind = token_kind::symbol;
    std::string value{}; ///< a quoted name without its quotes; a text with them
    std::size_t begin = 0;
    std::size_t end = 0; ///< where it stands in the text

    bool is_name(std::string_view name) const noexcept {
        return (kind == token_kind::word || kind == token_kind::quoted_name) && value == name;
    }
    /// Compares without case, as words of SQL do. `upper` is in upper case.
    bool is_word(std::string_view upper) const noexcept {
        return kind == token_kind::word && value.size() == upper.size() &&
               std::equal(upper.begin(), upper.end(), value.begin(), [](char a, char b) {
                   return a == (b >= 'a' && b <= 'z' ? static_cast<char>(b - 'a' + 'A') : b);
               });
    }
    bool is_symbol(char c) const noexcept { return kind == token_kind::symbol && value[0] == c; }
};

namespace detail {
/// Behind a comment that begins at `from`. PostgreSQL's have comments in them.
TENON_RARE std::size_t comment_end(std::string_view text, std::size_t from, bool nests) {
    std::size_t depth = 0;
    for (std::size_t i = from; i + 1 < text.size(); ++i) {
        const std::string_view two = text.substr(i, 2);
        if (two == "/*" && (nests || depth == 0)) ++depth;
        else if (two == "*/") --depth;
        else continue;
        ++i;
        if (depth == 0) return i + 1;
    }
    return text.size();
}
} // namespace detail

/// The words of a text; comments are none. Knows the quotes of both databases: "name", `name`, [name], 'text', E'text',
/// x'00', $tag$text$tag$.
TENON_RARE std::vector<sql_token> tokens_of(std::string_view text, lexis spoken = lexis::any) {
    std::vector<sql_token> tokens;
    const auto is_letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
    };
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    const auto quoted_end = [&](std::size_t from, char quote, bool escapes) { // behind the closing quote
        for (std::size_t i = from; i < text.size(); ++i) {
            if (escapes && text[i] == '\\') ++i;
            else if (text[i] == quote && i + 1 < text.size() && text[i + 1] == quote) ++i;
            else if (text[i] == quote) return i + 1;
        }
        return text.size();
    };
    // ARRAY[1], text[] and tags[2] are PostgreSQL's; [name] is SQLite's.
    const auto follows_closely = [&](std::size_t i) {
        return i != 0 && (is_letter(text[i - 1]) || is_digit(text[i - 1]) || text[i - 1] == ']' || text[i - 1] == '"' || text[i - 1] == ')');
    };
    const auto opens_name = [&](std::size_t i) {
        return spoken == lexis::sqlite || (spoken == lexis::any && !follows_closely(i));
    };
    for (std::size_t i = 0; i < text.size();) {
        const char c = text[i];
        std::size_t end = i + 1;
        sql_token token;
        if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
            i = end;
            continue;
        }
        if (text.substr(i).starts_with("--")) {
            i = std::min(text.find('\n', i), text.size());
            continue;
        }
        if (text.substr(i).starts_with("/*")) {
            i = detail::comment_end(text, i, spoken == lexis::postgres);
            continue;
        }
        const bool escapes = (c == 'E' || c == 'e') && spoken != lexis::sqlite;
        const bool prefixed = (c == 'x' || c == 'X' || escapes) && end < text.size() && text[end] == '\'';
        if (c == '\'' || prefixed) {
            token.kind = token_kind::text;
            end = quoted_end(i + (prefixed ? 2 : 1), '\'', escapes);
        } else if (c == '"' || (c == '`' && spoken != lexis::postgres) || (c == '[' && opens_name(i))) {
            token.kind = token_kind::quoted_name;
            const char quote = c == '[' ? ']' : c;
            end = quoted_end(end, quote, false);
            for (std::size_t j = i + 1; j + 1 < end; ++j) {
                token.value += text[j];
                if (text[j] == quote) ++j; // it stands twice
            }
        } else if (c == '$' && spoken != lexis::sqlite && end < text.size() && (is_letter(text[end]) || text[end] == '$')) {
            token.kind = token_kind::text;
            const std::size_t open = text.find('$', end);
            const std::string_view tag = text.substr(i, open == text.npos ? text.npos : open + 1 - i);
            const std::size_t close = text.find(tag, i + tag.size());
            end = close == text.npos ? text.size() : close + tag.size();
        } else if (is_letter(c)) {
            token.kind = token_kind::word;
            while (end < text.size() && (is_letter(text[end]) || is_digit(text[end]) || text[end] == '$')) ++end;
        } else if (is_digit(c) || (c == '.' && end < text.size() && is_digit(text[end]))) {
            token.kind = token_kind::number;
            while (end < text.size() && (is_digit(text[end]) || is_letter(text[end]) || text[end] == '.' ||
                                         ((text[end] == '-' || text[end] == '+') && (text[end - 1] == 'e' || text[end - 1] == 'E'))))
                ++end;
        }
        if (token.value.empty() && token.kind != token_kind::quoted_name) token.value = text.substr(i, end - i);
        token.begin = i;
        token.end = i = end;
        tokens.push_back(std::move(token));
    }
    return tokens;
}

/// Whether two texts are the same but for spaces, and for quotes around names that need none.
TENON_RARE bool same_expression(std::string_view a, std::string_view b) {
    if (a == b) return true;
    const auto first = tokens_of(a), second = tokens_of(b);
    const auto is_name = [](const sql_token& t) { return t.kind == token_kind::word || t.kind == token_kind::quoted_name; };
    return std::equal(first.begin(), first.end(), second.begin(), second.end(), [&](const sql_token& x, const sql_token& y) {
        return x.value == y.value && (x.kind == y.kind || (is_name(x) && is_name(y)));
    });
}

/// Whether a name stands in a text.
TENON_RARE bool mentions(std::string_view text, std::string_view name) {
    if (name.find('"') == name.npos && text.find(name) == text.npos) return false;
    for (const sql_token& token : tokens_of(text))
        if (token.is_name(name)) return true;
    return false;
}

/// A text in which one name is another: `quoted` is how that is written.
TENON_RARE std::string with_name(std::string_view text, std::string_view name, std::string_view quoted) {
    std::string made;
    std::size_t from = 0;
    for (const sql_token& token : tokens_of(text)) {
        if (!token.is_name(name)) continue;
        made.append(text.substr(from, token.begin - from)).append(quoted);
        from = token.end;
    }
    return made.append(text.substr(from));
}

} // namespace tenon::inline TENON_ABI::sql
