// What servers and networks do to connections that are in use. Each test ends by working again.
#include "integration/postgres/support.hpp"
#include "support/gate.hpp"

#include <ranges>
#include <stop_token>
#include <vector>

using namespace postgres_tests;
using namespace std::chrono_literals;
using tenon::errc;
using tenon::set;

namespace {

using clock_type = std::chrono::steady_clock;

/// A database with one row, a session of the superuser beside it, and locks that keep statements waiting.
struct served {
    explicit served(options how = {}) : db(place.open(std::move(how))), superuser(place.server.superuser()) {
        accounts(db).create({.id = "first", .email = "first@b.test", .level = 7}).value();
    }
    /// Until `unlock`, statements on the table wait.
    void lock() { superuser("BEGIN; LOCK TABLE \"Account\""); }
    void unlock() { superuser("ROLLBACK"); }
    int pid() const { return held(db.system("look inside")).pid(); }

    /// Ends a session, and waits until it is gone.
    void terminate(int pid) {
        const std::string of = std::to_string(pid);
        superuser("SELECT pg_terminate_backend(" + of + ", 5000)");
        std::this_thread::sleep_for(20ms); // until the driver's clock has moved on
    }

    /// Runs `act(pid)` from another thread as soon as the session `pid` waits for the lock.
    template <class Act>
    std::thread when_waiting(int pid, Act act) {
        return std::thread([this, pid, act] {
            support::postgres_session look{place.server.superuser()};
            if (eventually([&] { return waits_for_lock(look, pid); })) act(look, std::to_string(pid));
        });
    }

    tables<> place;
    database db;
    support::postgres_session superuser;
};

const auto terminate = [](support::postgres_session& by, const std::string& pid) {
    by("SELECT pg_terminate_backend(" + pid + ")");
};
const auto cancel = [](support::postgres_session& by, const std::string& pid) {
    by("SELECT pg_cancel_backend(" + pid + ")");
};

/// Two threads may not use one connection by hand: a second session holds the lock where the first one acts.
struct table_lock {
    explicit table_lock(const served& on) : session(on.place.server.superuser()) {
        session("BEGIN; LOCK TABLE \"Account\"");
    }
    support::postgres_session session;
};

} // namespace

TEST_CASE("a connection that the server ended while it was idle is replaced before the next verb notices") {
    if (no_server()) return;
    served with({.idle_check = 0ms});
    with.terminate(with.pid());
    CHECK(accounts(with.db).get("first").value().level == 7);
    with.terminate(with.pid());
    CHECK(accounts(with.db).create({.id = "second", .email = "second"}).has_value());
    with.terminate(with.pid());
    CHECK(with.db.tenant("acme")
              .transaction([](auto& tx) { return tenon::repository<Account>(tx).remove("second"); })
              .has_value());
    CHECK(with.db.health().writers.open == 1);
    require_working(with.db);
}

TEST_CASE("all idle connections that the server ended are replaced at once") {
    if (no_server()) return;
    served with({.connections = 4, .idle_check = 0ms});
    { const held a(with.db.system("1")), b(with.db.system("2")), c(with.db.system("3")), d(with.db.system("4")); }
    CHECK(with.db.health().writers.open == 4);
    with.superuser(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'tenon_app' AND datname = "
        "current_database()");
    std::this_thread::sleep_for(20ms);
    for (int i = 0; i < 6; ++i)
        CHECK(accounts(with.db).update("first", tenon::increment<&Account::level>(1)).value().level == 8 + i);
    CHECK(with.db.health().writers.open == 1);
    require_working(with.db);
}

TEST_CASE("a read whose connection is ended while it runs is run again") {
    if (no_server()) return;
    served with;
    table_lock lock(with);
    auto other = with.when_waiting(with.pid(), [&](auto& by, const std::string& pid) {
        terminate(by, pid);
        lock.session("ROLLBACK");
    });
    const auto found = accounts(with.db).get("first");
    other.join();
    CHECK(found.value().level == 7);
    require_working(with.db);
}

TEST_CASE("a read in a transaction whose connection is ended has lost it, and the transaction") {
    if (no_server()) return;
    served with;
    table_lock lock(with);
    int runs = 0;
    const auto outcome = with.db.tenant("acme").transaction([&](auto& tx) {
        ++runs;
        auto other = with.when_waiting(held(tx).pid(), terminate);
        auto found = tenon::repository<Account>(tx).get("first");
        other.join();
        CHECK(found.error().code == errc::connection_lost);
        CHECK(found.error().native_code == "57P01");
        CHECK(found.error().model == "Account");
        return found;
    });
    CHECK(outcome.error().code == errc::connection_lost);
    CHECK(runs == 1);
    lock.session("ROLLBACK");
    require_working(with.db);
}

