// The pool on PostgreSQL: who gets a connection, when, and in what state.
#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <vector>

#include "integration/postgres/support.hpp"

using namespace postgres_tests;
using namespace std::chrono_literals;
using tenon::errc;

namespace {

/// A point that threads wait for.
class signal {
public:
    void set() {
        {
            const std::lock_guard lock(mutex_);
            set_ = true;
        }
        changed_.notify_all();
    }
    void wait() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return set_; });
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool set_ = false;
};

/// A thread that holds a connection until it is let go.
class occupied {
public:
    explicit occupied(const database& db)
        : thread_([this, db] {
              static_cast<void>(db.tenant("holder").transaction([this](auto&) {
                  taken_.set();
                  free_.wait();
              }));
          }) {
        taken_.wait();
    }
    ~occupied() { release(); }
    void release() {
        free_.set();
        if (thread_.joinable()) thread_.join();
    }

private:
    signal taken_, free_;
    std::thread thread_;
};

} // namespace

TEST_CASE("PostgreSQL: there are never more connections than the options say, and they do all the work") {
    if (no_server()) return;
    const tables<> place;
    const auto db = place.open({.connections = 3});
    constexpr int threads = 8, rows = 25;
    outcomes problems;
    std::atomic<std::size_t> most{0};
    std::vector<std::thread> all;
    for (int number = 0; number < threads; ++number)
        all.emplace_back([&, number] {
            const auto mine = accounts(db, "tenant " + std::to_string(number));
            for (int i = 0; i < rows; ++i) {
                if (auto made = mine.create(
                        {.id = std::to_string(i), .email = std::to_string(number) + "/" + std::to_string(i)});
                    !made)
                    problems.fail(made.error());
                const auto found = mine.find_many();
                if (!found) return problems.fail(found.error());
                if (found->size() != static_cast<std::size_t>(i + 1)) problems.fail("rows");
                for (const auto& row : *found)
                    if (row.tenantId != "tenant " + std::to_string(number)) problems.fail("another tenant's row");
                if (i % 8 == 0) {
                    const auto now = figures(db);
                    if (now.open > 3) problems.fail("too many connections");
                    if (std::size_t seen = most; now.open > seen) most.compare_exchange_strong(seen, now.open);
                }
            }
        });
    for (auto& each : all)
        each.join();
    CHECK(problems.first() == "");
    CHECK(most > 1);
    CHECK(tenon::repository<Account>(db.system("count")).count().value() == threads * rows);
    const auto after = figures(db);
    CHECK(after.in_use == 0);
    CHECK(after.waiting == 0);
    support::postgres_session look{place.server.superuser()};
    CHECK(look("SELECT count(*) FROM pg_stat_activity WHERE usename = 'tenon_app' AND datname = current_database()") ==
          std::to_string(after.open));
}

TEST_CASE("PostgreSQL: who waits longer than the pool timeout gets pool_timeout, with figures") {
    if (no_server()) return;
    const tables<> place;
    const auto db = place.open({.connections = 2, .pool_timeout = 60ms});
    {
        const occupied one(db), two(db);
        const auto before = std::chrono::steady_clock::now();
        const auto refused = accounts(db).create({.email = "x"});
        CHECK(std::chrono::steady_clock::now() - before >= 60ms);
        CHECK(refused.error().code == errc::pool_timeout);
        CHECK(refused.error().model == "Account");
        CHECK(refused.error().message.find("All 2 connections were in use for 60 ms, with 0 others waiting") == 0);
        const auto report = db.health();
        CHECK_FALSE(report.ok);
        CHECK(report.error.code == errc::pool_timeout);
        CHECK(report.writers.in_use == 2);
        CHECK(report.writers.limit == 2);
        CHECK(report.writers.timeouts == 2);
    }
    require_working(db);
}

