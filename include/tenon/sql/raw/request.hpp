// tenon/sql/raw/request.hpp: what goes with a text that the program wrote itself, and what kind of statement it is.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/error.hpp>
#include <tenon/model/info.hpp>
#include <tenon/sql/ddl/tokens.hpp>
#include <tenon/sql/raw/calls.hpp>
#include <tenon/tenancy/tenant_id.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

/// What goes with a raw text. Borrows all of it.
struct raw_request {
    std::span<const column_info> values; ///< one for each value; `field` is its name, or says which one it is
    bool named = false;                  ///< the values have names
    const tenant_id* tenant = nullptr;   ///< whose rows it may touch; nullptr: everybody's
    bool may_change = true;              ///< as raw_effect has it
};

/// An error about a raw text that was not sent.
TENON_RARE error raw_error(errc code, const std::string& why) {
    error made;
    made.code = code;
    made.message = why + ". " + std::string(message(code));
    return made;
}

/// What a raw text does, as far as its words tell.
struct raw_effect {
    bool reads_only = false; ///< it may run where nothing is written
    bool counts = false;     ///< it changes rows, of which the database knows how many
    bool may_change = true;  ///< it must not run twice: it writes, or calls functions, which may
};

/// The word that a statement begins with is one of these, in upper case.
TENON_COLD bool begins_with_one_of(const auto& tokens, std::span<const std::string_view> words) {
    for (const std::string_view word : words)
        if (!tokens.empty() && tokens[0].is_word(word)) return true;
    return false;
}

TENON_COLD bool has_word_of(const auto& tokens, std::span<const std::string_view> words) {
    for (const auto& token : tokens)
        for (const std::string_view word : words)
            if (token.is_word(word)) return true;
    return false;
}

inline constexpr std::string_view reading_words[] = {"SELECT", "VALUES", "WITH"};
inline constexpr std::string_view changing_words[] = {"INSERT", "UPDATE", "DELETE", "MERGE"};

TENON_RARE raw_effect effect_of(std::string_view text) {
    const auto tokens = tokens_of(text);
    const bool reads = begins_with_one_of(tokens, reading_words);
    const bool changes = has_word_of(tokens, changing_words); // SELECT … FOR UPDATE too
    constexpr std::string_view changing_beginnings[] = {"INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE", "WITH"};
    return {.reads_only = reads && !changes,
            .counts = begins_with_one_of(tokens, changing_beginnings) && (changes || !reads),
            .may_change = !reads || changes || calls_functions(tokens)};
}

} // namespace tenon::inline TENON_ABI::sql
