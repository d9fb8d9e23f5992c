// tenon/sql/raw/tenant_rules.hpp: what a raw text may not say in a tenant's scope.
//
// On SQLite the rows are kept apart by what the text is given to read (guarded_text.hpp) and by the authorizer; on PostgreSQL by
// row-level security, which asks a setting of the session: so there a text must not reach settings, nor run other texts.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/error.hpp>
#include <tenon/model/attributes/audit.hpp>
#include <tenon/sql/raw/request.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

namespace detail {

/// A name as PostgreSQL compares it: unquoted ones without case.
TENON_RARE std::string folded_name(const sql_token& token) {
    std::string name = token.value;
    if (token.kind == token_kind::word)
        for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return name;
}

/// Functions and tables of the server's that reach settings, other sessions, files, large objects, or what an earlier statement
/// of the same session left; and those that run a text. In extensions too. All of pg_ is refused but for a few. The history of
/// migrations, which no policy keeps from the role that owns it.
TENON_RARE bool is_out_of_reach(std::string_view name) {
    constexpr std::string_view harmless[] = {"pg_catalog", "pg_typeof", "pg_advisory_xact_lock", "pg_advisory_xact_lock_shared",
                                             "pg_try_advisory_xact_lock", "pg_try_advisory_xact_lock_shared"};
    constexpr std::string_view names[] = {"set_config", "setval", "currval", "lastval", "loread", "lowrite",
                                          "ts_stat", "ts_rewrite", "table_to_xml", "connectby", "xpath_table",
                                          "_tenon_migrations", "_prisma_migrations"};
    constexpr std::string_view beginnings[] = {"pg_", "lo_", "dblink", "query_to_xml", "cursor_to_xml", "schema_to_xml",
                                               "database_to_xml", "crosstab", "citus_", "run_command_on_"};
    for (const std::string_view each : harmless)
        if (name == each) return false;
    for (const std::string_view each : names)
        if (name == each) return true;
    for (const std::string_view each : beginnings)
        if (name.starts_with(each)) return true;
    return false;
}

/// What could be read otherwise by the server than it was read here: escapes depend on settings and on what stands before.
TENON_COLD bool has_escape(const auto& tokens, std::size_t i) {
    const auto& token = tokens[i];
    if (token.is_word("UESCAPE")) return true;
    const bool quoted = token.kind == token_kind::text || token.kind == token_kind::quoted_name;
    if (quoted && token.value[0] != '$' && token.value.find('\\') != token.value.npos) return true;
    return token.is_word("U") && i + 1 < tokens.size() && tokens[i + 1].is_symbol('&') && token.end == tokens[i + 1].begin;
}

TENON_COLD std::string postgres_problem(const auto& tokens) {
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const auto& token = tokens[i];
        if (has_escape(tokens, i)) return "It has an escape in a text or a name: bind the text as a value";
        if (token.is_word("INTO") && (i == 0 || !(tokens[i - 1].is_word("INSERT") || tokens[i - 1].is_word("MERGE"))))
            return "SELECT INTO makes a table";
        const bool is_name = token.kind == token_kind::word || token.kind == token_kind::quoted_name;
        if (is_name && is_out_of_reach(folded_name(token))) return token.value + " is out of its reach";
    }
    return {};
}

} // namespace detail

namespace detail {

/// Where the table stands that the word at `i` changes; else the end of the text.
TENON_COLD std::size_t changed_table(const auto& tokens, std::size_t i) {
    const bool changes = tokens[i].is_word("INTO") || tokens[i].is_word("UPDATE") || (tokens[i].is_word("FROM") && i > 0 && tokens[i - 1].is_word("DELETE"));
    if (!changes) return tokens.size();
    std::size_t table = i + 1;
    if (table < tokens.size() && tokens[table].is_word("ONLY")) ++table;
    if (table + 2 < tokens.size() && tokens[table + 1].is_symbol('.')) table += 2; // behind its schema
    return table;
}

/// Policies would keep the trail from it too, but an UPDATE would seem to have been done.
TENON_COLD bool changes_trail(const auto& tokens) {
    for (std::size_t i = 0; i < tokens.size(); ++i)
        if (const std::size_t table = changed_table(tokens, i); table < tokens.size() && folded_name(tokens[table]) == audit_trail_table) return true;
    return false;
}

} // namespace detail

/// Why a raw text must not run in a tenant's scope. Errors: permission_denied; unsupported, for changes on SQLite.
TENON_RARE std::optional<error> refusal_in_tenant(std::string_view text, lexis spoken) {
    const auto tokens = tokens_of(text, spoken);
    const auto refuse = [](errc code, const std::string& why) { return raw_error(code, "Raw SQL in a tenant's scope: " + why); };
    const bool changes = begins_with_one_of(tokens, changing_words) ||
                         (begins_with_one_of(tokens, reading_words) && has_word_of(tokens, changing_words));
    if (changes && detail::changes_trail(tokens)) return refuse(errc::permission_denied, "the trail is written by the database alone");
    if (spoken == lexis::sqlite && changes)
        return refuse(errc::unsupported, "on SQLite it only reads: change rows by the verbs of repositories");
    if (!changes && !begins_with_one_of(tokens, reading_words))
        return refuse(errc::permission_denied, "only SELECT, VALUES, INSERT, UPDATE, DELETE and MERGE are for tenants");
    if (spoken == lexis::postgres)
        if (std::string problem = detail::postgres_problem(tokens); !problem.empty()) return refuse(errc::permission_denied, problem);
    return std::nullopt;
}

} // namespace tenon::inline TENON_ABI::sql