TEST_CASE("PostgreSQL: who comes first is served first, so no tenant starves another: case 53") {
    if (no_server()) return;
    const tables<> place;
    const auto db = place.open({.connections = 1});
    std::mutex mutex;
    std::vector<std::string> order;
    std::vector<std::thread> threads;
    const auto work = [&](const std::string& tenant, int times) {
        threads.emplace_back([&, tenant, times] {
            for (int i = 0; i < times; ++i)
                static_cast<void>(db.tenant(tenant).transaction([&](auto&) {
                    const std::lock_guard lock(mutex);
                    order.push_back(tenant);
                }));
        });
    };
    {
        occupied other(db);
        const auto waiting = [&](std::size_t count) {
            return eventually([&] { return figures(db).waiting == count; });
        };
        // Four threads of a greedy tenant that come back at once, and one of a modest one behind them.
        for (std::size_t i = 0; i < 4; ++i) {
            work("greedy", 50);
            REQUIRE(waiting(i + 1));
        }
        work("modest", 1);
        REQUIRE(waiting(5));
        other.release();
    }
    for (auto& each : threads)
        each.join();
    REQUIRE(order.size() == 201);
    CHECK(std::find(order.begin(), order.end(), "modest") - order.begin() == 4);
    CHECK(figures(db).waiting == 0);
    CHECK(figures(db).in_use == 0);
    require_working(db);
}

TEST_CASE("PostgreSQL: a server that takes no more connections: the pool does with those that it has, first come first served") {
    if (no_server()) return;
    const tables<> place;
    support::postgres_session superuser{place.server.superuser()};
    superuser("DROP ROLE IF EXISTS tenon_limited");
    superuser("CREATE ROLE tenon_limited LOGIN CONNECTION LIMIT 2 IN ROLE tenon_app");
    {
        const auto db = tenon::postgres::open<app>(place.server.as("tenon_limited"), {.connections = 8, .pool_timeout = 20s}).value();
        outcomes seen;
        std::atomic<int> done = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < 8; ++i)
            threads.emplace_back([&, i] {
                for (int round = 0; round < 25; ++round)
                    if (auto made = accounts(db).create({.email = std::to_string(i) + "/" + std::to_string(round)})) ++done;
                    else seen.fail(made.error());
            });
        for (auto& each : threads) each.join();
        CHECK(seen.first().empty());
        CHECK(done == 200);
        CHECK(figures(db).open <= 2);
        CHECK(figures(db).timeouts == 0);
    }
    {
        const auto db = tenon::postgres::open<app>(place.server.as("tenon_limited"), {.connections = 8, .pool_timeout = 100ms}).value();
        std::optional<occupied> one(std::in_place, db), two(std::in_place, db);
        const auto late = accounts(db).count(); // two are in use, and there is no third
        CHECK(code_of(late) == tenon::errc::pool_timeout);
        CHECK(late.error().message.find("All 2 connections that the database has room for were in use for 100 ms") == 0);
        // A role that the others have left no connection at all is told so at once.
        CHECK(code_of(tenon::postgres::open<app>(place.server.as("tenon_limited"))) == tenon::errc::connection_failed);
        // Who waits for room gets the connection that comes free, also behind one that was broken.
        one.reset();
        require_working(db);
        // When the server has room again, it is used.
        superuser("ALTER ROLE tenon_limited CONNECTION LIMIT 5");
        const occupied third(db), fourth(db);
        CHECK(figures(db).in_use == 3);
        require_working(db);
    }
    CHECK(eventually([&] { return superuser("SELECT count(*) FROM pg_stat_activity WHERE usename = 'tenon_limited'") == "0"; }));
    superuser("DROP ROLE tenon_limited");
}

TEST_CASE("PostgreSQL: a waiter that may connect and finds the server full keeps its place, and is served when one comes free") {
    if (no_server()) return;
    const tables<> place;
    support::postgres_session superuser{place.server.superuser()};
    superuser("DROP ROLE IF EXISTS tenon_limited");
    superuser("CREATE ROLE tenon_limited LOGIN CONNECTION LIMIT 2 IN ROLE tenon_app");
    {
        const auto db = tenon::postgres::open<app>(place.server.as("tenon_limited"), {.connections = 2, .pool_timeout = 20s}).value();
        std::optional<occupied> broken(std::in_place, db), kept(std::in_place, db);
        outcomes seen;
        std::thread waits([&] {
            if (auto found = accounts(db).count(); !found) seen.fail(found.error());
        });
        CHECK(eventually([&] { return figures(db).waiting == 1; }));
        // One connection ends, and its place at the server is taken by somebody else: so the waiter cannot have it.
        superuser("ALTER ROLE tenon_limited CONNECTION LIMIT 1");
        superuser("SELECT pg_terminate_backend(min(pid)) FROM pg_stat_activity WHERE usename = 'tenon_limited'");
        broken.reset();
        kept.reset();
        waits.join();
        CHECK(seen.first().empty());
        CHECK(figures(db).timeouts == 0);
        require_working(db);
    }
    CHECK(eventually([&] { return superuser("SELECT count(*) FROM pg_stat_activity WHERE usename = 'tenon_limited'") == "0"; }));
    superuser("DROP ROLE tenon_limited");
}

