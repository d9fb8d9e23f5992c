// tenon/migration/database.hpp: what migrations need of a database, without its type: what runs them is plain code, compiled
// once, whatever the database.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/driver/batch.hpp>
#include <tenon/sql/migration/texts.hpp>
#include <tenon/sql/statement.hpp>

#include <cstddef>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::inline TENON_ABI::migration {

/// One row of texts.
using text_row = std::vector<std::string>;
using text_values = std::initializer_list<std::string_view>;

/// A statement with texts as its parameters, which gives rows of so many texts.
struct request {
    std::string text;
    std::size_t columns = 0; ///< 0: what it gives is not read
    std::vector<std::string> values{};
    sql::statement_number* number = nullptr; ///< of one that is said often: it is prepared once. Always with the same text
};

/// What became of statements that were run one behind the other.
struct answers {
    std::vector<std::vector<text_row>> rows{}; ///< of each that was done
    std::unique_ptr<error> why{};              ///< the next one was not; nullptr: all were
};

/// What became of transactions that were run one behind the other.
struct transactions_end {
    std::size_t done = 0;         ///< of the transactions
    std::size_t statement = 0;    ///< of the next one, that failed: its number there
    std::unique_ptr<error> why{}; ///< the next one was undone; nullptr: all were done
};

/// One connection, held by the object: all that is said to it goes the same way. Used by one thread.
class connection {
public:
    virtual ~connection() = default;

    /// Runs one statement with texts as its parameters; inside the transaction, where one is open.
    virtual result<void> run(std::string_view text, text_values values = {}) = 0;
    /// The same for a statement that gives rows of so many texts; a NULL among them is errc::schema_mismatch.
    virtual result<std::vector<text_row>> read(std::string_view text, std::size_t columns, text_values values = {}) = 0;
    /// Runs statements in their order, up to the first that fails; inside the transaction that is open, and in as few round trips
    /// as the database can. Where they go together, hooks are told of them when all have been answered.
    virtual answers run_all(const std::vector<request>& asked) = 0;
    /// Runs transactions of some statements each, in their order, up to the first that fails, and without waiting for the end of one
    /// before the next is sent. `begins` is told which is about to run. Only where migration_texts::sends_together; not inside a
    /// transaction. At most `most_together` statements in all.
    virtual transactions_end run_transactions(const std::vector<std::vector<request>>& asked, const std::function<void(std::size_t)>& begins) = 0;
    static constexpr std::size_t most_together = driver::batch_plan::most_in_transactions;
    /// Runs text by itself: what a database refuses to do in a transaction.
    virtual result<void> execute(const std::string& text) = 0;
    /// Behind what makes tables or indexes, in its transaction: see driver::estimate_rows.
    virtual result<void> estimate_rows() = 0;
    /// Runs `work` once between BEGIN and COMMIT; an error of it rolls back. One that writes has the database's lock for
    /// writers from the start, where there is one. Not inside another.
    virtual result<void> transaction(const std::function<result<void>()>& work) = 0;
};

/// A database that migrations are applied to. Made of an open one by `target`.
class database {
public:
    virtual ~database() = default;
    virtual const sql::migration_texts& texts() const noexcept = 0;
    /// A connection of its own. `writes` says whether it is to change anything. Errors: those of taking one from the pool.
    virtual result<std::unique_ptr<connection>> connect(bool writes) const = 0;
};

} // namespace tenon::inline TENON_ABI::migration
