// tenon/repository/cursor.hpp: cursors: a place in the order of a query, as a text that programs hand out and take back.
//
// A text is a code (HMAC-SHA-256, cut to 128 bits, under the database's key) and the keys of a row. The code is of whose rows
// these are, of the query and of the keys: so a text that the database has not made for this query of this tenant is found out
// without asking it. The keys are encoded and not encrypted: who holds the text can read them.
#pragma once

#include <tenon/core/base64url.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/hmac.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tenon::inline TENON_ABI::repository_detail {

/// For whom a cursor is, and of what.
struct cursor_owner {
    std::string_view key;    ///< the database's
    std::string_view tenant; ///< empty in a system scope; `query` says which
    std::string_view query;
    std::string form{}; ///< of those parts of the query that are known only when the program runs
};

inline constexpr std::size_t cursor_code_size = 16;

inline std::string cursor_code(const cursor_owner& of, std::string_view keys) {
    std::string signed_text = "tenon cursor 1";
    for (const std::string_view part : {of.tenant, of.query, std::string_view(of.form), keys}) {
        signed_text += ' ';
        signed_text += std::to_string(part.size());
        signed_text += ':';
        signed_text += part;
    }
    return hmac_sha256(of.key, signed_text).substr(0, cursor_code_size);
}

/// The text of a cursor on a row with these keys.
TENON_RARE std::string write_cursor(const cursor_owner& of, std::string_view keys) {
    return to_base64url(cursor_code(of, keys).append(keys));
}
/// The keys in a text of `write_cursor` for the same owner; nothing for any other text.
TENON_RARE std::optional<std::string> read_cursor(const cursor_owner& of, std::string_view text) {
    auto bytes = from_base64url(text);
    if (!bytes || bytes->size() < cursor_code_size) return std::nullopt;
    const std::string code = bytes->substr(0, cursor_code_size);
    bytes->erase(0, cursor_code_size);
    if (!equal_in_constant_time(code, cursor_code(of, *bytes))) return std::nullopt;
    return bytes;
}

} // namespace tenon::inline TENON_ABI::repository_detail
