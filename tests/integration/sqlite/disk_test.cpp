// Disks that are full, and disks that fail: at the first call, the second, the third, until one call too few is made.
#include "integration/sqlite/fault_vfs.hpp"

using namespace sqlite_tests;
using tenon::errc;

namespace {

/// Rows that do not fit into a page, so that more than one is written.
Account large(int number) {
    return {.id = std::to_string(number), .email = std::to_string(number) + "@b.test", .note = std::string(6000, 'n')};
}

/// Three rows in one transaction.
tenon::result<void> write_three(const database& db) {
    return db.tenant("acme").transaction(
        [](auto& tx) -> tenon::result<void> {
            for (int i = 0; i < 3; ++i)
                if (auto made = tenon::repository<Account>(tx).create(large(i)); !made)
                    return tenon::fail(made.error());
            return {};
        },
        {.retries = 0});
}

/// Fails each call in turn. Afterwards either all is there or nothing, as the answer said, and the database works.
void fail_each(fault_plan::call call, int answer, bool sticks, tenon::sqlite::journal journal,
               std::vector<errc> allowed) {
    const fault_vfs files;
    long failures = 0;
    for (long n = 1;; ++n) {
        INFO("call " << n << " of kind " << static_cast<int>(call) << (sticks ? " and all later ones" : ""));
        const directory place;
        const auto db =
            make("file:" + (place / "app.db") + "?vfs=faulty", {.readers = 1, .journal = journal, .mapped_bytes = 0});
        accounts(db, "other").create(large(9)).value();
        fault() = {call, answer, n, sticks, false};
        const auto written = write_three(db);
        const bool fired = fault().fired;
        fault() = {};
        if (!written) {
            ++failures;
            CAPTURE(to_string(written.error()), written.error().native_code, written.error().statement);
            CHECK(std::count(allowed.begin(), allowed.end(), written.error().code) == 1);
            CHECK(written.error().message.find("@b.test") == std::string::npos);
        }
        CHECK(accounts(db).count().value() == (written ? 3 : 0));
        CHECK(accounts(db, "other").count().value() == 1);
        require_working(db);
        {
            held connection(db);
            CHECK(ask(connection.handle(), "PRAGMA integrity_check") == "ok");
        }
        if (!fired) break;
        REQUIRE(n < 500);
    }
    CHECK(failures > 0);
}

} // namespace

TEST_CASE("a disk that is full at any write is disk_full, and nothing is written") {
    for (const auto journal : {tenon::sqlite::journal::wal, tenon::sqlite::journal::rollback}) {
        fail_each(fault_plan::call::write, SQLITE_FULL, false, journal, {errc::disk_full});
        fail_each(fault_plan::call::write, SQLITE_FULL, true, journal, {errc::disk_full});
    }
}

TEST_CASE("a disk that fails at any write or sync is connection_lost, and nothing is written") {
    for (const auto journal : {tenon::sqlite::journal::wal, tenon::sqlite::journal::rollback}) {
        fail_each(fault_plan::call::write, SQLITE_IOERR_WRITE, false, journal, {errc::connection_lost});
        fail_each(fault_plan::call::sync, SQLITE_IOERR_FSYNC, false, journal, {errc::connection_lost});
    }
}

TEST_CASE("a disk that fails at any read is connection_lost, and the rows are read when it is well again") {
    const fault_vfs files;
    const directory place;
    {
        const auto db = make(place / "app.db");
        for (int i = 0; i < 5; ++i)
            accounts(db).create(large(i)).value();
    }
    int did_without = 0; // the statistics, which SQLite does not insist on
    for (long n = 1;; ++n) {
        INFO("read " << n);
        const auto db =
            tenon::sqlite::open<app>("file:" + (place / "app.db") + "?vfs=faulty", {.readers = 1, .mapped_bytes = 0})
                .value();
        fault() = {fault_plan::call::read, SQLITE_IOERR_READ, n, false, false};
        const auto found = accounts(db).find_many();
        const bool fired = fault().fired;
        fault() = {};
        if (found)
            CHECK(found->size() == 5);
        else
            CHECK(found.error().code == errc::connection_lost);
        CHECK(accounts(db).find_many().value().size() == 5);
        if (!fired) {
            CHECK(n > 4);
            break;
        }
        if (found) ++did_without;
    }
    CHECK(did_without <= 1);
}

TEST_CASE("a file that cannot be opened any more is connection_failed, and is opened when it can") {
    const fault_vfs files;
    const directory place;
    const auto db = make("file:" + (place / "app.db") + "?vfs=faulty", {.readers = 1});
    fault() = {fault_plan::call::open, SQLITE_CANTOPEN, 1, true, false};
    CHECK(accounts(db).count().error().code == errc::connection_failed); // the reader is opened now
    CHECK_FALSE(db.health().ok);
    CHECK(db.health().readers.open == 0);
    fault() = {};
    CHECK(db.health().ok);
    require_working(db);
}

TEST_CASE("a transaction that SQLite rolled back by itself refuses more statements and cannot succeed") {
    const directory place;
    const auto db = make(place / "app.db");
    {
        held connection(db);
        ask(connection.handle(), "PRAGMA max_page_count = 20");
    }
    errc next = errc::ok;
    const auto outcome = db.tenant("acme").transaction([&](auto& tx) -> tenon::result<int> {
        const auto repository = tenon::repository<Account>(tx);
        int written = 0;
        while (repository.create(large(written)))
            ++written;
        CHECK(written > 3);
        next = repository.create({.email = "small@b.test"}).error().code;
        return written; // as if nothing had happened
    });
    CHECK(next == errc::transaction_closed);
    CHECK(outcome.error().code == errc::transaction_closed);
    CHECK(accounts(db).count().value() == 0);
    require_working(db);

    SECTION("inside a savepoint too") {
        const auto outer = db.tenant("acme").transaction([&](auto& tx) -> tenon::result<int> {
            tenon::repository<Account>(tx).create({.email = "first@b.test"}).value();
            const auto inner = tx.transaction([&](auto& inside) -> tenon::result<int> {
                for (int i = 0;; ++i)
                    if (auto made = tenon::repository<Account>(inside).create(large(i)); !made)
                        return tenon::fail(made.error());
            });
            CHECK(inner.error().code == errc::disk_full);
            CHECK(inner.error().poisons_transaction());
            CHECK(tenon::repository<Account>(tx).count().error().code == errc::transaction_closed);
            return 1;
        });
        CHECK(outer.error().code == errc::transaction_closed);
        CHECK(accounts(db).count().value() == 0);
    }
    SECTION("create_many writes all or nothing") {
        std::vector<Account> rows;
        for (int i = 0; i < 50; ++i)
            rows.push_back(large(i));
        CHECK(accounts(db).create_many(rows).error().code == errc::disk_full);
        CHECK(accounts(db).count().value() == 0);
    }
    {
        held connection(db);
        ask(connection.handle(), "PRAGMA max_page_count = 1000000");
    }
    accounts(db).create(large(1)).value();
    require_working(db);
}