TEST_CASE("a write whose connection the server ends while it runs has not happened") {
    if (no_server()) return;
    served with;
    table_lock lock(with);
    auto other = with.when_waiting(with.pid(), terminate);
    const auto written = accounts(with.db).update("first", set<&Account::level>(8));
    other.join();
    CHECK(written.error().code == errc::connection_lost);
    CHECK(written.error().poisons_connection());
    lock.session("ROLLBACK");
    CHECK(accounts(with.db).get("first").value().level == 7);
    require_working(with.db);
}

TEST_CASE("a statement that is cancelled says so, and its connection goes on") {
    if (no_server()) return;
    served with;
    const int pid = with.pid();
    {
        table_lock lock(with);
        auto other = with.when_waiting(pid, cancel);
        const auto found = accounts(with.db).get("first");
        other.join();
        CHECK(found.error().code == errc::cancelled);
        CHECK(found.error().native_code == "57014");
        CHECK_FALSE(found.error().is_retryable());
    }
    {
        table_lock lock(with);
        auto other = with.when_waiting(pid, cancel);
        const auto written = accounts(with.db).update("first", set<&Account::level>(8));
        other.join();
        CHECK(written.error().code == errc::cancelled);
    }
    CHECK(accounts(with.db).get("first").value().level == 7);
    CHECK(with.pid() == pid);
    require_working(with.db);
}

TEST_CASE("a statement that takes longer than its deadline is stopped by the server, and its connection goes on") {
    if (no_server()) return;
    served with({.statement_timeout = 100ms});
    const int pid = with.pid();
    with.lock();
    for (const bool writes : {false, true}) {
        const auto before = clock_type::now();
        const errc answered = writes ? code_of(accounts(with.db).update("first", set<&Account::level>(8)))
                                     : code_of(accounts(with.db).get("first"));
        CHECK(answered == errc::timeout);
        CHECK(clock_type::now() - before >= 90ms);
        CHECK(clock_type::now() - before < 3s);
    }
    with.unlock();
    CHECK(accounts(with.db).get("first").value().level == 7);
    CHECK(with.pid() == pid);
    CHECK(ask(with.db, "SHOW statement_timeout") == "0"); // it ends with the statement
    require_working(with.db);
}

TEST_CASE("the deadline holds for each statement of a transaction, and the transaction is rolled back") {
    if (no_server()) return;
    served with({.statement_timeout = 100ms});
    const int pid = with.pid();
    const auto outcome = with.db.tenant("acme").transaction([&](auto& tx) {
        const auto rows = tenon::repository<Account>(tx);
        rows.create({.id = "second", .email = "second"}).value();
        std::this_thread::sleep_for(150ms); // not of a statement
        rows.count().value();
        CHECK(held(tx).ask("SHOW statement_timeout") == "100ms");
        support::postgres_session other{with.place.server.superuser()};
        other("BEGIN; SELECT 1 FROM \"Account\" WHERE id = 'first' FOR UPDATE");
        auto written = rows.update("first", set<&Account::level>(8));
        CHECK(written.error().code == errc::timeout);
        return written;
    });
    CHECK(outcome.error().code == errc::timeout);
    CHECK(accounts(with.db).count().value() == 1);
    CHECK(with.pid() == pid);
    require_working(with.db);
}

TEST_CASE("a peer that falls silent is given up after the deadline and its grace, and the next verb works") {
    if (no_server()) return;
    const tables<> place;
    support::gate gate;
    const auto db =
        tenon::postgres::open<app>(gate.through(place.url()),
                                   {.connect_timeout = 2s, .statement_timeout = 80ms, .network_grace = 70ms})
            .value();
    accounts(db).create({.id = "first", .email = "first", .level = 7}).value();
    const auto silent = [&](auto run, errc expected) {
        gate.swallow();
        const auto before = clock_type::now();
        const auto outcome = run();
        const auto took = clock_type::now() - before;
        gate.mend();
        CHECK(code_of(outcome) == expected);
        CHECK(took >= 140ms);
        CHECK(took < 3s);
        CHECK(accounts(db).get("first").value().level == 7);
        CHECK(db.health().writers.open == 1);
    };
    silent([&] { return accounts(db).get("first"); }, errc::timeout);
    silent([&] { return accounts(db).count(); }, errc::timeout);
    // The server may have done it.
    silent([&] { return accounts(db).create({.email = "x"}); }, errc::commit_unknown);
    silent([&] { return db.tenant("acme").transaction([](auto&) {}); }, errc::timeout);
    require_working(db);
}

