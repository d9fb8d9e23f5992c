// tenon/sqlite/functions.hpp: the functions and the collation that our statements use, made on every connection.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/fold_case.hpp>
#include <tenon/core/values/decimal.hpp>
#include <tenon/core/values/json.hpp>

#include <sqlite3.h>

#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>

namespace tenon::inline TENON_ABI::sqlite::detail {

/// The bytes of a text argument, NUL bytes and all. False: it is NULL, or out of memory.
inline bool text_argument(sqlite3_value* value, std::string_view& text) noexcept {
    if (sqlite3_value_type(value) == SQLITE_NULL) return false;
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_value_text(value));
    if (bytes == nullptr) return false;
    text = {bytes, static_cast<std::size_t>(sqlite3_value_bytes(value))};
    return true;
}

/// tenon_fold(text): letters in lower case, beyond ASCII too, which SQLite's own lower() leaves alone.
inline void fold(sqlite3_context* context, int, sqlite3_value** arguments) noexcept {
    std::string_view text;
    if (!text_argument(arguments[0], text)) return sqlite3_result_null(context);
    auto* folded = static_cast<char*>(sqlite3_malloc64(text.size() + 1));
    if (folded == nullptr) return sqlite3_result_error_nomem(context);
    text.copy(folded, text.size());
    fold_case_in_place(folded, text.size());
    sqlite3_result_text64(context, folded, text.size(), sqlite3_free, SQLITE_UTF8);
}

/// tenon_prefix_end(prefix): the first value that sorts behind every text with this prefix. The last byte plus one: it
/// need not be valid text, it is only compared. Behind an empty prefix comes a BLOB, which is greater than any text.
inline void prefix_end(sqlite3_context* context, int, sqlite3_value** arguments) noexcept {
    std::string_view text;
    if (!text_argument(arguments[0], text)) return sqlite3_result_null(context);
    if (text.empty()) return sqlite3_result_zeroblob(context, 0);
    auto* end = static_cast<char*>(sqlite3_malloc64(text.size()));
    if (end == nullptr) return sqlite3_result_error_nomem(context);
    text.copy(end, text.size());
    // No byte of UTF-8 is 0xFF, so there is no carry.
    end[text.size() - 1] = static_cast<char>(static_cast<unsigned char>(end[text.size() - 1]) + 1);
    sqlite3_result_text64(context, end, text.size(), sqlite3_free, SQLITE_UTF8);
}

/// tenon_ends_with(text, end)
inline void ends_with(sqlite3_context* context, int, sqlite3_value** arguments) noexcept {
    std::string_view text, end;
    if (!text_argument(arguments[0], text) || !text_argument(arguments[1], end)) return sqlite3_result_null(context);
    sqlite3_result_int(context, text.ends_with(end));
}

/// The size of the character that begins at `at`.
inline std::size_t character_size(std::string_view text, std::size_t at) noexcept {
    std::size_t size = 1;
    while (at + size < text.size() && (static_cast<unsigned char>(text[at + size]) & 0xC0U) == 0x80U) ++size;
    return size;
}

/// LIKE, with case, with a backslash to escape: `%` any text, `_` one character. After a mismatch it goes back to the
/// last `%` only, so the time is at most the product of both lengths.
inline bool matches_pattern(std::string_view text, std::string_view pattern) noexcept {
    std::size_t t = 0, p = 0, star = pattern.size() + 1, star_text = 0;
    while (true) {
        if (p < pattern.size() && pattern[p] == '%') {
            star = ++p;
            star_text = t;
            continue;
        }
        if (p == pattern.size() && t == text.size()) return true;
        bool matched = false;
        if (p < pattern.size() && t < text.size()) {
            if (pattern[p] == '_') {
                t += character_size(text, t);
                ++p;
                matched = true;
            } else {
                const std::size_t escaped = pattern[p] == '\\' && p + 1 < pattern.size() ? 1 : 0;
                if (pattern[p + escaped] == text[t]) {
                    p += escaped + 1;
                    ++t;
                    matched = true;
                }
            }
        }
        if (matched) continue;
        if (star > pattern.size() || star_text >= text.size()) return false;
        p = star;
        star_text += character_size(text, star_text);
        t = star_text;
    }
}

