// Memory that runs out: in the program's own allocations and in SQLite's, at the first, the second, the third, until
// one too few is made. No crash, nothing half done, and everything works afterwards.
#include "integration/sqlite/support.hpp"
#include "support/short_memory.hpp"

namespace {

using namespace sqlite_tests;
using support::outcome;
using support::run_short;
using tenon::errc;

const std::string long_text(100, 'x'); // longer than what a std::string holds in itself

/// `work(db)` fails at each allocation in turn; `check(db, done)` looks at what is left.
template <class Work, class Check>
void fail_each_allocation(const char* what, Work work, Check check) {
    bool fired = true;
    long n = 0;
    for (; fired; ++n) {
        INFO(what << ", allocation " << n);
        const auto db = make(":memory:", {.pool_timeout = std::chrono::milliseconds{100}});
        accounts(db).create({.id = "a", .email = long_text, .note = "before"}).value();
        const outcome seen = run_short(n, [&] { return work(db); }, fired);
        CHECK(seen == (fired ? outcome::out_of_memory : outcome::done));
        check(db, seen == outcome::done);
        CHECK(db.health().writers.in_use == 0);
        require_working(db);
        REQUIRE(n < 2000);
    }
    INFO(what);
    CHECK(n > 1);
}

std::string note_of(const database& db) { return accounts(db).get("a").value().note.value_or("none"); }

} // namespace

TEST_CASE("a read that runs out of memory leaves the database usable") {
    fail_each_allocation("get", [](const database& db) { return accounts(db).get("a"); }, [](const database&, bool) {});
    fail_each_allocation(
        "find_many", [](const database& db) { return accounts(db).find_many(); }, [](const database&, bool) {});
}

TEST_CASE("a write that runs out of memory is not made") {
    fail_each_allocation(
        "create", [](const database& db) { return accounts(db).create({.email = long_text + "2"}); },
        [](const database& db, bool done) { CHECK(accounts(db).count().value() == (done ? 2 : 1)); });
    fail_each_allocation(
        "update",
        [](const database& db) { return accounts(db).update("a", tenon::set<&Account::note>(std::string("after"))); },
        [](const database& db, bool done) { CHECK(note_of(db) == (done ? "after" : "before")); });
    fail_each_allocation(
        "upsert",
        [](const database& db) {
            return accounts(db).upsert({.email = long_text}, tenon::on_conflict<&Account::email>,
                                       tenon::set<&Account::note>(std::string("after")));
        },
        [](const database& db, bool done) { CHECK(note_of(db) == (done ? "after" : "before")); });
    fail_each_allocation(
        "remove", [](const database& db) { return accounts(db).remove("a"); },
        [](const database& db, bool done) { CHECK(accounts(db).count().value() == (done ? 0 : 1)); });
    fail_each_allocation(
        "create_many",
        [](const database& db) {
            return accounts(db).create_many({Account{.email = "x"}, Account{.email = "y"}, Account{.email = "z"}});
        },
        [](const database& db, bool done) { CHECK(accounts(db).count().value() == (done ? 4 : 1)); });
}

TEST_CASE("a refused write that runs out of memory is refused all the same") {
    bool fired = true;
    for (long n = 0; fired; ++n) {
        INFO("allocation " << n);
        const auto db = make(":memory:");
        accounts(db).create({.email = long_text}).value();
        run_short(n, [&] { return accounts(db).create({.email = long_text}); }, fired);
        CHECK(accounts(db).count().value() == 1);
        require_working(db);
    }
}

TEST_CASE("a transaction that runs out of memory is rolled back") {
    fail_each_allocation(
        "transaction",
        [](const database& db) {
            return db.tenant("acme").transaction([](auto& tx) -> tenon::result<void> {
                const auto repository = tenon::repository<Account>(tx);
                if (auto made = repository.create({.email = "x"}); !made) return tenon::fail(made.error());
                const auto inner = tx.transaction([&](auto& inside) {
                    return tenon::repository<Account>(inside).update("a",
                                                                     tenon::set<&Account::note>(std::string("after")));
                });
                if (!inner) return tenon::fail(inner.error());
                return {};
            });
        },
        [](const database& db, bool done) {
            CHECK(accounts(db).count().value() == (done ? 2 : 1));
            CHECK(note_of(db) == (done ? "after" : "before"));
        });
}

TEST_CASE("opening a connection that runs out of memory leaves room for the next") {
    const directory place;
    { accounts(make(place / "app.db")).create({.id = "a", .email = long_text}).value(); }
    bool fired = true;
    for (long n = 0; fired; ++n) {
        INFO("allocation " << n);
        const auto db =
            tenon::sqlite::open<app>(place / "app.db", {.readers = 1, .pool_timeout = std::chrono::milliseconds{100}})
                .value();
        run_short(n, [&] { return accounts(db).get("a"); }, fired); // the reader is opened now
        CHECK(accounts(db).get("a").value().email == long_text);
        require_working(db);
    }
}

