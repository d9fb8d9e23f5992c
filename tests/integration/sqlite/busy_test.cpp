// Locks of other connections and processes, and statements that are interrupted.
#include <condition_variable>
#include <mutex>
#include <sys/wait.h>

#include "integration/sqlite/support.hpp"

using namespace sqlite_tests;
using tenon::errc;
using namespace std::chrono_literals;

namespace {

const tenon::sqlite::journal journals[] = {tenon::sqlite::journal::wal, tenon::sqlite::journal::rollback};

/// Adds one to a row's number in a transaction that reads first.
tenon::result<Seat> add_one(const database& db, tenon::transaction_options how) {
    return db.tenant("acme").transaction(
        [](auto& tx) -> tenon::result<Seat> {
            const auto seats = tenon::repository<Seat>(tx);
            auto seat = seats.get("a");
            if (!seat) return seat;
            return seats.update("a", tenon::set<&Seat::row>(seat->row + 1));
        },
        how);
}

} // namespace

TEST_CASE("a write waits for another connection's lock as long as the busy timeout says, then is busy") {
    for (const auto journal : journals) {
        const directory place;
        const auto db = make(place / "app.db", {.busy_timeout = 60ms, .journal = journal});
        raw other(place / "app.db");
        REQUIRE(other.run("BEGIN IMMEDIATE") == SQLITE_OK);
        const auto before = std::chrono::steady_clock::now();
        const auto refused = accounts(db).create({.email = "x"});
        CHECK(std::chrono::steady_clock::now() - before >= 50ms);
        CHECK(refused.error().code == errc::busy);
        CHECK(refused.error().is_retryable());
        CHECK_FALSE(refused.error().poisons_connection());
        CHECK(accounts(db).count().value() == 0); // readers are not in the way
        REQUIRE(other.run("COMMIT") == SQLITE_OK);
        require_working(db);
    }
}

TEST_CASE("a write that waits goes on when the lock is released") {
    const directory place;
    const auto db = make(place / "app.db", {.busy_timeout = 10s});
    raw other(place / "app.db");
    REQUIRE(other.run("BEGIN IMMEDIATE") == SQLITE_OK);
    std::thread release([&] {
        std::this_thread::sleep_for(50ms);
        other.run("COMMIT");
    });
    const auto written = accounts(db).create({.email = "x"});
    release.join();
    CHECK(written.has_value());
}

TEST_CASE("a transaction that cannot begin is tried again, not more often than asked, with growing waits") {
    const directory place;
    std::atomic<int> begins{0}, refused_begins{0};
    tenon::statement_hooks hooks;
    hooks.on_statement = [&](const tenon::statement_event& event) {
        if (event.text != "BEGIN IMMEDIATE") return;
        ++begins;
        if (event.error != nullptr && event.error->code == errc::busy) ++refused_begins;
    };
    { make(place / "app.db"); }
    const auto db = tenon::sqlite::open<app>(place / "app.db", {.busy_timeout = 0ms, .hooks = hooks}).value();
    raw other(place / "app.db");
    REQUIRE(other.run("BEGIN IMMEDIATE") == SQLITE_OK);
    int runs = 0;
    const auto nothing = [&](auto&) { ++runs; };

    const auto before = std::chrono::steady_clock::now();
    CHECK(db.tenant("acme").transaction(nothing, {.retries = 3, .backoff = 20ms}).error().code == errc::busy);
    CHECK(std::chrono::steady_clock::now() - before >= (20ms + 40ms + 80ms) / 2);
    CHECK(begins == 4);
    CHECK(refused_begins == 4);
    CHECK(runs == 0);

    CHECK(db.tenant("acme").transaction(nothing, {.retries = 0}).error().code == errc::busy);
    CHECK(begins == 5);

    std::thread release([&] {
        std::this_thread::sleep_for(50ms);
        other.run("COMMIT");
    });
    CHECK(db.tenant("acme").transaction(nothing, {.retries = 1000, .backoff = 5ms}));
    release.join();
    CHECK(runs == 1);
    require_working(db);
}

TEST_CASE("a commit that is kept back by a reader runs the whole function again") {
    const directory place;
    const auto db = make(place / "app.db", {.busy_timeout = 0ms, .journal = tenon::sqlite::journal::rollback});
    tenon::repository<Seat>(db.tenant("acme")).create({.id = "a", .row = 0}).value();
    raw other(place / "app.db");
    REQUIRE(other.run("BEGIN; SELECT * FROM Seat") == SQLITE_OK); // a shared lock
    int runs = 0;
    const auto outcome = db.tenant("acme").transaction(
        [&](auto& tx) -> tenon::result<Seat> {
            if (++runs == 3) other.run("COMMIT");
            const auto seats = tenon::repository<Seat>(tx);
            return seats.update("a", tenon::set<&Seat::row>(seats.get("a").value().row + 1));
        },
        {.retries = 5, .backoff = 1ms});
    CHECK(outcome.value().row == 1); // each run began anew
    CHECK(runs == 3);
    require_working(db);
}

TEST_CASE("opening a file that another connection has locked is busy, and works when it is released") {
    const directory place;
    { make(place / "app.db", {.journal = tenon::sqlite::journal::rollback}); }
    raw other(place / "app.db");
    REQUIRE(other.run("BEGIN EXCLUSIVE") == SQLITE_OK);
    CHECK(tenon::sqlite::open<app>(place / "app.db", {.busy_timeout = 0ms}).error().code == errc::busy);
    REQUIRE(other.run("COMMIT") == SQLITE_OK);
    require_working(tenon::sqlite::open<app>(place / "app.db").value());
}