/// tenon_like(text, pattern)
inline void like(sqlite3_context* context, int, sqlite3_value** arguments) noexcept {
    std::string_view text, pattern;
    if (!text_argument(arguments[0], text) || !text_argument(arguments[1], pattern))
        return sqlite3_result_null(context);
    sqlite3_result_int(context, matches_pattern(text, pattern));
}

/// json_valid(text), as SQLite's own. The CHECKs of JSON columns ask it, and a schema that is not trusted may only use
/// functions that are said to be harmless, which SQLite does not say of its own one.
inline void json_valid(sqlite3_context* context, int, sqlite3_value** arguments) noexcept {
    if (sqlite3_value_type(arguments[0]) == SQLITE_NULL) return sqlite3_result_null(context);
    std::string_view text;
    if (!text_argument(arguments[0], text)) return sqlite3_result_error_nomem(context);
    sqlite3_result_int(context, is_valid_json(text));
}

/// tenon_integer(value, low, high): the value, or an error when it is no integer in this range. A sum beyond 64 bits has
/// become a real number by then.
inline void integer_in_range(sqlite3_context* context, int, sqlite3_value** arguments) noexcept {
    const int type = sqlite3_value_type(arguments[0]);
    if (type == SQLITE_NULL) return sqlite3_result_null(context);
    const sqlite3_int64 value = sqlite3_value_int64(arguments[0]);
    if (type != SQLITE_INTEGER || value < sqlite3_value_int64(arguments[1]) || value > sqlite3_value_int64(arguments[2]))
        return sqlite3_result_error(context, "integer overflow", -1);
    sqlite3_result_int64(context, value);
}

/// tenon_real(result, left, right): the result of a computation with two real numbers, or an error when it is infinite
/// though neither of them is.
inline void real_in_range(sqlite3_context* context, int, sqlite3_value** arguments) noexcept {
    const double result = sqlite3_value_double(arguments[0]);
    const auto is_finite = [&](int i) { return std::isfinite(sqlite3_value_double(arguments[i])); };
    if (std::isinf(result) && is_finite(1) && is_finite(2))
        return sqlite3_result_error(context, "real overflow", -1);
    sqlite3_result_value(context, arguments[0]);
}

/// COLLATE tenon_decimal: texts of decimals in the order of their numbers.
inline int compare_decimals(void*, int size_a, const void* a, int size_b, const void* b) noexcept {
    return compare_decimal_text({static_cast<const char*>(a), static_cast<std::size_t>(size_a)},
                                {static_cast<const char*>(b), static_cast<std::size_t>(size_b)});
}

/// Makes all of them. A result code of SQLite.
inline int create_functions(sqlite3* database) noexcept {
    struct {
        const char* name;
        int arguments;
        void (*function)(sqlite3_context*, int, sqlite3_value**);
    } const functions[] = {{"tenon_fold", 1, fold},
                           {"tenon_prefix_end", 1, prefix_end},
                           {"tenon_ends_with", 2, ends_with},
                           {"tenon_like", 2, like},
                           {"tenon_integer", 3, integer_in_range},
                           {"tenon_real", 3, real_in_range},
                           {"json_valid", 1, json_valid}};
    constexpr int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
    for (const auto& each : functions)
        if (const int code = sqlite3_create_function_v2(database, each.name, each.arguments, flags, nullptr,
                                                        each.function, nullptr, nullptr, nullptr);
            code != SQLITE_OK)
            return code;
    return sqlite3_create_collation_v2(database, "tenon_decimal", SQLITE_UTF8, nullptr, compare_decimals, nullptr);
}

} // namespace tenon::inline TENON_ABI::sqlite::detail
