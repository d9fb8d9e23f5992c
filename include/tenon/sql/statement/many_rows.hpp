// tenon/sql/statement/many_rows.hpp: an INSERT of several rows, made of the INSERT of one.
#pragma once

#include <tenon/core/config.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace tenon::inline TENON_ABI::sql {

namespace detail {

/// The place behind what begins at `at`: a name or a text in quotes, or a single character.
constexpr std::size_t behind_token(std::string_view text, std::size_t at) noexcept {
    const char quote = text[at];
    if (quote != '"' && quote != '\'') return at + 1;
    const std::size_t end = text.find(quote, at + 1); // a doubled quote ends one token and begins another
    return end == text.npos ? text.size() : end + 1;
}

} // namespace detail

/// `INSERT … VALUES ($2, $1), ($3, $1)` of `INSERT … VALUES ($2, $1)`. `parameters` is how many the row has; the first
/// `shared` of them, the scope's tenant, are the same for all rows. An empty text when there is no VALUES in it.
TENON_RARE std::string insert_many_rows(std::string_view one, std::size_t parameters, std::size_t shared,
                                               std::size_t rows) {
    constexpr std::string_view beginning = ") VALUES (";
    std::size_t open = 0;
    while (open < one.size() && !one.substr(open).starts_with(beginning)) open = detail::behind_token(one, open);
    if (open >= one.size()) return {};
    open += beginning.size() - 1;
    std::size_t close = open;
    for (int depth = 0; close < one.size(); close = detail::behind_token(one, close)) {
        if (one[close] == '(') ++depth;
        if (one[close] == ')' && --depth == 0) break;
    }
    const std::string_view row = one.substr(open, close + 1 - open);
    std::string many(one.substr(0, open));
    for (std::size_t i = 0; i < rows; ++i) {
        if (i != 0) many += ", ";
        for (std::size_t at = 0; at < row.size();) {
            if (row[at] != '$') {
                const std::size_t end = detail::behind_token(row, at);
                many += row.substr(at, end - at);
                at = end;
                continue;
            }
            std::size_t number = 0;
            for (++at; at < row.size() && row[at] >= '0' && row[at] <= '9'; ++at)
                number = number * 10 + static_cast<std::size_t>(row[at] - '0');
            if (number > shared) number += i * (parameters - shared);
            many.append("$").append(std::to_string(number));
        }
    }
    return many.append(one.substr(close + 1));
}

} // namespace tenon::inline TENON_ABI::sql