TEST_CASE("a peer that falls silent while much is sent to it is given up after the deadline and its grace") {
    if (no_server()) return;
    for (const bool scoped : {true, false}) { // many rows go in statements, and by COPY
        INFO((scoped ? "row-level security" : "no row-level security"));
        const tables<> place({.row_level_security = scoped});
        support::gate gate;
        const auto db = tenon::postgres::open<app>(gate.through(place.url()), {.row_level_security = scoped,
                                                                               .statement_timeout = 1s,
                                                                               .network_grace = 100ms})
                            .value();
        const std::string large(2'000'000, 'x'); // more than fits on the way
        std::vector<Account> many;
        for (int i = 0; i < 5'000; ++i) many.push_back({.email = std::to_string(i), .note = std::string(500, 'y')});
        const auto silent = [&](auto run, errc expected) {
            gate.swallow();
            const auto before = clock_type::now();
            const auto outcome = run();
            const auto took = clock_type::now() - before;
            gate.mend();
            CHECK(code_of(outcome) == expected);
            CHECK(took >= 1s);
            CHECK(took < 4s);
            CHECK(accounts(db).count().value() == 0);
            CHECK(db.health().writers.open == 1);
        };
        silent([&] { return accounts(db).create({.email = "x", .note = large}); }, errc::commit_unknown);
        silent([&] { return accounts(db).count(tenon::where(tenon::field<&Account::note> == large)); }, errc::timeout);
        const auto in_transaction = [&](auto write) {
            return db.tenant("acme").transaction([&](auto& tx) {
                tenon::repository<Post>(tx).count().value();
                gate.swallow();
                return write(tenon::repository<Account>(tx));
            }, {.retries = 0});
        };
        const auto lost = [&](auto write) {
            const auto before = clock_type::now();
            const auto outcome = in_transaction(write);
            const auto took = clock_type::now() - before;
            gate.mend();
            CHECK(code_of(outcome) == errc::timeout);
            CHECK(took < 4s);
            CHECK(accounts(db).count().value() == 0);
        };
        lost([&](const auto& rows) { return rows.create_many(many); });
        lost([&](const auto& rows) { return rows.create({.email = "x", .note = large}); });
        // All of it gets through where the peer listens.
        CHECK(accounts(db).create_many(many).value() == 5'000);
        CHECK(accounts(db).create({.email = "x", .note = large}).value().note == large);
        require_working(db);
    }
}

TEST_CASE("the time that a program takes to make the rows that it writes does not count") {
    if (no_server()) return;
    const served with({.statement_timeout = 300ms, .network_grace = 0ms});
    auto slowly = std::views::iota(0, 250) | std::views::transform([](int i) {
                      if (i == 120) std::this_thread::sleep_for(400ms);
                      return Account{.email = std::to_string(i)};
                  });
    CHECK(accounts(with.db).create_many(slowly).value() == 250);
    require_working(with.db);
}

TEST_CASE("a peer that falls silent in a transaction has lost it; before the answer to COMMIT, nobody knows") {
    if (no_server()) return;
    const tables<> place;
    support::gate gate;
    const auto db =
        tenon::postgres::open<app>(gate.through(place.url()), {.statement_timeout = 80ms, .network_grace = 70ms})
            .value();
    const auto lost = db.tenant("acme").transaction([&](auto& tx) {
        gate.swallow();
        return tenon::repository<Account>(tx).create({.email = "x"});
    });
    gate.mend();
    CHECK(lost.error().code == errc::timeout);
    CHECK(accounts(db).count().value() == 0);

    int runs = 0;
    const auto unknown = db.tenant("acme").transaction([&](auto& tx) {
        ++runs;
        tenon::repository<Account>(tx).create({.email = "x"}).value();
        gate.swallow();
    });
    gate.mend();
    CHECK(unknown.error().code == errc::commit_unknown);
    CHECK(runs == 1);
    require_working(db);
}

TEST_CASE("health is told in the time that it is given, also where the peer is silent") {
    if (no_server()) return;
    const tables<> place;
    support::gate gate, other;
    const auto hosts = [&](const std::string& url) {
        return url + " port=5432 host='" + gate.folder() + "," + other.folder() + "'";
    };
    const auto db = tenon::postgres::open<app>(hosts(place.url()), {.connections = 1}).value();
    const auto replicated = tenon::postgres::open<app>(hosts(place.url()), {.replicas = {hosts(place.url())}}).value();
    const auto reports = [&](const auto& asked, errc expected) {
        const auto before = clock_type::now();
        const auto report = asked.health(300ms);
        const auto took = clock_type::now() - before;
        CHECK(report.ok == (expected == errc::ok));
        CHECK(report.error.code == expected);
        CHECK(took < 1s);
        CHECK((expected == errc::ok || took >= 290ms));
        CHECK(report.writers.in_use == 0);
    };
    reports(db, errc::ok);
    reports(replicated, errc::ok);
    gate.swallow();
    other.swallow();
    for (const auto& each : {db, replicated}) {
        reports(each, errc::timeout);           // on a connection
        reports(each, errc::connection_failed); // making a new one
    }
    gate.mend();
    other.mend();
    reports(db, errc::ok);
    reports(replicated, errc::ok);
    CHECK(PQisnonblocking(held(db.system("look inside")).handle()) == 0);
    require_working(db);
}

TEST_CASE("a stop comes back at once, and what it stopped soon after, also where the peer is silent") {
    if (no_server()) return;
    const std::string large(1'000'000, 'x'); // more than fits on the way
    for (const auto timeout : {0ms, 60'000ms}) {
        INFO("statement_timeout " << timeout.count());
        const tables<> place;
        support::gate gate;
        const auto db = tenon::postgres::open<app>(gate.through(place.url()),
                                                   {.statement_timeout = timeout, .network_grace = 300ms})
                            .value();
        accounts(db).create({.id = "first", .email = "first", .level = 7}).value();
        const auto stopped = [&](auto run, errc expected) {
            accounts(db).count().value();
            std::stop_source stop;
            clock_type::duration stopping{};
            std::thread other([&] {
                std::this_thread::sleep_for(100ms);
                const auto before = clock_type::now();
                stop.request_stop();
                stopping = clock_type::now() - before;
            });
            const auto before = clock_type::now();
            const auto outcome = run(db.tenant("acme").until(stop.get_token()));
            const auto took = clock_type::now() - before;
            other.join();
            gate.mend();
            CHECK(code_of(outcome) == expected);
            CHECK(took >= 390ms);
            CHECK(took < 3s);
            CHECK(stopping < 200ms);
            CHECK(accounts(db).get("first").value().level == 7);
            CHECK(db.health().writers.open == 1);
        };
        using tenon::repository;
        stopped([&](const auto& scope) { return gate.swallow(), repository<Account>(scope).get("first"); }, errc::cancelled);
        stopped([&](const auto& scope) { return gate.swallow(), repository<Account>(scope).create({.email = "x"}); },
                errc::commit_unknown);
        stopped([&](const auto& scope) { return gate.swallow(), repository<Account>(scope).create({.email = "x", .note = large}); },
                errc::commit_unknown);
        const auto in_transaction = [&](const auto& scope) {
            return scope.transaction([&](auto& tx) {
                repository<Post>(tx).count().value();
                gate.swallow();
                return repository<Account>(tx).create({.email = "x"});
            });
        };
        stopped(in_transaction, errc::cancelled);
        const auto batched = [&](const auto& scope) {
            gate.swallow();
            auto [one, two] = scope.batch([](auto& tx) { return repository<Account>(tx).count(); },
                                          [](auto& tx) { return repository<Account>(tx).get("first"); });
            CHECK(code_of(one) == errc::cancelled);
            return two;
        };
        stopped(batched, errc::cancelled);
        require_working(db);
    }
}

TEST_CASE("a stop that gets to the server late ends nobody else's statement") {
    if (no_server()) return;
    served with;
    support::gate gate;
    const auto db = tenon::postgres::open<app>(gate.through(with.place.url()), {.connections = 1, .network_grace = 400ms}).value();
    const int before = held(db.system("look inside")).pid();
    gate.hold_new();
    {
        table_lock lock(with);
        std::stop_source stop;
        auto other = with.when_waiting(before, [&](auto&, const std::string&) {
            stop.request_stop();
            lock.session("ROLLBACK"); // so it ends by itself
        });
        CHECK(tenon::repository<Account>(db.tenant("acme").until(stop.get_token())).get("first").value().level == 7);
        other.join();
    }
    gate.mend();
    const int after = held(db.system("look inside")).pid();
    CHECK(after != before);
    table_lock lock(with);
    auto other = with.when_waiting(after, [&](auto&, const std::string&) {
        std::this_thread::sleep_for(100ms);
        lock.session("ROLLBACK");
    });
    CHECK(accounts(db).get("first").value().level == 7);
    other.join();
    require_working(db);
}

TEST_CASE("a transaction that the server ends because it was idle is lost, and says so") {
    if (no_server()) return;
    served with;
    const auto outcome = with.db.tenant("acme").transaction([&](auto& tx) {
        held(tx).ask("SET LOCAL idle_in_transaction_session_timeout = '20ms'");
        std::this_thread::sleep_for(100ms);
        return tenon::repository<Account>(tx).count();
    });
    CHECK(outcome.error().code == errc::connection_lost);
    require_working(with.db);
}
