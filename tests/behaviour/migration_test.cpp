// Migrations on every database: what is applied, undone, refused and remembered.
#include <tenon/migration.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "support/backends.hpp"
#include "support/catch.hpp"
#include "support/migrations.hpp"
#include "support/plans.hpp"

namespace {

using support::plans::Note;
using support::plans::Plan;
using tenon::errc;
namespace migration = tenon::migration;

using names = std::vector<std::string>;

/// A database that migrations are made for, and their folder.
template <class Backend> struct setting {
    using app = tenon::schema<Plan, Note, typename Backend::layout>;

    Backend backend;
    support::migrations folder;
    names events; ///< texts of statements, as the hooks are told
    decltype(backend.template open<app>({})) db = backend.template open<app>({.on_statement = [this](const tenon::statement_event& e) {
        events.emplace_back(e.text);
    }});

    migration::options how() const { return {.folder = folder.path(), .lock_timeout = std::chrono::milliseconds(500)}; }
    auto deploy() const { return migration::deploy(db, how()); }
    auto status() const { return migration::status(db, how()).value(); }
    bool is_sqlite() const { return migration::target(db)->texts().provider == "sqlite"; }

    /// Runs SQL of a test.
    tenon::result<void> run(std::string_view text) const { return migration::target(db)->connect(true).value()->run(text); }
    /// The first column of what a statement gives.
    names ask(std::string_view text) const {
        names found;
        const auto rows = migration::target(db)->connect(false).value()->read(text, 1).value();
        for (const auto& row : rows) found.push_back(row.front());
        return found;
    }
    bool has_table(const std::string& name) const { return run("SELECT * FROM \"" + name + "\"").has_value(); }
    /// `name standing …` of each migration.
    std::string standing() const {
        std::string text;
        for (const auto& each : status().migrations)
            text.append(text.empty() ? "" : " ").append(each.name, each.name.find('_') + 1).append(":").append(to_string(each.standing));
        return text;
    }
};

constexpr const char* first = "20260101000000_first";
constexpr const char* second = "20260102000000_second";
constexpr const char* third = "20260103000000_third";

template <class Setting> void add_three(Setting& s) {
    s.folder.add(first, "-- a table\nCREATE TABLE \"a\" (\"id\" TEXT PRIMARY KEY NOT NULL);\n", "DROP TABLE \"a\";")
        .add(second, "CREATE TABLE \"b\" (\"id\" TEXT);\nINSERT INTO \"b\" VALUES ('x;y');", "DROP TABLE \"b\";")
        .add(third, "CREATE TABLE \"c\" (\"id\" TEXT);", "DROP TABLE \"c\"");
}

} // namespace

TEMPLATE_LIST_TEST_CASE("deploy applies what is pending, in the order of names, and then finds nothing to do", "[migration]", support::backends) {
    setting<TestType> s;
    add_three(s);
    CHECK(s.standing() == "first:pending second:pending third:pending");
    CHECK_FALSE(s.status().is_up_to_date());
    CHECK(s.deploy().value() == names{first, second, third});
    CHECK(s.standing() == "first:applied second:applied third:applied");
    CHECK(s.status().is_up_to_date());
    CHECK(s.ask("SELECT \"id\" FROM \"b\"") == names{"x;y"});
    CHECK(s.deploy().value().empty());
    s.folder.add("20260104000000_fourth", "CREATE TABLE \"d\" (\"id\" TEXT)");
    CHECK(s.deploy().value() == names{"20260104000000_fourth"});
}

TEMPLATE_LIST_TEST_CASE("the history holds checksum, times and steps of each migration", "[migration]", support::backends) {
    setting<TestType> s;
    add_three(s);
    const auto before = tenon::now();
    s.deploy().value();
    const auto report = s.status();
    const auto& state = report.migrations.at(1);
    REQUIRE(state.row);
    CHECK(state.row->checksum == state.files->checksum);
    CHECK(state.row->steps == 2);
    CHECK(state.row->started >= before);
    REQUIRE(state.row->finished);
    CHECK(*state.row->finished >= state.row->started);
    CHECK(*state.row->finished <= tenon::now());
    CHECK_FALSE(state.row->rolled_back);
    CHECK(state.row->logs.empty());
    CHECK(tenon::parse_uuid(state.row->id));
}