TEST_CASE("two processes that write to one file lose nothing") {
    for (const auto journal : journals) {
        const directory place;
        const std::string path = place / "app.db";
        {
            tenon::repository<Seat>(make(path, {.journal = journal}).tenant("acme"))
                .create({.id = "a", .row = 0})
                .value();
        }
        constexpr int each = 100;
        pid_t children[2];
        for (pid_t& child : children)
            if ((child = fork()) == 0) {
                const auto db = tenon::sqlite::open<app>(
                    path, {.journal = journal, .synchronous = tenon::sqlite::synchronous::off});
                if (!db) _exit(1);
                for (int i = 0; i < each; ++i)
                    if (!add_one(*db, {.retries = 50})) _exit(2);
                _exit(0);
            }
        for (const pid_t child : children) {
            int status = 0;
            REQUIRE(waitpid(child, &status, 0) == child);
            CHECK(WIFEXITED(status));
            CHECK(WEXITSTATUS(status) == 0);
        }
        const auto db = tenon::sqlite::open<app>(path, {.journal = journal}).value();
        CHECK(tenon::repository<Seat>(db.tenant("acme")).get("a").value().row == 2 * each);
        require_working(db);
    }
}

TEST_CASE("a process that dies in the middle of a transaction leaves nothing of it") {
    for (const auto journal : journals) {
        const directory place;
        const std::string path = place / "app.db";
        { accounts(make(path, {.journal = journal})).create({.id = "before", .email = "x"}).value(); }
        const pid_t child = fork();
        if (child == 0) {
            // So small a cache that pages of the open transaction reach the file.
            const auto db = tenon::sqlite::open<app>(path, {.journal = journal, .cache_bytes = 16384}).value();
            static_cast<void>(db.tenant("acme").transaction([](auto& tx) {
                for (int i = 0; i < 200; ++i)
                    static_cast<void>(tenon::repository<Account>(tx).create(
                        {.email = std::to_string(i), .note = std::string(3000, 'n')}));
                kill(getpid(), SIGKILL);
            }));
        }
        int status = 0;
        REQUIRE(waitpid(child, &status, 0) == child);
        CHECK(WIFSIGNALED(status));
        const auto db = tenon::sqlite::open<app>(path, {.journal = journal}).value();
        CHECK(accounts(db).count().value() == 1);
        CHECK(accounts(db).exists("before").value());
        require_working(db);
    }
}

namespace {

/// Stops a connection's next statement in the middle, and lets another thread interrupt it there.
class interruption {
public:
    explicit interruption(sqlite3* handle) : handle_(handle) {
        sqlite3_progress_handler(handle_, 1, &interruption::reached, this);
        other_ = std::thread([this] {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [this] { return reached_ || finished_; });
            if (reached_) sqlite3_interrupt(handle_);
            interrupted_ = true;
            changed_.notify_all();
        });
    }
    ~interruption() {
        {
            const std::lock_guard lock(mutex_);
            finished_ = true;
        }
        changed_.notify_all();
        other_.join();
        sqlite3_progress_handler(handle_, 0, nullptr, nullptr);
    }

private:
    static int reached(void* self) {
        auto& me = *static_cast<interruption*>(self);
        std::unique_lock lock(me.mutex_);
        me.reached_ = true;
        me.changed_.notify_all();
        me.changed_.wait(lock, [&] { return me.interrupted_; });
        return 0;
    }
    sqlite3* handle_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool reached_ = false, interrupted_ = false, finished_ = false;
    std::thread other_;
};

} // namespace

TEST_CASE("a statement that another thread interrupts is cancelled, and changes nothing") {
    const auto db = make(":memory:");
    for (int i = 0; i < 20; ++i)
        accounts(db).create({.email = std::to_string(i)}).value();
    sqlite3* handle = held(db).handle(); // the one connection there is
    {
        const interruption now(handle);
        CHECK(accounts(db).find_many().error().code == errc::cancelled);
    }
    {
        const interruption now(handle);
        const auto refused = accounts(db).update_many(tenon::all_rows, tenon::set<&Account::active>(false));
        CHECK(refused.error().code == errc::cancelled);
        CHECK(refused.error().native_code == std::to_string(SQLITE_INTERRUPT));
        CHECK(refused.error().model == "Account");
        CHECK_FALSE(refused.error().is_retryable());
    }
    CHECK(accounts(db).count(tenon::where(tenon::field<&Account::active> == true)).value() == 20);
    require_working(db);
}

TEST_CASE("a transaction whose statement was interrupted refuses more statements and is rolled back") {
    const auto db = make(":memory:");
    sqlite3* handle = held(db).handle();
    const auto outcome = db.tenant("acme").transaction([&](auto& tx) -> tenon::result<int> {
        const auto repository = tenon::repository<Account>(tx);
        repository.create({.id = "a", .email = "x"}).value();
        {
            const interruption now(handle);
            const auto refused = repository.update("a", tenon::set<&Account::active>(false));
            CHECK(refused.error().code == errc::cancelled);
            CHECK(refused.error().poisons_transaction());
        }
        CHECK(repository.count().error().code == errc::transaction_closed);
        return 1;
    });
    CHECK(outcome.error().code == errc::transaction_closed);
    CHECK(accounts(db).count().value() == 0);
    require_working(db);
}