TEST_CASE("PostgreSQL: health waits for a connection as long as it is told, and not as long as the pool does") {
    if (no_server()) return;
    const tables<> place;
    const auto db = place.open({.connections = 1});
    {
        const occupied one(db);
        const auto before = std::chrono::steady_clock::now();
        const auto report = db.health(30ms);
        CHECK(report.error.code == tenon::errc::pool_timeout);
        CHECK(report.writers.in_use == 1);
        CHECK(db.health().error.code == tenon::errc::pool_timeout);
        const auto took = std::chrono::steady_clock::now() - before;
        CHECK(took >= 1030ms);
        CHECK(took < 5s);
    }
    CHECK(db.health().ok);
    CHECK(db.health().error.code == tenon::errc::ok);
}

TEST_CASE("PostgreSQL: a thread that asks for the connection that it holds itself is told so at once") {
    if (no_server()) return;
    const tables<> place;
    const auto db = place.open({.connections = 1, .pool_timeout = 1h});
    db.tenant("acme")
        .transaction([&](auto& tx) {
            const auto nested = accounts(db).create({.email = "x"}); // the database's scope instead of tx
            CHECK(nested.error().code == errc::pool_timeout);
            CHECK(nested.error().message.find("use its own scope") != std::string::npos);
            tenon::repository<Account>(tx).create({.email = "y"}).value();
        })
        .value();
    CHECK(accounts(db).count().value() == 1);
}

TEST_CASE("PostgreSQL: a connection that has lived long enough is replaced, but not in the middle of a transaction") {
    if (no_server()) return;
    const tables<> place;
    const auto pid = [](const database& db) {
        accounts(db).count().value();
        return held(db.system("look")).pid();
    };
    const auto lasting = place.open({.connections = 1, .max_lifetime = 0ms});
    const auto db = place.open({.connections = 1, .max_lifetime = 300ms});
    const int same = pid(lasting);
    int before = pid(db);
    CHECK(pid(db) == before);
    std::this_thread::sleep_for(320ms);
    accounts(db).count().value(); // its last one
    CHECK(pid(db) != before);
    db.tenant("acme")
        .transaction([&](auto& tx) {
            before = held(tx).pid();
            tenon::repository<Account>(tx).create({.id = "a", .email = "a"}).value();
            std::this_thread::sleep_for(320ms);
            CHECK(tenon::repository<Account>(tx).exists("a").value());
            CHECK(held(tx).pid() == before);
        })
        .value();
    CHECK(pid(db) != before);
    CHECK(accounts(db).exists("a").value());
    CHECK(pid(lasting) == same);
    CHECK(figures(db).open == 1);
    require_working(db);
}

TEST_CASE("PostgreSQL: a connection that is given back in an open or failed transaction goes on clean") {
    if (no_server()) return;
    const tables<> place;
    const auto db = place.open({.connections = 1});
    for (const std::string& left :
         {std::string("BEGIN; SELECT set_config('tenon.tenant_id', 'acme', true); "
                      "INSERT INTO \"Account\" VALUES ('a', 'acme', 'x', 0, NULL)"),
          std::string("BEGIN; SAVEPOINT s"), std::string("BEGIN; SELECT pg_advisory_xact_lock(1)")}) {
        INFO(left);
        ask(db, left);
        CHECK(accounts(db).count().value() == 0);
        CHECK(ask(db, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()") == "0");
    }
    CHECK_THROWS(ask(db, "BEGIN; SELECT nothing"));
    CHECK(PQtransactionStatus(held(db.system("look")).handle()) == PQTRANS_IDLE);
    require_working(db);
}

TEST_CASE("PostgreSQL: a connection that is given back before all answers have been received is replaced") {
    if (no_server()) return;
    const tables<> place;
    const auto db = place.open({.connections = 1});
    int before = 0;
    {
        const held lent(db.system("look"));
        before = lent.pid();
        REQUIRE(PQsendQuery(lent.handle(), "SELECT 'somebody else''s'") == 1);
    }
    require_working(db);
    CHECK(held(db.system("look")).pid() != before);
}