TEMPLATE_LIST_TEST_CASE("with prisma_history the table is Prisma's, and a script is one step", "[migration]", support::backends) {
    setting<TestType> s;
    add_three(s);
    auto how = s.how();
    how.prisma_history = true;
    CHECK(migration::deploy(s.db, how).value().size() == 3);
    CHECK(s.ask("SELECT CAST(\"applied_steps_count\" AS TEXT) FROM \"_prisma_migrations\"") == names{"1", "1", "1"});
    CHECK(s.ask("SELECT \"checksum\" FROM \"_prisma_migrations\" WHERE \"migration_name\" = '20260101000000_first'") ==
          names{tenon::sha256_hex("-- a table\nCREATE TABLE \"a\" (\"id\" TEXT PRIMARY KEY NOT NULL);\n")});
    CHECK(migration::deploy(s.db, how).value().empty());
    CHECK(migration::rollback(s.db, {}, how).value() == names{third});
    CHECK(migration::deploy(s.db, how).value() == names{third});
    CHECK_FALSE(s.has_table("_tenon_migrations"));
}

TEMPLATE_LIST_TEST_CASE("a history that Prisma wrote is understood", "[migration]", support::backends) {
    setting<TestType> s;
    add_three(s);
    auto how = s.how();
    how.prisma_history = true;
    migration::resolve_applied(s.db, first, how).value(); // makes the table
    const std::string is_row = " WHERE \"migration_name\" = '20260101000000_first'";
    s.run("UPDATE \"_prisma_migrations\" SET \"started_at\" = '2026-01-01 10:20:30.500+00:00', \"finished_at\" = '2026-01-01 10:20:31.250+00:00', "
          "\"applied_steps_count\" = 1" + is_row).value();
    const auto row = migration::status(s.db, how).value().migrations.at(0).row;
    REQUIRE(row);
    CHECK(row->started == *tenon::parse_timestamp("2026-01-01T10:20:30.500Z"));
    CHECK(row->finished == tenon::parse_timestamp("2026-01-01T10:20:31.250Z"));
    CHECK(migration::deploy(s.db, how).value() == names{second, third});
}

TEMPLATE_LIST_TEST_CASE("broken SQL in the third of five statements leaves nothing behind and names file, line and statement", "[migration]", support::backends) {
    setting<TestType> s;
    s.folder.add(first, "CREATE TABLE \"a\" (\"id\" TEXT);");
    s.folder.add(second, "CREATE TABLE \"b\" (\"id\" TEXT);\nINSERT INTO \"a\" VALUES ('1');\n\n-- the third\nALTER TABLE \"none\" ADD COLUMN \"x\" TEXT;\n"
                         "CREATE TABLE \"c\" (\"id\" TEXT);\nCREATE TABLE \"d\" (\"id\" TEXT);");
    const auto done = s.deploy();
    REQUIRE_FALSE(done);
    CHECK(done.error().code == errc::migration_failed);
    CHECK(done.error().message.starts_with((s.folder.path() / second / "migration.sql").string() + ":5: statement 3 of 5 failed: "));
    CHECK(done.error().message.find("none") != std::string::npos);
    CHECK(done.error().message.find("Nothing of it was kept.") != std::string::npos);
    CHECK(done.error().statement == "ALTER TABLE \"none\" ADD COLUMN \"x\" TEXT");
    CHECK(s.standing() == "first:applied second:pending");
    CHECK_FALSE(s.has_table("b"));
    CHECK(s.ask("SELECT \"id\" FROM \"a\"").empty());
    s.folder.add(second, "CREATE TABLE \"b\" (\"id\" TEXT);");
    CHECK(s.deploy().value() == names{second});
}

