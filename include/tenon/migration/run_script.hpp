// tenon/migration/run_script.hpp: a file of SQL, statement by statement, so that an error names the file, the line and the
// statement.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/migration/database.hpp>
#include <tenon/sql/migration/script.hpp>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::migration {

using sql::no_transaction_mark;

/// A file of SQL, taken apart. Borrows the text.
struct script {
    std::string path;
    std::vector<sql::script_statement> statements{};
    std::size_t in_transaction = 0; ///< so many of them, the first, run in one; the others after it, each by itself
    bool leaves_references = false; ///< it says PRAGMA foreign_keys = OFF, which is done around its transaction
    bool makes_tables = false;      ///< or indexes, in its transaction
    bool changes_session = false;   ///< it may set what outlives its transaction, as SET and PRAGMA do

    bool has_steps() const noexcept { return in_transaction < statements.size(); }
    /// Where to go on after so many: at the next one, or at the `DROP … IF EXISTS` before it, which removes what that left.
    std::size_t resumes_at(std::size_t done) const {
        if (done <= in_transaction || done > statements.size()) return std::max(in_transaction, std::min(done, statements.size()));
        const std::string_view before = statements[done - 1].text;
        return before.starts_with("DROP ") && before.find(" IF EXISTS ") != before.npos ? done - 1 : done;
    }
    /// `path:line: statement n of m`.
    std::string place(std::size_t statement) const {
        return path + ":" + std::to_string(statements[statement].line) + ": statement " + std::to_string(statement + 1) +
               " of " + std::to_string(statements.size());
    }
};

namespace detail {

/// Whether the statement is `PRAGMA foreign_keys = …`: 1 for on, 0 for off, -1 for another statement.
inline int foreign_keys_pragma(std::string_view statement) {
    std::string words; // without spaces
    for (const char c : statement.substr(0, 64))
        if (c > ' ') words += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (!words.starts_with("pragmaforeign_keys=") && !words.starts_with("pragmaforeign_keys(")) return -1;
    const std::string_view value = std::string_view(words).substr(19);
    return value.starts_with("off") || value.starts_with("0") || value.starts_with("false") || value.starts_with("no") ? 0 : 1;
}

/// Whether a statement may leave the connection other than it was. Those that only make and fill tables do not, of which most
/// scripts are.
inline bool changes_session(std::string_view statement) {
    const std::string words = sql::first_words(statement, 4); // CREATE OR REPLACE TEMP
    const std::string_view first = std::string_view(words).substr(0, words.find(' '));
    if (words.starts_with("SET LOCAL ")) return false;
    for (const std::string_view word : {"CREATE", "ALTER", "DROP", "COMMENT", "GRANT", "REVOKE", "INSERT", "UPDATE", "DELETE", "TRUNCATE"})
        if (first == word) return words.find(" TEMP") != words.npos || statement.find("set_config") != statement.npos;
    return true;
}

/// Whether there may be tables or indexes after a statement, by these names, which there were not.
inline bool makes_tables(std::string_view statement) {
    const std::string first = sql::first_words(statement, 1);
    return first == "CREATE" || first == "ALTER";
}

/// Whether a statement is about rows, and does in a transaction what it does by itself: there it sees those of all tenants. A CALL or a
/// DO may commit for itself.
inline bool works_on_rows(std::string_view statement) {
    const std::string words = sql::first_words(statement, 4) + ' '; // CREATE GLOBAL TEMPORARY TABLE … AS SELECT
    for (const std::string_view word : {"INSERT ", "UPDATE ", "DELETE ", "MERGE ", "WITH ", "SELECT ", "REFRESH "})
        if (words.starts_with(word)) return true;
    return words.starts_with("CREATE ") && (words.find(" TABLE ") != words.npos || words.find(" MATERIALIZED VIEW ") != words.npos);
}

/// Why a statement has no place in a migration; empty: it has.
inline std::string_view misplaced(std::string_view statement) {
    const std::string words = sql::first_words(statement, 2);
    const std::string_view first = std::string_view(words).substr(0, words.find(' '));
    for (const std::string_view word : {"BEGIN", "COMMIT", "ROLLBACK", "END", "ABORT", "SAVEPOINT", "RELEASE"})
        if (first == word) return "begins or ends a transaction, which tenon does: remove it";
    if (words == "START TRANSACTION" || words == "PREPARE TRANSACTION") return "begins or ends a transaction, which tenon does: remove it";
    if (first == "COPY") return "is COPY, whose rows a script cannot hold: write INSERT";
    return {};
}

} // namespace detail

