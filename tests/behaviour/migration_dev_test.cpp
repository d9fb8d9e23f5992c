// The next migration on every database: what the models say and the folder does not becomes a file, and is applied.
#include <tenon/migration.hpp>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "support/backends.hpp"
#include "support/catch.hpp"
#include "support/migrations.hpp"

namespace {

using tenon::errc;
namespace migration = tenon::migration;

struct Note {
    std::string id;
    std::string tenantId;
    std::string text;
    std::optional<int> level;
};

using names = std::vector<std::string>;

template <class Backend> struct setting {
    using app = tenon::schema<Note, typename Backend::layout>;

    Backend backend;
    support::migrations folder;
    decltype(backend.template open<app>({})) db = backend.template open<app>({});

    migration::options how() const { return {.folder = folder.path()}; }
    auto plan(const std::string& title) const { return migration::plan_dev(db, {.title = title}, how()); }
    tenon::result<void> run(std::string_view text) const { return migration::target(db)->connect(true).value()->run(text); }
    /// The folders of migrations, without their times.
    names titles() const {
        names found;
        for (const auto& each : std::filesystem::directory_iterator(folder.path()))
            if (each.is_directory()) found.push_back(each.path().filename().string().substr(15));
        std::sort(found.begin(), found.end());
        return found;
    }
};

} // namespace

TEMPLATE_LIST_TEST_CASE("the next migration is written, applied, and leads back", "[migration]", support::backends) {
    setting<TestType> s;
    const auto next = s.plan("First notes").value();
    CHECK(next.name.ends_with("_first_notes"));
    REQUIRE_FALSE(next.up.changes.empty());
    CHECK(next.up.changes.front().text == "Creates the table \"Note\"");
    CHECK(next.down.losses == names{"Note"});
    CHECK(s.titles().empty()); // so far nothing has changed
    CHECK_FALSE(s.run("SELECT * FROM \"Note\""));

    CHECK(migration::dev(s.db, next, s.how()).value() == names{next.name});
    CHECK(s.titles() == names{"first_notes"});
    tenon::repository<Note>(s.db.tenant("acme")).create({.text = "a"}).value();
    const auto none = s.plan("").value();
    CHECK(none.name.empty());
    CHECK(none.up.empty());
    CHECK(migration::rollback(s.db, {}, s.how()).value() == names{next.name});
    CHECK_FALSE(s.run("SELECT * FROM \"Note\""));
    CHECK(s.plan("").value().pending == names{next.name});
}

TEMPLATE_LIST_TEST_CASE("a migration that rows do not allow is not written", "[migration]", support::backends) {
    setting<TestType> s;
    migration::dev(s.db, s.plan("first").value(), s.how()).value();
    s.folder.add("30000101000000_textless", "ALTER TABLE \"Note\" DROP COLUMN \"text\";");
    migration::deploy(s.db, s.how()).value();
    s.run("INSERT INTO \"Note\" (\"id\", \"tenantId\") VALUES ('n', 'acme')").value();

    const auto next = s.plan("text again").value();
    CHECK(next.name == "30000101000001_text_again");
    const auto refused = migration::dev(s.db, next, s.how());
    REQUIRE(support::code_of(refused) == errc::migration_blocked);
    CHECK(refused.error().message.starts_with("Note.text is required and has no default"));
    CHECK(s.titles() == names{"first", "textless"});
    s.run("DELETE FROM \"Note\"").value();
    CHECK(migration::dev(s.db, s.plan("text again").value(), s.how()).value() == names{"30000101000001_text_again"});
    CHECK(migration::status(s.db, s.how()).value().is_up_to_date());
}

TEMPLATE_LIST_TEST_CASE("a migration that the database refuses is not in the folder afterwards", "[migration]", support::backends) {
    setting<TestType> s;
    const auto next = s.plan("first").value();
    s.run("CREATE TABLE \"Note\" (\"other\" INTEGER)").value(); // meanwhile
    CHECK_FALSE(migration::dev(s.db, next, s.how()));
    CHECK(s.titles().empty());
    s.run("DROP TABLE \"Note\"").value();
    CHECK(migration::dev(s.db, s.plan("first").value(), s.how()).value().size() == 1);
}

TEMPLATE_LIST_TEST_CASE("what somebody did to the database besides its migrations is told, and nothing is applied", "[migration]", support::backends) {
    setting<TestType> s;
    migration::dev(s.db, s.plan("first").value(), s.how()).value();
    s.run("ALTER TABLE \"Note\" ADD COLUMN \"byHand\" TEXT").value();
    const auto next = s.plan("more").value();
    CHECK(next.drift == names{"Adds the column \"byHand\" of \"Note\""});
    CHECK(support::code_of(migration::dev(s.db, next, s.how())) == errc::migration_drift);
    CHECK(s.titles() == names{"first"});
}

TEMPLATE_LIST_TEST_CASE("migrations are tried on another database, which is gone afterwards", "[migration]", support::backends) {
    setting<TestType> s;
    const auto shadow = migration::shadow::make(s.db, "").value();
    const migration::migration_files files{.name = "x", .folder = "x", .script = "CREATE TABLE \"a\" (\"id\" TEXT)", .checksum = {}, .down = {}};
    shadow->replay({&files}).value();
    CHECK((*shadow)->introspect().value().tables.size() == 1);
    CHECK_FALSE(s.run("SELECT * FROM \"a\""));
    CHECK(support::code_of(shadow->replay({&files})) == errc::migration_failed); // the table is there
}

TEST_CASE("a new migration stands behind those of the folder, whatever the clock says") {
    const tenon::timestamp noon{std::chrono::hours(12)};
    migration::migration_folder folder;
    CHECK(migration::next_name(folder, noon, "A b") == "19700101120000_a_b");
    folder.migrations.push_back({.name = "0_init", .folder = {}, .script = {}, .checksum = {}, .down = {}});
    CHECK(migration::next_name(folder, noon, "A b") == "19700101120000_a_b");
    folder.migrations.push_back({.name = "20261231235959_x", .folder = {}, .script = {}, .checksum = {}, .down = {}});
    CHECK(migration::next_name(folder, noon, "A b") == "20270101000000_a_b");
}