TEMPLATE_LIST_TEST_CASE("nothing is applied while the files do not fit the history", "[migration]", support::backends) {
    setting<TestType> s;
    add_three(s);
    s.folder.remove(third);
    s.deploy().value();
    s.folder.add(third, "CREATE TABLE \"c\" (\"id\" TEXT);");
    SECTION("a file that was edited") {
        s.folder.add(first, "CREATE TABLE \"a\" (\"id\" TEXT);");
        CHECK(support::code_of(s.deploy()) == errc::migration_edited);
        CHECK(s.standing() == "first:edited second:applied third:pending");
    }
    SECTION("a folder that is gone") {
        s.folder.remove(first);
        CHECK(support::code_of(s.deploy()) == errc::migration_missing);
        CHECK(s.deploy().error().message.find(first) != std::string::npos);
        CHECK(s.standing() == "first:missing second:applied third:pending");
    }
    SECTION("a database that is newer") {
        s.folder.remove(second);
        s.folder.remove(third);
        CHECK(support::code_of(s.deploy()) == errc::migration_unknown);
        CHECK(s.standing() == "first:applied second:unknown");
    }
    SECTION("another database's folder") {
        s.folder.write("migration_lock.toml", tenon::migration::lock_file_text(s.is_sqlite() ? "postgresql" : "sqlite"));
        CHECK(support::code_of(s.deploy()) == errc::migration_wrong_database);
        s.folder.remove("migration_lock.toml");
    }
    CHECK_FALSE(s.has_table("c"));
}

TEMPLATE_LIST_TEST_CASE("a script that would end its transaction is refused before anything is done", "[migration]", support::backends) {
    setting<TestType> s;
    s.folder.add(first, "CREATE TABLE \"a\" (\"id\" TEXT);").add(second, "CREATE TABLE \"b\" (\"id\" TEXT); COMMIT;");
    CHECK(support::code_of(s.deploy()) == errc::migration_invalid);
    CHECK_FALSE(s.has_table("a"));
}

TEMPLATE_LIST_TEST_CASE("tables without a history are not touched, until resolve says what they are", "[migration]", support::backends) {
    setting<TestType> s;
    add_three(s);
    s.run("CREATE TABLE \"a\" (\"id\" TEXT PRIMARY KEY NOT NULL)").value();
    CHECK(support::code_of(s.deploy()) == errc::migration_not_empty);
    CHECK_FALSE(s.status().unmanaged.empty());
    CHECK(s.status().problem()->code == errc::migration_not_empty);
    CHECK_FALSE(s.has_table("b"));
    migration::resolve_applied(s.db, first, s.how()).value();
    CHECK(s.standing() == "first:applied second:pending third:pending");
    CHECK(s.deploy().value() == names{second, third});
    CHECK(support::code_of(migration::resolve_applied(s.db, first, s.how())) == errc::migration_applied);
    CHECK(support::code_of(migration::resolve_applied(s.db, "20200101000000_none", s.how())) == errc::migration_not_found);
    CHECK(support::code_of(migration::resolve_rolled_back(s.db, first, s.how())) == errc::migration_not_applied);
}

TEMPLATE_LIST_TEST_CASE("rollback undoes the last migration, which is pending then", "[migration]", support::backends) {
    setting<TestType> s;
    add_three(s);
    s.deploy().value();
    CHECK(migration::plan_rollback(s.db, {}, s.how()).value() == names{third});
    CHECK(s.has_table("c"));
    CHECK(migration::rollback(s.db, {}, s.how()).value() == names{third});
    CHECK_FALSE(s.has_table("c"));
    CHECK(s.standing() == "first:applied second:applied third:rolled_back");
    CHECK(migration::rollback(s.db, {}, s.how()).value() == names{second});
    CHECK(s.deploy().value() == names{second, third});
    CHECK(s.standing() == "first:applied second:applied third:applied");
    CHECK(s.ask("SELECT CAST(count(*) AS TEXT) FROM \"_tenon_migrations\"") == names{"5"}); // nothing is forgotten
}

TEMPLATE_LIST_TEST_CASE("rollback goes back to a migration, which stays, or undoes all", "[migration]", support::backends) {
    setting<TestType> s;
    add_three(s);
    s.deploy().value();
    CHECK(migration::rollback(s.db, {.to = first}, s.how()).value() == names{third, second});
    CHECK(s.has_table("a"));
    CHECK_FALSE(s.has_table("b"));
    CHECK(support::code_of(migration::rollback(s.db, {.to = second}, s.how())) == errc::migration_not_applied);
    CHECK(support::code_of(migration::rollback(s.db, {.to = "20200101000000_none"}, s.how())) == errc::migration_not_found);
    CHECK(migration::rollback(s.db, {.all = true}, s.how()).value() == names{first});
    CHECK(migration::rollback(s.db, {}, s.how()).value().empty());
}

