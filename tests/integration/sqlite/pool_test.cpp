// The pool: who gets a connection, when, and in what state. Each rule by itself.
#include <condition_variable>
#include <mutex>

#include "integration/sqlite/support.hpp"

using namespace sqlite_tests;
using tenon::errc;
using namespace std::chrono_literals;

namespace {

/// A point that threads wait for.
class gate {
public:
    void open() {
        {
            const std::lock_guard lock(mutex_);
            open_ = true;
        }
        changed_.notify_all();
    }
    void wait() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return open_; });
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool open_ = false;
};

/// Waits until something holds that other threads bring about. False: not within ten seconds.
template <class Condition>
bool eventually(Condition condition) {
    for (int i = 0; i < 10000; ++i) {
        if (condition()) return true;
        std::this_thread::sleep_for(1ms);
    }
    return false;
}

/// A thread that holds the writer until it is let go.
class occupied_writer {
public:
    explicit occupied_writer(const database& db)
        : thread_([this, db] {
              static_cast<void>(db.tenant("holder").transaction([this](auto&) {
                  taken_.open();
                  free_.wait();
              }));
          }) {
        taken_.wait();
    }
    ~occupied_writer() { release(); }
    void release() {
        free_.open();
        if (thread_.joinable()) thread_.join();
    }

private:
    gate taken_, free_;
    std::thread thread_;
};

} // namespace

TEST_CASE("several readers work while a writer writes, and see what was there before") {
    const directory place;
    const auto db = make(place / "app.db", {.readers = 3});
    accounts(db).create({.email = "before"}).value();
    gate all_reading, written;
    std::atomic<int> reading{0};
    std::atomic<std::int64_t> seen{0};
    outcomes problems;
    std::vector<std::thread> readers;
    for (int i = 0; i < 3; ++i)
        readers.emplace_back([&] {
            const auto outcome = db.tenant("acme").transaction(
                [&](auto& tx) -> tenon::result<void> {
                    auto first = tenon::repository<Account>(tx).count();
                    if (++reading == 3) all_reading.open();
                    written.wait();
                    auto second = tenon::repository<Account>(tx).count();
                    if (!first) return tenon::fail(first.error());
                    if (!second) return tenon::fail(second.error());
                    seen += *first + *second;
                    return {};
                },
                {.read_only = true});
            if (!outcome) problems.fail(outcome.error());
        });
    all_reading.wait();
    const auto busy = db.system("look").transaction(
        [&](auto& tx) { tenon::repository<Account>(tx.tenant("acme")).create({.email = "meanwhile"}).value(); });
    CHECK(busy.has_value());
    CHECK(accounts(db).create({.email = "and another"}).has_value());
    written.open();
    for (auto& reader : readers)
        reader.join();
    CHECK(problems.first().empty());
    CHECK(seen == 6);
    CHECK(accounts(db).count().value() == 3);
    CHECK(db.health().readers.open == 3);
}

TEST_CASE("who waits longer than the pool timeout gets pool_timeout, with figures") {
    const directory place;
    const auto db = make(place / "app.db", {.pool_timeout = 40ms});
    {
        const occupied_writer other(db);
        const auto before = std::chrono::steady_clock::now();
        const auto refused = accounts(db).create({.email = "x"});
        CHECK(std::chrono::steady_clock::now() - before >= 40ms);
        CHECK(refused.error().code == errc::pool_timeout);
        CHECK(refused.error().model == "Account");
        CHECK(refused.error().message.find("All 1 connections were in use for 40 ms, with 0 others waiting") == 0);
        const auto writers = db.health().writers;
        CHECK(writers.timeouts == 1);
        CHECK(writers.in_use == 1);
        CHECK(writers.waiting == 0);
        CHECK(accounts(db).count().value() == 0); // a reader is free
    }
    require_working(db);
}

TEST_CASE("who comes first is served first") {
    const directory place;
    const auto db = make(place / "app.db");
    std::mutex mutex;
    std::vector<int> order;
    std::vector<std::thread> threads;
    {
        occupied_writer other(db);
        for (int i = 0; i < 8; ++i) {
            threads.emplace_back([&, i] {
                static_cast<void>(db.tenant("acme").transaction([&](auto&) {
                    const std::lock_guard lock(mutex);
                    order.push_back(i);
                }));
            });
            REQUIRE(eventually([&] { return db.health().writers.waiting == static_cast<std::size_t>(i + 1); }));
        }
        other.release();
    }
    for (auto& thread : threads)
        thread.join();
    CHECK(order == std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7});
    CHECK(db.health().writers.waiting == 0);
    CHECK(db.health().writers.in_use == 0);
}

TEST_CASE("a thread that asks for the connection that it holds itself is told so at once") {
    const directory place;
    for (const std::string& path : {std::string(":memory:"), place / "app.db"}) {
        INFO(path);
        const auto db = make(path, {.pool_timeout = 1h});
        db.tenant("acme")
            .transaction([&](auto& tx) {
                const auto nested = accounts(db).create({.email = "x"}); // the database's scope instead of tx
                CHECK(nested.error().code == errc::pool_timeout);
                CHECK(nested.error().message.find("use its own scope") != std::string::npos);
                CHECK(db.tenant("acme").transaction([](auto&) {}).error().code == errc::pool_timeout);
                tenon::repository<Account>(tx).create({.email = "y"}).value();
            })
            .value();
        CHECK(accounts(db).count().value() == 1);
    }
}

