// What the tests of this folder share: models, a database with its tables, and the connection behind a scope.
#pragma once

#include <tenon/postgres.hpp>

#include <libpq-fe.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "support/catch.hpp"
#include "support/postgres.hpp"

template <>
struct Catch::StringMaker<tenon::errc> {
    static std::string convert(tenon::errc code) { return std::string(to_string(code)); }
};

namespace postgres_tests {

struct Account {
    std::string id;
    std::string tenantId;
    std::string email;
    int level = 0;
    std::optional<std::string> note;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&Account::email>);
};
struct Post {
    std::string id;
    std::string tenantId;
    std::string accountId;
    std::string title;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Post::accountId, &Account::id>);
};
using app = tenon::schema<Account, Post>;
using database = tenon::postgres::database<app>;
using tenon::postgres::options;

/// Whether there is no server to test on: then the reason has been told, and the test is over.
inline bool no_server() { return support::postgres_url().empty(); }

/// A database of the server with the tables of `Schema`, for the role `tenon_app`, which does not own them.
template <class Schema = app>
class tables {
public:
    explicit tables(options how = {}) {
        how.application_role = "tenon_app";
        tenon::postgres::open<Schema>(server.owner(), std::move(how)).value().create_tables().value();
    }
    std::string url() const { return server.as("tenon_app"); }
    tenon::postgres::database<Schema> open(options how = {}) const {
        return tenon::postgres::open<Schema>(url(), std::move(how)).value();
    }

    support::postgres_database server;
};

/// The error code of a result; errc::ok when it holds a value.
template <class Result>
tenon::errc code_of(const Result& result) {
    return result ? tenon::errc::ok : result.error().code;
}

template <class Database>
auto accounts(const Database& db, const std::string& tenant = "acme") {
    return tenon::repository<Account>(db.tenant(tenant));
}

/// A database with two rows, `a` and `b`.
struct two_rows {
    explicit two_rows(options how = {}) : db(place.open(std::move(how))) {
        for (const char* id : {"a", "b"})
            accounts(db).create({.id = id, .email = id, .level = 1}).value();
    }
    int level(const char* id) const { return accounts(db).get(id).value().level; }

    tables<> place;
    database db;
};

/// Writes a row, reads it, removes it: what every fault must leave possible.
template <class Database>
void require_working(const Database& db) {
    const auto repository = accounts(db, "afterwards");
    auto made = repository.create({.email = "ok@after.test"});
    if (!made) FAIL(to_string(made.error()) + " " + made.error().server_text);
    REQUIRE(repository.get(made->id).value().email == "ok@after.test");
    repository.remove(made->id).value();
    REQUIRE(repository.count().value() == 0);
}

/// The connection on which a scope's statements run, for as long as this object lives: one of the pool, or that of its
/// transaction.
class held {
public:
    template <class Scope>
    explicit held(const Scope& scope) : session_(scope.session()), lease_(session_, tenon::driver::access::read, why_) {
        if (!lease_) throw std::runtime_error(to_string(*why_));
    }
    PGconn* handle() const { return lease_.connection().native_handle(); }
    int pid() const { return PQbackendPID(handle()); }
    /// Runs SQL by hand on it: the first value that it gives, as text.
    std::string ask(const std::string& text) const {
        const std::unique_ptr<PGresult, void (*)(PGresult*)> given(PQexec(handle(), text.c_str()), &PQclear);
        const ExecStatusType status = PQresultStatus(given.get());
        if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
            throw std::runtime_error(PQresultErrorMessage(given.get()));
        if (PQntuples(given.get()) == 0 || PQnfields(given.get()) == 0) return "none";
        return PQgetisnull(given.get(), 0, 0) != 0 ? "NULL" : PQgetvalue(given.get(), 0, 0);
    }

private:
    std::unique_ptr<tenon::error> why_;
    tenon::driver::session<tenon::postgres::driver> session_;
    tenon::driver::lease<tenon::postgres::driver> lease_;
};

/// How the pool is doing; without waiting for a connection, as health() would.
template <class Database>
tenon::pool_figures figures(const Database& db) {
    return db.system("look").session().connections().figures(tenon::driver::access::write);
}

/// What a connection of the pool answers to SQL by hand.
template <class Database>
std::string ask(const Database& db, const std::string& text) {
    return held(db.system("look inside")).ask(text);
}

/// Whether SQL by hand is refused, with these words in what the server says.
template <class Work>
bool is_refused(Work work, std::string_view words) {
    try {
        work();
    } catch (const std::runtime_error& e) {
        UNSCOPED_INFO(e.what());
        return std::string_view(e.what()).find(words) != std::string_view::npos;
    }
    return false;
}

/// Waits until something holds that others bring about. False: not within ten seconds.
template <class Condition>
bool eventually(Condition condition) {
    for (int i = 0; i < 5000; ++i) {
        if (condition()) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return false;
}

/// Whether a session of the server waits for a lock that another one holds.
inline bool waits_for_lock(support::postgres_session& look, int pid) {
    return look("SELECT wait_event_type FROM pg_stat_activity WHERE pid = " + std::to_string(pid)) == "Lock";
}

/// Catch's assertions are not for several threads: those of other threads end up here, and are checked by the test's
/// own.
class outcomes {
public:
    void fail(const std::string& what) {
        const std::lock_guard lock(mutex_);
        if (first_.empty()) first_ = what;
    }
    void fail(const tenon::error& e) { fail(to_string(e) + " " + e.server_text); }
    std::string first() const {
        const std::lock_guard lock(mutex_);
        return first_;
    }

private:
    mutable std::mutex mutex_;
    std::string first_;
};

} // namespace postgres_tests