TEMPLATE_LIST_TEST_CASE("rollback goes by when migrations were applied: one that was merged late is the last", "[migration]", support::backends) {
    setting<TestType> s;
    const std::string late = "20260101120000_late"; // by its name the second
    add_three(s);
    s.deploy().value();
    std::this_thread::sleep_for(std::chrono::milliseconds(2)); // the history tells milliseconds
    s.folder.add(late, "CREATE TABLE \"d\" (\"id\" TEXT);", "DROP TABLE \"d\";");
    CHECK(s.deploy().value() == names{late});
    CHECK(migration::plan_rollback(s.db, {}, s.how()).value() == names{late});
    CHECK(migration::plan_rollback(s.db, {.to = second}, s.how()).value() == names{late, third});
    CHECK(migration::rollback(s.db, {}, s.how()).value() == names{late});
    CHECK_FALSE(s.has_table("d"));
    CHECK(s.deploy().value() == names{late});
    CHECK(migration::rollback(s.db, {.to = first}, s.how()).value() == names{late, third, second});
    CHECK(s.deploy().value() == names{late, second, third});
    CHECK(migration::rollback(s.db, {.all = true}, s.how()).value() == names{third, second, late, first});
}

TEMPLATE_LIST_TEST_CASE("rollback undoes nothing when one of the migrations cannot be undone", "[migration]", support::backends) {
    setting<TestType> s;
    add_three(s);
    s.deploy().value();
    SECTION("without down.sql") {
        s.folder.remove(std::string(second) + "/down.sql");
        const auto done = migration::rollback(s.db, {.all = true}, s.how());
        REQUIRE_FALSE(done);
        CHECK(done.error().code == errc::migration_file_missing);
        CHECK(done.error().message.find("down.sql") != std::string::npos);
    }
    SECTION("without a folder") {
        s.folder.remove(third);
        CHECK(support::code_of(migration::rollback(s.db, {}, s.how())) == errc::migration_unknown);
    }
    CHECK(s.has_table("b"));
    CHECK(s.has_table("c"));
}

TEMPLATE_LIST_TEST_CASE("a down.sql that fails keeps its migration applied", "[migration]", support::backends) {
    setting<TestType> s;
    s.folder.add(first, "CREATE TABLE \"a\" (\"id\" TEXT);", "DROP TABLE \"a\";\nDROP TABLE \"none\";");
    s.deploy().value();
    const auto done = migration::rollback(s.db, {}, s.how());
    REQUIRE_FALSE(done);
    CHECK(done.error().code == errc::migration_failed);
    CHECK(done.error().message.find("down.sql:2: statement 2 of 2 failed") != std::string::npos);
    CHECK(s.has_table("a"));
    CHECK(s.standing() == "first:applied");
}

TEMPLATE_LIST_TEST_CASE("a script that wants no transaction is recorded step by step, and what it leaves can be resolved", "[migration]", support::backends) {
    setting<TestType> s;
    const std::string mark = "-- tenon: no transaction\n";
    s.folder.add(first, mark + "CREATE TABLE \"a\" (\"id\" TEXT);\nCREATE TABLE \"none\".\"x\".\"y\".\"z\" (\"id\" TEXT);\nCREATE TABLE \"b\" (\"id\" TEXT);");
    const auto done = s.deploy();
    REQUIRE_FALSE(done);
    CHECK(done.error().code == errc::migration_failed);
    CHECK(done.error().message.find("migration.sql:3: statement 2 of 3 failed") != std::string::npos);
    CHECK(done.error().message.find("The statements before it were kept.") != std::string::npos);
    CHECK(s.has_table("a"));
    CHECK(s.standing() == "first:unfinished");
    const auto row = s.status().migrations.at(0).row;
    CHECK(row->steps == 1);
    CHECK(row->logs.find("statement 2 of 3 failed") != std::string::npos);
    CHECK(support::code_of(s.deploy()) == errc::migration_unfinished);
    CHECK(support::code_of(migration::rollback(s.db, {}, s.how())) == errc::migration_unfinished);
    SECTION("as rolled back: it is applied again") {
        migration::resolve_rolled_back(s.db, first, s.how()).value();
        CHECK(s.standing() == "first:rolled_back");
        s.run("DROP TABLE \"a\"").value();
        s.folder.add(first, mark + "CREATE TABLE \"a\" (\"id\" TEXT); CREATE TABLE \"b\" (\"id\" TEXT);", mark + "DROP TABLE \"b\"; DROP TABLE \"a\"");
        CHECK(s.deploy().value() == names{first});
        CHECK(s.status().migrations.at(0).row->steps == 2);
        CHECK(migration::rollback(s.db, {}, s.how()).value() == names{first});
        CHECK_FALSE(s.has_table("a"));
        CHECK(s.standing() == "first:rolled_back");
    }
    SECTION("as applied: it counts") {
        migration::resolve_applied(s.db, first, s.how()).value();
        CHECK(s.standing() == "first:applied");
        CHECK(s.deploy().value().empty());
    }
}

