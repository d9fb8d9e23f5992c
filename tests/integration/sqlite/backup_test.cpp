// Copies of a database that is in use, and what is wrong with a file.
#include <atomic>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>
#include <thread>

#include "integration/sqlite/fault_vfs.hpp"
#include "integration/sqlite/support.hpp"

using namespace sqlite_tests;
using tenon::errc;

namespace {

int rows_of(const std::string& path) {
    const raw file(path);
    CHECK(ask(file.handle(), "PRAGMA integrity_check") == "ok");
    return std::stoi(ask(file.handle(), "SELECT count(*) FROM Account"));
}
void add(const database& db, int number, std::size_t bytes = 2000) {
    accounts(db).create({.email = std::to_string(number) + "@acme.test", .note = std::string(bytes, 'x')}).value();
}

} // namespace

TEST_CASE("a copy is made while others write without a pause, and is one sound file") {
    const directory place;
    const auto db = make(place / "app.db");
    for (int i = 0; i < 50; ++i) add(db, i, 400'000); // more than is copied at a time
    std::atomic<bool> stop = false, gave_up = false;
    std::thread writer([&] {
        const auto other = tenon::sqlite::open<app>(place / "app.db", {.synchronous = tenon::sqlite::synchronous::off}).value();
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        for (int i = 1000; !stop && !gave_up; ++i) {
            add(other, i);
            gave_up = std::chrono::steady_clock::now() > until;
        }
    });
    for (int i = 0; i < 3; ++i) {
        const auto done = tenon::sqlite::backup(db, place / "copy.db");
        if (!done) UNSCOPED_INFO(to_string(done.error()));
        CHECK(done);
    }
    CHECK_FALSE(gave_up);
    stop = true;
    writer.join();
    CHECK(rows_of(place / "copy.db") >= 50);
    CHECK_FALSE(std::filesystem::exists(place / "copy.db-wal"));
    CHECK_FALSE(std::filesystem::exists(place / "copy.db.partial"));
    require_working(db);
}

TEST_CASE("what a copy holds comes back, and statements that were prepared before still run") {
    const directory place;
    const auto db = make(place / "app.db");
    add(db, 1);
    tenon::sqlite::backup(db, place / "copy.db").value();
    add(db, 2);
    CHECK(accounts(db).count().value() == 2);
    tenon::sqlite::restore(db, place / "copy.db").value();
    CHECK(accounts(db).count().value() == 1);
    require_working(db);
}

TEST_CASE("a disk that is full while a copy is made leaves the old copy as it was") {
    const fault_vfs files;
    const directory place;
    const auto db = make(place / "app.db");
    add(db, 1);
    tenon::sqlite::backup(db, place / "copy.db").value();
    add(db, 2);
    {
        const auto in_faulty = tenon::sqlite::open<app>("file:" + (place / "app.db") + "?vfs=faulty").value();
        sqlite3_vfs_register(sqlite3_vfs_find("faulty"), 1); // for the copy too
        fault() = {fault_plan::call::write, SQLITE_FULL, 3, true, false};
        const auto done = tenon::sqlite::backup(in_faulty, place / "copy.db");
        CHECK(fault().fired);
        fault() = {};
        sqlite3_vfs_register(sqlite3_vfs_find("unix"), 1);
        REQUIRE_FALSE(done);
        CHECK(done.error().code == errc::disk_full);
    }
    CHECK(rows_of(place / "copy.db") == 1);
    CHECK_FALSE(std::filesystem::exists(place / "copy.db.partial"));
    tenon::sqlite::backup(db, place / "copy.db").value();
    CHECK(rows_of(place / "copy.db") == 2);
}

TEST_CASE("a damaged copy is refused before anything is replaced") {
    const directory place;
    const auto db = make(place / "app.db");
    for (int i = 0; i < 50; ++i) add(db, i);
    tenon::sqlite::backup(db, place / "copy.db").value();
    std::string bytes = read_file(place / "copy.db");
    for (std::size_t at = 8192; at < 12000; ++at) bytes[at] = static_cast<char>(at * 7);
    write_file(place / "copy.db", bytes);
    CHECK(tenon::sqlite::restore(db, place / "copy.db").error().code == errc::corrupt);
    CHECK(accounts(db).count().value() == 50);
    require_working(db);
}

TEST_CASE("doctor tells of damage, of references that lead nowhere and of missing tables") {
    const directory place;
    const auto db = make(place / "app.db");
    CHECK(tenon::sqlite::doctor(db).value().empty());
    {
        const raw file(place / "app.db");
        REQUIRE(file.handle() != nullptr);
        REQUIRE(ask(file.handle(), "PRAGMA foreign_keys = OFF; INSERT INTO Post VALUES ('1', 'acme', 'nobody', 'x'); DROP TABLE Seat;").empty());
    }
    const auto found = tenon::sqlite::doctor(db).value();
    REQUIRE(found.size() == 2);
    CHECK(found[0].kind == tenon::sqlite::finding_kind::broken_reference);
    CHECK(found[0].table == "Post");
    CHECK(found[1].kind == tenon::sqlite::finding_kind::missing_table);
    CHECK(found[1].table == "Seat");
}
