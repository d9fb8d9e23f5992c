// tenon/sqlite/connection.hpp: one connection to a SQLite database, with its prepared statements.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/error.hpp>
#include <tenon/driver/connection.hpp>
#include <tenon/driver/statement_cache.hpp>
#include <tenon/sql/statement.hpp>
#include <tenon/sqlite/statement.hpp>

#include <sqlite3.h>

#include <cstddef>

namespace tenon::inline TENON_ABI::sqlite {

/// Used by one thread at a time. What is done once or after a failure is virtual, and is in opened_connection: so it is compiled
/// where a database is opened, and not in every file that uses one.
class connection {
public:
    using statement_type = statement;

    virtual ~connection() = default;
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;

    /// SQLite asks nobody who they are.
    void act_for(const driver::caller&) noexcept {}

    /// A statement for a spec, in use until its reset: from the cache, or prepared now. nullptr: see last_error.
    statement* prepare(const sql::statement_spec& spec) {
        if (spec.number == nullptr) return prepare_loose(spec);
        const std::size_t number = sql::number_of(*spec.number);
        if (statement* kept = statements_.take(number)) [[likely]] {
            was_cached_ = true;
            return kept;
        }
        return prepare_anew(spec, number);
    }
    bool was_cached() const noexcept { return was_cached_; }

    /// Runs text without parameters; it may be several statements.
    bool execute(const char* text) noexcept {
        return sqlite3_exec(database_, text, nullptr, nullptr, nullptr) == SQLITE_OK;
    }

    /// Behind what makes tables or indexes, in its transaction: see estimates.
    virtual bool estimate_rows() noexcept = 0;

    /// What failed last.
    virtual error last_error(const sql::statement_spec& spec) const = 0;

    bool in_transaction() const noexcept { return sqlite3_get_autocommit(database_) == 0; }
    void cancel() const noexcept { sqlite3_interrupt(database_); }
    bool is_usable() const noexcept { return usable_; }
    bool is_alive() const noexcept { return true; }
    bool may_run_again(bool) const noexcept { return false; } // the file is what broke

    /// The raw statement that was prepared last has run.
    virtual void end_raw() noexcept = 0;

    /// The connection itself, for what only SQLite has. It must not be closed, nor left in a transaction.
    sqlite3* native_handle() const noexcept { return database_; }

protected:
    connection() = default;
    virtual statement* prepare_anew(const sql::statement_spec& spec, std::size_t number) = 0;
    virtual statement* prepare_loose(const sql::statement_spec& spec) = 0;

    sqlite3* database_ = nullptr;
    driver::statement_cache<statement> statements_;
    bool was_cached_ = false;
    mutable bool usable_ = true;
};

static_assert(driver::connection<connection>);

} // namespace tenon::inline TENON_ABI::sqlite