TEMPLATE_LIST_TEST_CASE("what stands above the mark is a transaction, and what failed below it is gone on with", "[migration]", support::backends) {
    setting<TestType> s;
    s.folder.add(first, "CREATE TABLE \"a\" (\"id\" TEXT);\n-- tenon: no transaction\nCREATE TABLE \"b\" (\"id\" TEXT);\nINSERT INTO \"other\" VALUES ('1');",
                 "DROP TABLE \"b\";\n-- tenon: no transaction\nDROP TABLE \"a\";");
    const auto failed = s.deploy();
    REQUIRE(support::code_of(failed) == errc::migration_failed);
    CHECK(failed.error().message.find("migration.sql:4: statement 3 of 3 failed") != std::string::npos);
    CHECK(failed.error().message.find("The statements before it were kept.") != std::string::npos);
    CHECK(s.has_table("a"));
    CHECK(s.has_table("b"));
    CHECK(s.standing() == "first:unfinished");
    CHECK(support::code_of(s.deploy()) == errc::migration_unfinished);
    auto how = s.how();
    how.resume = true;
    CHECK(support::code_of(migration::deploy(s.db, how)) == errc::migration_failed);
    s.run("CREATE TABLE \"other\" (\"id\" TEXT)").value();
    CHECK(migration::deploy(s.db, how).value() == names{first});
    CHECK(s.standing() == "first:applied");
    CHECK(s.status().migrations.at(0).row->steps == 3);
    CHECK(migration::deploy(s.db, how).value().empty());
    CHECK(migration::rollback(s.db, {}, s.how()).value() == names{first});
    CHECK_FALSE(s.has_table("a"));
    CHECK_FALSE(s.has_table("b"));
}

TEMPLATE_LIST_TEST_CASE("an error above the mark leaves nothing of the script", "[migration]", support::backends) {
    setting<TestType> s;
    s.folder.add(first, "CREATE TABLE \"a\" (\"id\" TEXT);\nINSERT INTO \"none\" VALUES (1);\n-- tenon: no transaction\nCREATE TABLE \"b\" (\"id\" TEXT);");
    const auto failed = s.deploy();
    REQUIRE(support::code_of(failed) == errc::migration_failed);
    CHECK(failed.error().message.find("Nothing of it was kept.") != std::string::npos);
    CHECK_FALSE(s.has_table("a"));
    CHECK(s.standing() == "first:pending");
}

TEMPLATE_LIST_TEST_CASE("what was edited after it failed, or is being rolled back, is not gone on with", "[migration]", support::backends) {
    setting<TestType> s;
    auto how = s.how();
    how.resume = true;
    s.folder.add(first, "-- tenon: no transaction\nCREATE TABLE \"a\" (\"id\" TEXT);\nINSERT INTO \"none\" VALUES (1);");
    CHECK(support::code_of(s.deploy()) == errc::migration_failed);
    s.folder.add(first, "-- tenon: no transaction\nCREATE TABLE \"a\" (\"id\" TEXT);", "-- tenon: no transaction\nDROP TABLE \"none\";");
    CHECK(support::code_of(migration::deploy(s.db, how)) == errc::migration_edited);
    migration::resolve_applied(s.db, first, s.how()).value();
    CHECK(support::code_of(migration::rollback(s.db, {}, s.how())) == errc::migration_failed);
    CHECK(support::code_of(migration::deploy(s.db, how)) == errc::migration_unfinished);
}