namespace {

// SQLite's own allocator with the same fault, and with one that stays.
sqlite3_mem_methods real_memory;
long sqlite_left = -1;
bool sqlite_failed = false;
bool sqlite_sticks = false;

bool sqlite_may_allocate() {
    if (sqlite_failed && sqlite_sticks) return false;
    if (sqlite_left < 0) return true;
    if (sqlite_left-- > 0) return true;
    sqlite_failed = true;
    return false;
}

/// Puts the failing allocator in, while no connection is open, and takes it out again.
class failing_sqlite_memory {
public:
    failing_sqlite_memory() {
        sqlite3_shutdown();
        REQUIRE(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real_memory) == SQLITE_OK);
        sqlite3_mem_methods failing = real_memory;
        failing.xMalloc = [](int size) { return sqlite_may_allocate() ? real_memory.xMalloc(size) : nullptr; };
        failing.xRealloc = [](void* held, int size) {
            return sqlite_may_allocate() ? real_memory.xRealloc(held, size) : nullptr;
        };
        REQUIRE(sqlite3_config(SQLITE_CONFIG_MALLOC, &failing) == SQLITE_OK);
        REQUIRE(sqlite3_initialize() == SQLITE_OK);
    }
    ~failing_sqlite_memory() {
        stop();
        sqlite3_shutdown();
        sqlite3_config(SQLITE_CONFIG_MALLOC, &real_memory);
        sqlite3_initialize();
    }
    failing_sqlite_memory(const failing_sqlite_memory&) = delete;
    failing_sqlite_memory& operator=(const failing_sqlite_memory&) = delete;
    static void start(long allowed, bool sticks) {
        sqlite_left = allowed;
        sqlite_sticks = sticks;
        sqlite_failed = false;
    }
    static bool stop() {
        sqlite_left = -1;
        return std::exchange(sqlite_failed, false);
    }
};

template <class Work, class Check>
void fail_each_sqlite_allocation(const char* what, Work work, Check check) {
    const failing_sqlite_memory memory;
    for (const bool sticks : {false, true}) {
        bool fired = true;
        long n = 0, refusals = 0;
        for (; fired; ++n) {
            INFO(what << ", allocation " << n << (sticks ? " and all later ones" : ""));
            const directory place;
            const auto db = make(place / "app.db", {.readers = 1, .synchronous = tenon::sqlite::synchronous::off});
            accounts(db).create({.id = "a", .email = long_text, .note = "before"}).value();
            memory.start(n, sticks);
            const auto answer = work(db);
            fired = memory.stop();
            if (!answer) {
                ++refusals;
                CAPTURE(to_string(answer.error()), answer.error().native_code);
                CHECK(fired);
                CHECK(answer.error().code == errc::out_of_memory);
            }
            check(db, answer.has_value());
            require_working(db);
            REQUIRE(n < 3000);
        }
        CHECK(refusals > 0);
    }
}

} // namespace

TEST_CASE("SQLite running out of memory is out_of_memory, and nothing is written") {
    fail_each_sqlite_allocation(
        "get", [](const database& db) { return accounts(db).get("a"); }, [](const database&, bool) {});
    fail_each_sqlite_allocation(
        "create", [](const database& db) { return accounts(db).create({.email = long_text + "2"}); },
        [](const database& db, bool done) { CHECK(accounts(db).count().value() == (done ? 2 : 1)); });
    fail_each_sqlite_allocation(
        "update",
        [](const database& db) { return accounts(db).update("a", tenon::set<&Account::note>(std::string("after"))); },
        [](const database& db, bool done) { CHECK(note_of(db) == (done ? "after" : "before")); });
    fail_each_sqlite_allocation(
        "in",
        [](const database& db) {
            return accounts(db).count(
                tenon::where(tenon::ignore_case(tenon::field<&Account::email>) == long_text &&
                             tenon::field<&Account::id>.in({std::string("a"), std::string("b")})));
        },
        [](const database&, bool) {});
}

TEST_CASE("a transaction in which SQLite runs out of memory is rolled back") {
    fail_each_sqlite_allocation(
        "transaction",
        [](const database& db) {
            return db.tenant("acme").transaction([](auto& tx) -> tenon::result<void> {
                const auto repository = tenon::repository<Account>(tx);
                if (auto made = repository.create({.email = "x", .note = std::string(20000, 'n')}); !made)
                    return tenon::fail(made.error());
                auto changed = repository.update("a", tenon::set<&Account::note>(std::string("after")));
                if (!changed) return tenon::fail(changed.error());
                return {};
            });
        },
        [](const database& db, bool done) {
            CHECK(accounts(db).count().value() == (done ? 2 : 1));
            CHECK(note_of(db) == (done ? "after" : "before"));
        });
}

TEST_CASE("opening a database in which SQLite runs out of memory is out_of_memory") {
    const failing_sqlite_memory memory;
    const directory place;
    { make(place / "app.db"); }
    bool fired = true;
    long n = 0;
    for (; fired; ++n) {
        INFO("allocation " << n);
        memory.start(n, false);
        auto opened = tenon::sqlite::open<app>(place / "app.db");
        fired = memory.stop();
        if (!opened) CHECK(opened.error().code == errc::out_of_memory);
    }
    CHECK(n > 10);
    require_working(tenon::sqlite::open<app>(place / "app.db").value());
}
