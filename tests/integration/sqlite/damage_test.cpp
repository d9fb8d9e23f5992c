// Damaged files: every byte changed, every length. A typed error or an answer, never a crash, and nothing is deleted.
#include <set>

#include "integration/sqlite/support.hpp"

using namespace sqlite_tests;
using tenon::errc;

namespace {

/// The smallest sound file with rows in it. Pages of 512 bytes keep the loop short.
std::string small_database(const directory& place) {
    const std::string path = place / "sound.db";
    {
        raw file(path);
        REQUIRE(file.run("PRAGMA page_size = 512; VACUUM") == SQLITE_OK);
    }
    {
        const auto db = make(path, {.journal = tenon::sqlite::journal::rollback});
        for (int i = 0; i < 6; ++i)
            accounts(db).create({.id = std::to_string(i), .email = std::to_string(i) + "@b.test"}).value();
    }
    return read_file(path);
}

/// Every verb once. The codes that came back.
std::set<errc> use(const std::string& path, const tenon::sqlite::options& how) {
    std::set<errc> seen;
    const auto note = [&](const auto& outcome) { seen.insert(outcome ? errc::ok : outcome.error().code); };
    auto db = tenon::sqlite::open<app>(path, how);
    note(db);
    if (!db) return seen;
    const auto repository = accounts(*db);
    note(repository.find_many());
    note(repository.get("3"));
    note(repository.create({.id = "new", .email = "new@b.test"}));
    note(repository.update("3", tenon::set<&Account::level>(std::int8_t{3})));
    note(repository.find_unique(tenon::by<&Account::email>("4@b.test")));
    note(repository.remove("4"));
    note(repository.count());
    return seen;
}

/// Nothing that would blame the program's SQL or values for a damaged file.
void require_fitting(const std::set<errc>& seen) {
    for (const errc code : seen) {
        CHECK(code != errc::invalid_sql);
        CHECK(code != errc::out_of_memory);
        CHECK(code != errc::transaction_closed);
        CHECK(code != errc::pool_timeout);
    }
}

void change_each_byte(std::int64_t mapped_bytes, std::size_t stride) {
    const directory place;
    const std::string sound = small_database(place);
    const std::string path = place / "damaged.db";
    const tenon::sqlite::options how{.busy_timeout = std::chrono::milliseconds{0},
                                     .journal = tenon::sqlite::journal::rollback,
                                     .synchronous = tenon::sqlite::synchronous::off,
                                     .mapped_bytes = mapped_bytes};
    std::set<errc> all;
    for (std::size_t at = 0; at < sound.size(); at += at < 100 ? 1 : stride) {
        INFO("byte " << at);
        std::string damaged = sound;
        damaged[at] = static_cast<char>(~damaged[at]);
        write_file(path, damaged);
        const auto seen = use(path, how);
        require_fitting(seen);
        all.insert(seen.begin(), seen.end());
        std::filesystem::remove(path + "-journal");
        std::filesystem::remove(path + "-wal");
        std::filesystem::remove(path + "-shm");
    }
    CHECK(all.count(errc::ok) == 1);
    CHECK(all.count(errc::corrupt) == 1);
    write_file(path, sound);
    require_working(tenon::sqlite::open<app>(path).value());
}

} // namespace

TEST_CASE("no changed byte of a file makes the library crash, with reading calls") { change_each_byte(0, 1); }

TEST_CASE("no changed byte of a file makes the library crash, with a memory map") { change_each_byte(256LL << 20U, 3); }

TEST_CASE("a file cut at any length gives a typed error or an answer") {
    const directory place;
    const std::string sound = small_database(place);
    const std::string path = place / "short.db";
    for (std::size_t size = 1; size < sound.size(); size += size < 600 ? 7 : 61) {
        INFO("length " << size);
        write_file(path, sound.substr(0, size));
        require_fitting(
            use(path, {.journal = tenon::sqlite::journal::rollback, .synchronous = tenon::sqlite::synchronous::off}));
        CHECK(std::filesystem::exists(path));
        std::filesystem::remove(path + "-journal");
    }
    write_file(path, sound);
    require_working(tenon::sqlite::open<app>(path).value());
}

TEST_CASE("a connection that found damage is not used again: a restored file works without opening the database anew") {
    const directory place;
    const std::string sound = small_database(place);
    const std::string path = place / "app.db";
    write_file(path, sound);
    const auto db =
        tenon::sqlite::open<app>(path, {.readers = 1, .journal = tenon::sqlite::journal::rollback, .mapped_bytes = 0})
            .value();
    CHECK(accounts(db).count().value() == 6);
    write_file(path, sound.substr(0, 100) + std::string(sound.size() - 100, '\x7f'));
    CHECK(accounts(db).find_many().error().code == errc::corrupt);
    CHECK(accounts(db).create({.email = "x"}).error().code == errc::corrupt);
    CHECK(db.health().writers.open == 0);
    write_file(path, sound);
    CHECK(accounts(db).count().value() == 6);
    require_working(db);
}

TEST_CASE("a scope whose transaction met damage refuses everything afterwards") {
    const directory place;
    const std::string sound = small_database(place);
    const std::string path = place / "app.db";
    write_file(path, sound);
    const auto db =
        tenon::sqlite::open<app>(path, {.journal = tenon::sqlite::journal::rollback, .mapped_bytes = 0}).value();
    std::optional<database::tenant_scope_type> kept;
    write_file(path, sound.substr(0, 100) + std::string(sound.size() - 100, '\x7f'));
    const auto outcome = db.tenant("acme").transaction([&](auto& tx) {
        kept = tx;
        return tenon::repository<Account>(tx).create({.email = "x"});
    });
    CHECK(outcome.error().code == errc::corrupt);
    CHECK(outcome.error().poisons_connection());
    CHECK(tenon::repository<Account>(*kept).count().error().code == errc::transaction_closed);
    write_file(path, sound);
    require_working(db);
    CHECK(tenon::repository<Account>(*kept).count().error().code == errc::transaction_closed);
}