TEMPLATE_LIST_TEST_CASE("a down.sql that stops between its steps leaves its migration unfinished", "[migration]", support::backends) {
    setting<TestType> s;
    s.folder.add(first, "CREATE TABLE \"a\" (\"id\" TEXT); CREATE TABLE \"b\" (\"id\" TEXT)",
                 "-- tenon: no transaction\nDROP TABLE \"b\"; DROP TABLE \"none\"; DROP TABLE \"a\"");
    s.deploy().value();
    CHECK(support::code_of(migration::rollback(s.db, {}, s.how())) == errc::migration_failed);
    CHECK(s.standing() == "first:unfinished");
    CHECK(s.status().migrations.at(0).row->logs.starts_with("rolling back"));
    CHECK(support::code_of(s.deploy()) == errc::migration_unfinished);
    s.run("DROP TABLE \"a\"").value();
    migration::resolve_rolled_back(s.db, first, s.how()).value();
    CHECK(s.deploy().value() == names{first});
}

TEMPLATE_LIST_TEST_CASE("a script without statements is applied and undone", "[migration]", support::backends) {
    setting<TestType> s;
    s.folder.add(first, "", "-- nothing\n").add(second, "-- tenon: no transaction\n", "-- tenon: no transaction\n;;");
    CHECK(s.deploy().value() == names{first, second});
    CHECK(s.status().is_up_to_date());
    CHECK(migration::rollback(s.db, {.all = true}, s.how()).value() == names{second, first});
}

TEMPLATE_LIST_TEST_CASE("reset leaves an empty database, and production refuses it", "[migration]", support::backends) {
    setting<TestType> s;
    add_three(s);
    s.deploy().value();
    s.run("CREATE VIEW \"v;\"\"x\" AS SELECT \"id\" FROM \"b\"").value();
    auto how = s.how();
    how.production = true;
    CHECK(support::code_of(migration::reset(s.db, how)) == errc::migration_refused);
    CHECK(s.has_table("a"));
    CHECK(migration::plan_reset(s.db, s.how()).value().size() >= 5);
    migration::reset(s.db, s.how()).value();
    CHECK_FALSE(s.has_table("a"));
    CHECK(migration::plan_reset(s.db, s.how()).value().empty());
    migration::reset(s.db, s.how()).value(); // nothing to do
    CHECK(s.deploy().value().size() == 3);
    s.db.create_tables().value(); // with all that tenon makes: triggers, policies, functions
    migration::reset(s.db, s.how()).value();
    CHECK(migration::plan_reset(s.db, s.how()).value().empty());
}

TEMPLATE_LIST_TEST_CASE("whoever watches is told of each migration", "[migration]", support::backends) {
    setting<TestType> s;
    add_three(s);
    names seen;
    auto how = s.how();
    how.on_activity = [&](migration::activity what, std::string_view name) {
        seen.push_back((what == migration::activity::apply ? "apply " : "undo ") + std::string(name));
    };
    migration::deploy(s.db, how).value();
    migration::rollback(s.db, {}, how).value();
    CHECK(seen == names{"apply 20260101000000_first", "apply 20260102000000_second", "apply 20260103000000_third", "undo 20260103000000_third"});
    CHECK(std::any_of(s.events.begin(), s.events.end(), [](const auto& text) { return text.starts_with("CREATE TABLE \"c\""); }));
}

TEMPLATE_LIST_TEST_CASE("what was read of the folder is what is applied, whatever becomes of the folder", "[migration]", support::backends) {
    setting<TestType> s;
    s.folder.add("20260101000000_first", "CREATE TABLE \"shown\" (\"id\" TEXT);");
    auto how = s.how();
    how.files = migration::status(s.db, how).value().folder;
    s.folder.add("20260101000000_first", "CREATE TABLE \"later\" (\"id\" TEXT);");
    CHECK(migration::deploy(s.db, how).value() == names{"20260101000000_first"});
    CHECK(migration::target(s.db)->connect(true).value()->run("SELECT * FROM \"shown\"").has_value());
    CHECK(support::code_of(migration::deploy(s.db, s.how())) == errc::migration_edited);
}

