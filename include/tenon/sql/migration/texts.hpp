// tenon/sql/migration/texts.hpp: what migrations say to a database besides what is in their files, as texts. Everything that
// differs between databases is here, so that what runs migrations is the same code for all.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/migration/script.hpp>

#include <string>
#include <string_view>

namespace tenon::inline TENON_ABI::sql {

/// Texts of one statement each; an empty one has nothing to say. `{history}` stands for the name of the history table.
/// Parameters are $1, $2 … in the order of their first appearance, and texts. Columns that are read are texts too. A time is
/// a number of milliseconds since 1970, or '' for none.
struct migration_texts {
    std::string_view provider; ///< as migration_lock.toml has it
    script_syntax syntax;

    /// Statements can be sent without waiting for the answers to those before them, whole transactions too.
    bool sends_together = false;

    /// The lock of whoever migrates, for the length of a transaction: gives 'true' or 'false'. From then on no statement waits
    /// for the locks of others for more than so many milliseconds. Empty where the transaction itself is that lock.
    std::string_view lock;

    std::string_view has_history;    ///< gives the table's name, or no row
    std::string_view first_table;    ///< a table or view that is not ours, or no row
    std::string_view create_history;
    /// Gives how many rows the history has, how many of them are finished, how many rolled back, and the greatest id, with spaces
    /// between: who adds a row knows what it gives then.
    std::string_view history_version;
    std::string_view read_history;   ///< id, name, checksum, started, finished, rolled back, steps, logs; oldest first
    std::string_view insert;         ///< id, checksum, name, started, finished, steps, logs
    std::string_view update;         ///< finished, steps, logs, id
    std::string_view set_rolled_back; ///< when, id

    /// Gives the statements that bring back what the connection is set to now, a row each. Run outside of a transaction.
    std::string_view session_settings;

    // Where triggers may do less in a schema that the connection does not trust.
    std::string_view trust_schema;
    std::string_view schema_trust; ///< gives the statement that brings back what is so now

    /// What could be dropped, in an order that works: each row one statement.
    std::string_view drop_statements;

    // Where transactions are sent behind each other: what fails unless the lock is got, as `lock` does; and unless `history_version` gives $1.
    std::string_view must_lock;
    std::string_view must_be_version;

    // Where references cannot be left unchecked within a transaction, but only around it. A script asks for that by
    // `PRAGMA foreign_keys = OFF`, as those that build a table again do.
    std::string_view foreign_keys_off;
    std::string_view foreign_keys_on;
    std::string_view check_foreign_keys; ///< gives the tables with rows whose reference leads nowhere, and how many

    // Where a server holds databases besides this one; `{name}` is the name of one.
    std::string_view create_database;
    std::string_view drop_database;
    std::string_view keep_database;       ///< as long as the connection that says this is there, `{name}` is somebody's
    std::string_view abandoned_databases; ///< gives the names of those that were made for a while, and are nobody's
    std::string_view drop_abandoned;      ///< unless somebody is connected to `{name}`

    /// `text` on the history table of this name.
    static std::string about(std::string_view text, std::string_view history) { return with(text, "{history}", history); }

    static std::string with(std::string_view text, std::string_view mark, std::string_view value) {
        std::string made(text);
        for (std::size_t at = 0; (at = made.find(mark, at)) != std::string::npos; at += value.size())
            made.replace(at, mark.size(), value);
        return made;
    }
};

/// The texts of a dialect: a `static constexpr migration_texts value`.
template <class Dialect> struct migration_texts_of;

} // namespace tenon::inline TENON_ABI::sql
