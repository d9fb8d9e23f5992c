// tenon/testing/scripted_driver.hpp: a driver without a database, which answers from a script: to try what is hard to
// bring about with a real one, such as errors that go away.
//
//     tenon::testing::script script;
//     tenon::testing::statement_log log;
//     auto db = tenon::testing::scripted<app>(script, log).value();
//     script.when("BEGIN", tenon::testing::fails_with(tenon::errc::busy));
//     …                                   // a transaction is run again: log.transactions() has BEGIN twice
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/driver/hooks.hpp>
#include <tenon/sql/dialect/sqlite.hpp>
#include <tenon/testing/recording.hpp>
#include <tenon/testing/script.hpp>
#include <tenon/testing/scripted_connection.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>

namespace tenon::inline TENON_ABI::testing {

struct scripted_options {
    testing::script script{};
    std::size_t writers = 1;
    std::size_t readers = 0; ///< 0: the writers do both
    std::chrono::milliseconds pool_timeout{10000};
    statement_hooks hooks{};
};

/// A driver like any other, for `tenon::database`. Texts are those for SQLite.
struct scripted_driver {
    using connection = scripted_connection;
    using options = scripted_options;
    using dialect = sql::sqlite_dialect;

    static result<std::unique_ptr<connection>> connect(const options& how, const schema_info&, driver::access) {
        testing::script script = how.script;
        if (const scripted_answer answer = script.answer("open", true); answer.fails != errc::ok) {
            error e = make_error(answer.fails);
            e.native_code = answer.native_code;
            e.statement = "open";
            return fail(std::move(e));
        }
        return std::make_unique<connection>(std::move(script));
    }
    static std::size_t pool_size(const options& how, driver::access wanted) noexcept {
        return wanted == driver::access::write ? how.writers : how.readers;
    }
    static std::string begin_text(const options&, const transaction_options& how) { return how.read_only ? "BEGIN READ ONLY" : "BEGIN"; }
};

static_assert(driver::database_driver<scripted_driver>);
static_assert(driver::database_driver<recording<scripted_driver>>);

/// A database that answers from `script` and remembers in `log` what is sent to it. Errors: what the script says to
/// `open`.
template <class Schema>
result<database<Schema, recording<scripted_driver>>> scripted(script answers, statement_log log,
                                                              scripted_options how = {}) {
    how.script = std::move(answers);
    return record<Schema, scripted_driver>(std::move(how), std::move(log));
}

} // namespace tenon::inline TENON_ABI::testing