TEST_CASE("a thread that holds all readers and asks for one more is told so at once") {
    const directory place;
    const auto db = make(place / "app.db", {.readers = 2, .pool_timeout = 1h});
    const tenon::transaction_options reading{.read_only = true};
    db.tenant("acme")
        .transaction(
            [&](auto&) {
                CHECK(accounts(db).count().has_value()); // there is a second one
                return db.tenant("acme").transaction(
                    [&](auto&) {
                        CHECK(accounts(db).count().error().code == errc::pool_timeout);
                        CHECK(accounts(db).create({.email = "x"}).has_value()); // the writer is free
                    },
                    reading);
            },
            reading)
        .value();
    require_working(db);
}

TEST_CASE("a connection that is given back in an open transaction goes on clean") {
    const directory place;
    for (const std::string& path : {std::string(":memory:"), place / "app.db"}) {
        INFO(path);
        const auto db = make(path);
        {
            const held connection(db);
            CHECK(sqlite3_exec(connection.handle(),
                               "BEGIN; SAVEPOINT s; INSERT INTO Account VALUES ('a', 'acme', 'x', 'free', 1, 0, NULL)",
                               nullptr, nullptr, nullptr) == SQLITE_OK);
        }
        CHECK(accounts(db).count().value() == 0);
        {
            const held connection(db);
            CHECK(sqlite3_get_autocommit(connection.handle()) == 1);
        }
        require_working(db);
    }
}

TEST_CASE("figures tell what is open, in use, waiting and how often") {
    const directory place;
    const auto db = make(place / "app.db", {.readers = 2});
    auto report = db.health();
    CHECK(report.ok);
    CHECK(report.writers.limit == 1);
    CHECK(report.writers.open == 1);
    CHECK(report.writers.in_use == 0);
    CHECK(report.readers.limit == 2);
    CHECK(report.readers.open == 1); // the one that health itself used
    const auto leases = report.writers.leases;
    accounts(db).create({.email = "x"}).value();
    accounts(db).count().value();
    report = db.health();
    CHECK(report.writers.leases == leases + 1);
    CHECK(report.readers.open == 1); // an idle one is used again
    {
        const held one(db, tenon::driver::access::read), two(db, tenon::driver::access::write);
        CHECK(db.health().readers.in_use == 1);
        CHECK(db.health().writers.in_use == 1);
    }
    CHECK(db.health().readers.in_use == 0);
}

TEST_CASE("a transaction that nobody ends is seen in the figures, and named when others wait in vain") {
    const directory place;
    const auto db = make(place / "app.db", {.pool_timeout = 20ms});
    CHECK(db.health().writers.longest_transaction == 0ms);
    std::string message;
    db.tenant("a")
        .transaction([&](auto&) {
            std::this_thread::sleep_for(15ms);
            CHECK(db.health().writers.longest_transaction >= 10ms);
            std::thread([&] { message = accounts(db).create({.email = "x"}).error().message; }).join();
        })
        .value();
    CHECK(message.find("the longest transaction has been running for ") != std::string::npos);
    CHECK(message.find("running for 0 ms") == std::string::npos);
    CHECK(db.health().writers.longest_transaction == 0ms);
    require_working(db);
}

TEST_CASE("health tells why it is not well, and is well again afterwards") {
    const directory place;
    const auto db = make(place / "app.db", {.readers = 1, .pool_timeout = 20ms});
    {
        const held reader(db, tenon::driver::access::read);
        const auto report = db.health();
        CHECK_FALSE(report.ok);
        CHECK(report.error.code == errc::pool_timeout);
        CHECK(report.readers.in_use == 1);
    }
    CHECK(db.health().ok);
}

TEST_CASE("no state of one tenant is left on the connection for the next") {
    const directory place;
    const auto db = make(place / "app.db", {.readers = 1});
    for (int i = 0; i < 20; ++i) {
        const std::string acme = "acme " + std::to_string(i), globex = "globex " + std::to_string(i);
        accounts(db, "acme").create({.id = std::to_string(i), .email = acme}).value();
        CHECK(accounts(db, "globex").find_unique(std::to_string(i)).value() == std::nullopt);
        CHECK_FALSE(accounts(db, "globex").exists(tenon::where(tenon::field<&Account::email> == acme)).value());
        static_cast<void>(db.tenant("acme").transaction([&](auto& tx) -> tenon::result<void> {
            tenon::repository<Account>(tx).update(std::to_string(i), tenon::set<&Account::active>(false)).value();
            return tenon::fail(errc::invalid_value);
        }));
        accounts(db, "globex").create({.id = std::to_string(i), .email = globex}).value();
        CHECK(accounts(db, "globex").count().value() == i + 1);
        CHECK(accounts(db, "acme").get(std::to_string(i)).value().active);
        CHECK(accounts(db, "globex").get(std::to_string(i)).value().email == globex);
    }
}

TEST_CASE("a scope that another thread keeps holds the database open to its end") {
    const directory place;
    std::thread last;
    outcomes problems;
    {
        const auto db = make(place / "app.db");
        last = std::thread([scope = db.tenant("acme"), &problems] {
            for (int i = 0; i < 20; ++i)
                if (auto made = tenon::repository<Account>(scope).create({.email = std::to_string(i)}); !made)
                    problems.fail(made.error());
        });
    }
    last.join();
    CHECK(problems.first().empty());
    CHECK(accounts(tenon::sqlite::open<app>(place / "app.db").value()).count().value() == 20);
}
