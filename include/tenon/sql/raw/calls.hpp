// tenon/sql/raw/calls.hpp: whether a text that seems to read calls functions, which may change rows all the same.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/ddl/tokens.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

namespace detail {

/// What a parenthesis may follow without anything being changed: words of SQL, and functions of both databases that only
/// compute. In upper case, between spaces.
inline constexpr std::string_view harmless_calls =
    " ALL AND ANY ARRAY AS BETWEEN BY CASE CAST CUBE DISTINCT ELSE EXCEPT EXISTS FILTER FROM GROUP HAVING ILIKE IN INTERSECT IS JOIN "
    "LATERAL LIKE LIMIT MATERIALIZED NOT OFFSET ON OR OVER RECURSIVE ROLLUP ROW SELECT SETS SOME THEN UNION USING VALUES WHEN WHERE "
    "ABS AGE ARRAY_AGG ARRAY_LENGTH AVG BOOL_AND BOOL_OR BTRIM CARDINALITY CEIL CEILING CHAR_LENGTH COALESCE CONCAT CONCAT_WS COUNT "
    "CUME_DIST DATE DATETIME DATE_BIN DATE_PART DATE_TRUNC DENSE_RANK EVERY EXP EXTRACT FIRST_VALUE FLOOR FORMAT GENERATE_SERIES "
    "GREATEST GROUPING GROUP_CONCAT IFNULL IIF INSTR JSONB_AGG JSONB_ARRAY_ELEMENTS JSONB_ARRAY_ELEMENTS_TEXT JSONB_BUILD_OBJECT "
    "JSONB_EACH JSONB_EACH_TEXT JSONB_OBJECT_AGG JSON_AGG JSON_ARRAY_ELEMENTS JSON_BUILD_OBJECT JSON_EACH JSON_EXTRACT "
    "JSON_GROUP_ARRAY JSON_GROUP_OBJECT JSON_OBJECT_AGG JULIANDAY LAG LAST_VALUE LEAD LEAST LEFT LENGTH LN LOG LOWER LPAD LTRIM "
    "MAKE_DATE MAX MD5 MIN MOD NOW NTH_VALUE NTILE NULLIF OVERLAY PERCENTILE_CONT PERCENTILE_DISC PERCENT_RANK POSITION POWER "
    "PG_SLEEP PG_TYPEOF RANK REGEXP_REPLACE REPEAT REPLACE REVERSE RIGHT ROUND ROW_NUMBER ROW_TO_JSON RPAD RTRIM SIGN SPLIT_PART "
    "SQRT STARTS_WITH STDDEV STRFTIME STRING_AGG STRPOS SUBSTR SUBSTRING SUM TIME TO_CHAR TO_DATE TO_JSON TO_JSONB TO_NUMBER "
    "TO_TIMESTAMP TO_TSQUERY TO_TSVECTOR TRANSLATE TRIM TRUNC TS_RANK UNIXEPOCH UNNEST UPPER VARIANCE WIDTH_BUCKET ";

TENON_RARE bool is_harmless_call(std::string_view name) {
    std::string wanted = " ";
    for (const char c : name) wanted += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return harmless_calls.find(wanted + ' ') != harmless_calls.npos;
}

} // namespace detail

/// Whether a name stands before a parenthesis that is none of the above: a function of somebody's own, for all that the text tells.
TENON_COLD bool calls_functions(const auto& tokens) {
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
        const auto& name = tokens[i];
        const bool is_name = name.kind == token_kind::word || name.kind == token_kind::quoted_name;
        if (!is_name || !tokens[i + 1].is_symbol('(')) continue;
        // `AS name (columns)`, and `value::type(size)`.
        if (i > 0 && (tokens[i - 1].is_word("AS") || tokens[i - 1].is_symbol(':'))) continue;
        const bool is_of_schema = i > 1 && tokens[i - 1].is_symbol('.') && !tokens[i - 2].is_name("pg_catalog");
        if (is_of_schema || name.kind == token_kind::quoted_name || !detail::is_harmless_call(name.value)) return true;
    }
    return false;
}

} // namespace tenon::inline TENON_ABI::sql