/// Takes a file apart. Errors: migration_invalid, for statements that would end the migration's own transaction.
inline result<script> parse_script(const std::filesystem::path& path, std::string_view text, const sql::script_syntax& syntax) {
    script made{.path = path.string()};
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3); // what some editors mark UTF-8 with
    made.statements = sql::statements_of(text, syntax);
    for (std::size_t i = 0; i < made.statements.size(); ++i) {
        const std::string_view statement = made.statements[i].text;
        if (made.statements[i].in_transaction) made.in_transaction = i + 1;
        made.changes_session = made.changes_session || detail::changes_session(statement);
        made.makes_tables = made.makes_tables || (made.statements[i].in_transaction && detail::makes_tables(statement));
        if (made.statements[i].in_transaction && detail::foreign_keys_pragma(statement) == 0) made.leaves_references = true;
        if (const std::string_view why = detail::misplaced(statement); !why.empty())
            return fail(make_error(errc::migration_invalid, made.place(i) + " " + std::string(why)));
    }
    return made;
}

/// The error of a statement, which says where it stands and what became of the others. What is not the script's fault keeps
/// its code.
inline error at_statement(const script& of, std::size_t statement, error why) {
    why.ended_transaction = false; // the script's own: what counts is why
    // Only a statement that does not fit into a transaction finds none: ours is open, or the statement before it had failed.
    const bool inside = statement < of.in_transaction;
    const bool unfit = inside && why.code == errc::transaction_closed;
    const bool script_fault = unfit || (!why.is_retryable() && !why.poisons_transaction() && why.code != errc::read_only &&
                                        why.code != errc::timeout && why.code != errc::permission_denied);
    why.statement = of.statements[statement].text;
    why.message = of.place(statement) + " failed: " +
                  (unfit ? "It cannot run in a transaction: write the line `" + std::string(no_transaction_mark) + "` above it." : why.message) +
                  (inside ? " Nothing of it was kept." : " The statements before it were kept.");
    if (script_fault) why.code = errc::migration_failed;
    return why;
}

/// The error of the end of a script's transaction: of what is looked at there only, as references that are deferred.
inline error at_end(const script& of, error why) {
    if (!why.poisons_connection()) why.message = of.path + ": the end of its transaction failed: " + why.message + " Nothing of it was kept.";
    return why;
}

/// Runs the statements of a script that want a transaction, within that.
inline result<void> run_in_transaction(connection& on, const script& given) {
    std::vector<request> asked;
    std::vector<std::size_t> numbers;
    for (std::size_t i = 0; i < given.in_transaction; ++i) {
        if (detail::foreign_keys_pragma(given.statements[i].text) >= 0) continue; // done around the transaction
        asked.push_back({std::string(given.statements[i].text)});
        numbers.push_back(i);
    }
    const auto got = on.run_all(asked);
    if (got.why != nullptr) return fail(at_statement(given, numbers[got.rows.size()], *got.why));
    return {};
}

/// The same for those of a migration, and lets the database know what to expect of its tables.
inline result<void> run_migration(connection& on, const script& given) {
    if (auto ran = run_in_transaction(on, given); !ran) return ran;
    return given.makes_tables ? on.estimate_rows() : result<void>{};
}

/// Runs those that want none, each by itself, from number `first` on; `after` hears of each that is done, by its number from 1. One about
/// rows is a transaction with what `after` writes: who goes on later does not do it twice.
template <class After> result<void> run_by_steps(connection& on, const script& given, std::size_t first, After after) {
    for (std::size_t i = first; i < given.statements.size(); ++i) {
        const std::string text(given.statements[i].text);
        const auto and_note = [&](const result<void>& ran) { return ran ? after(i + 1, std::string()) : ran; };
        const auto done = detail::works_on_rows(text) ? on.transaction([&] { return and_note(on.run(text)); }) : and_note(on.execute(text));
        if (done) continue;
        error why = at_statement(given, i, done.error());
        static_cast<void>(after(i, why.message)); // where that fails too, the record says what was done before
        return fail(std::move(why));
    }
    return {};
}

} // namespace tenon::inline TENON_ABI::migration