TEMPLATE_LIST_TEST_CASE("what a migration costs besides its own statements is the same for the second and the thirtieth", "[migration]", support::backends) {
    setting<TestType> s;
    for (int i = 10; i < 40; ++i) {
        std::string script;
        for (int k = 0; k < i % 4 + 1; ++k) script += "CREATE TABLE \"t" + std::to_string(i) + "_" + std::to_string(k) + "\" (\"id\" TEXT);\n";
        s.folder.add("202601010000" + std::to_string(i) + "_step", script);
    }
    REQUIRE(migration::deploy(s.db, s.how()).value().size() == 30);
    std::vector<std::size_t> begins; // of each migration, behind what it begins with
    for (std::size_t i = 0; i < s.events.size(); ++i)
        if (s.events[i].starts_with("CREATE TABLE \"t") && s.events[i].find("_0\"") != std::string::npos) begins.push_back(i);
    REQUIRE(begins.size() == 30);
    // The first two make the history, and find out that it is there.
    for (std::size_t i = 2; i + 1 < begins.size(); ++i) {
        INFO("migration " << i);
        // Its row, COMMIT; BEGIN, the state of the history, and where there is one the lock. BEGIN and COMMIT are told where they wait for
        // an answer.
        CHECK(begins[i + 1] - begins[i] == (10 + i) % 4 + 1 + (s.is_sqlite() ? 4 : 3));
    }
}

TEMPLATE_LIST_TEST_CASE("a seed is written as a whole, for all tenants, and may run again", "[migration]", support::backends) {
    setting<TestType> s;
    s.db.create_tables().value();
    bool breaks = true;
    const auto seed = [&](auto& tx) -> tenon::result<void> {
        const auto plan = tenon::repository<Plan>(tx).upsert({.name = "free", .seats = 3}, tenon::on_conflict<&Plan::name>, tenon::set<&Plan::seats>(3));
        if (!plan) return tenon::fail(plan.error());
        if (breaks) return tenon::fail(errc::check_violation);
        auto acme = tx.tenant("acme");
        const auto notes = tenon::repository<Note>(acme);
        const auto count = notes.count();
        if (!count) return tenon::fail(count.error());
        if (*count > 0) return {};
        const auto note = notes.create({.text = "hello"});
        return note ? tenon::result<void>{} : tenon::fail(note.error());
    };
    CHECK(support::code_of(migration::seed(s.db, seed, s.how())) == errc::check_violation);
    const auto system = s.db.system("test");
    CHECK(tenon::repository<Plan>(system).count().value() == 0);
    breaks = false;
    migration::seed(s.db, seed, s.how()).value();
    migration::seed(s.db, seed, s.how()).value();
    CHECK(tenon::repository<Plan>(system).count().value() == 1);
    const auto acme = s.db.tenant("acme");
    CHECK(tenon::repository<Note>(acme).count().value() == 1);
}

TEMPLATE_LIST_TEST_CASE("a seed runs again after a conflict, and what it wrote before is undone", "[migration]", support::backends) {
    setting<TestType> s;
    s.db.create_tables().value();
    int runs = 0, conflicts = 2;
    const auto seed = [&](auto& tx) -> tenon::result<void> {
        const auto plan = tenon::repository<Plan>(tx).create({.name = "run " + std::to_string(++runs)});
        if (!plan) return tenon::fail(plan.error());
        return runs <= conflicts ? tenon::result<void>(tenon::fail(errc::serialization_conflict)) : tenon::result<void>{};
    };
    migration::seed(s.db, seed, s.how()).value();
    CHECK(s.ask("SELECT \"name\" FROM \"Plan\"") == names{"run 3"});
    conflicts = 1000;
    CHECK(support::code_of(migration::seed(s.db, seed, s.how())) == errc::serialization_conflict);
    CHECK(runs == 3 + 1 + s.how().retries);
    CHECK(s.ask("SELECT \"name\" FROM \"Plan\"") == names{"run 3"});
}
