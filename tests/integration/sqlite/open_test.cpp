// What open() makes of paths and files.
#include <sys/wait.h>

#include "integration/sqlite/support.hpp"

using namespace sqlite_tests;
using tenon::errc;

namespace {

tenon::error refusal(const std::string& path, tenon::sqlite::options how = {}) {
    auto opened = tenon::sqlite::open<app>(path, std::move(how));
    REQUIRE_FALSE(opened);
    CHECK_FALSE(opened.error().native_code.empty());
    CHECK(opened.error().statement == "open");
    return opened.error();
}

/// Runs `test` in a child process without the rights of root, to which no file is read-only. What it answers.
template <class Test>
int as_nobody(Test test) {
    const pid_t child = fork();
    if (child == 0) {
        if (getuid() == 0 && setuid(65534) != 0) _exit(99);
        _exit(test());
    }
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    return WEXITSTATUS(status);
}

} // namespace

TEST_CASE("a directory, a file in a missing directory and an odd URI cannot be opened") {
    const directory place;
    CHECK(refusal(place.string()).code == errc::connection_failed);
    CHECK(refusal(place / "missing/app.db").code == errc::connection_failed);
    CHECK(refusal("file:" + (place / "app.db") + "?mode=sideways").code != errc::ok);
    CHECK(refusal("file:" + (place / "app.db") + "?vfs=none").code != errc::ok);
    require_working(make(place / "app.db"));
}

TEST_CASE("a missing file is made, unless the options say otherwise") {
    const directory place;
    CHECK(refusal(place / "app.db", {.create = false}).code == errc::connection_failed);
    CHECK(refusal(place / "app.db", {.read_only = true}).code == errc::connection_failed);
    CHECK_FALSE(std::filesystem::exists(place / "app.db"));
    require_working(make(place / "app.db"));
    require_working(tenon::sqlite::open<app>(place / "app.db", {.create = false}).value());
}

TEST_CASE("a file that is no database is corrupt, and stays as it is") {
    const directory place;
    const std::string text(4096, 'x');
    write_file(place / "notes.txt", text);
    const auto e = refusal(place / "notes.txt");
    CHECK(e.code == errc::corrupt);
    CHECK(e.native_code == std::to_string(SQLITE_NOTADB));
    CHECK(read_file(place / "notes.txt") == text);
    CHECK(refusal(place / "notes.txt", {.read_only = true}).code == errc::corrupt);
}

TEST_CASE("an empty file is an empty database") {
    const directory place;
    write_file(place / "app.db", "");
    require_working(make(place / "app.db"));
}

TEST_CASE("a file of a newer format is refused when it is opened") {
    const directory place;
    { make(place / "app.db"); }
    const std::string sound = read_file(place / "app.db");
    std::string newer = sound;
    newer[19] = 9; // the version that is needed to read it
    write_file(place / "app.db", newer);
    CHECK(refusal(place / "app.db").code == errc::corrupt);
    newer = sound;
    newer[47] = 9; // the format of its schema
    write_file(place / "app.db", newer);
    CHECK(refusal(place / "app.db").code == errc::corrupt);
    CHECK(read_file(place / "app.db") == newer);
    write_file(place / "app.db", sound);
    require_working(tenon::sqlite::open<app>(place / "app.db").value());
}

TEST_CASE("a database that was opened to be read refuses each verb that writes") {
    const directory place;
    { accounts(make(place / "app.db")).create({.id = "a", .email = "a@b.test"}).value(); }
    {
        const auto db = tenon::sqlite::open<app>(place / "app.db", {.read_only = true}).value();
        const auto repository = accounts(db);
        CHECK(repository.get("a").value().email == "a@b.test");
        CHECK(repository.page(tenon::take(1)).value().total == 1);
        for (const auto& e : {repository.create({.email = "x"}).error(), repository.create_many({Account{}}).error(),
                              repository.update("a", tenon::set<&Account::active>(false)).error(),
                              repository.remove("a").error(), repository.remove_many(tenon::all_rows).error()}) {
            CHECK(e.code == errc::read_only);
            CHECK_FALSE(e.is_retryable());
        }
        CHECK(repository.count().value() == 1);
    }
    require_working(tenon::sqlite::open<app>(place / "app.db").value());
}

TEST_CASE("a file that the system does not let be written is read, and refuses to be written") {
    const directory place;
    { accounts(make(place / "app.db", {.journal = tenon::sqlite::journal::rollback})).create({.id = "a"}).value(); }
    std::filesystem::permissions(place / "app.db", std::filesystem::perms(0444));
    std::filesystem::permissions(place.string(), std::filesystem::perms(0555));
    const int outcome = as_nobody([&] {
        auto db = tenon::sqlite::open<app>(place / "app.db", {.journal = tenon::sqlite::journal::rollback});
        if (!db) return 1;
        if (!accounts(*db).get("a")) return 2;
        if (accounts(*db).create({.email = "x"}).error().code != errc::read_only) return 3;
        return accounts(*db).count().value() == 1 ? 0 : 4;
    });
    std::filesystem::permissions(place.string(), std::filesystem::perms(0755));
    std::filesystem::permissions(place / "app.db", std::filesystem::perms(0644));
    CHECK(outcome == 0);
    require_working(tenon::sqlite::open<app>(place / "app.db").value());
}

TEST_CASE("a file that the system does not let be read cannot be opened") {
    const directory place;
    { make(place / "app.db", {.journal = tenon::sqlite::journal::rollback}); }
    std::filesystem::permissions(place / "app.db", std::filesystem::perms(0000));
    CHECK(as_nobody([&] {
              const auto db = tenon::sqlite::open<app>(place / "app.db");
              return !db && db.error().code == errc::connection_failed ? 0 : 1;
          }) == 0);
    std::filesystem::permissions(place / "app.db", std::filesystem::perms(0644));
    require_working(tenon::sqlite::open<app>(place / "app.db").value());
}

TEST_CASE("databases in memory are each their own") {
    const auto one = make(":memory:");
    const auto other = make("file::memory:");
    accounts(one).create({.email = "x"}).value();
    CHECK(accounts(other).count().value() == 0);
    CHECK(accounts(one).count().value() == 1);
}

TEST_CASE("scopes and repositories keep the database open after its object is gone") {
    const directory place;
    auto db = std::make_optional(make(place / "app.db"));
    const auto repository = accounts(*db);
    const auto scope = db->tenant("acme");
    const auto copy = *db;
    db.reset();
    repository.create({.id = "a", .email = "a@b.test"}).value();
    CHECK(tenon::repository<Account>(scope).get("a").value().email == "a@b.test");
    CHECK(copy.health().ok);
}
