// What only SQLite's migrations have: tables that are built again, statements that stand alone, triggers.
#include <tenon/migration.hpp>
#include <tenon/testing.hpp>

#include <chrono>
#include <string>

#include "integration/sqlite/fault_vfs.hpp"
#include "integration/sqlite/support.hpp"
#include "support/migrations.hpp"

namespace migration = tenon::migration;
using tenon::errc;

namespace {

struct setting {
    sqlite_tests::directory folder;
    support::migrations files;
    sqlite_tests::database db = tenon::sqlite::open<sqlite_tests::app>(folder / "x.db").value();
    migration::options how{.folder = files.path()};

    std::string ask(const std::string& text) { return sqlite_tests::ask(sqlite_tests::held(db).handle(), text); }
    void with_parents_and_children() {
        files.add("20260101000000_first", "CREATE TABLE \"Parent\" (\"id\" TEXT PRIMARY KEY NOT NULL);\n"
                                          "CREATE TABLE \"Child\" (\"id\" TEXT PRIMARY KEY, \"parent\" TEXT NOT NULL REFERENCES \"Parent\" (\"id\") ON DELETE CASCADE);\n"
                                          "INSERT INTO \"Parent\" VALUES ('p'), ('q'); INSERT INTO \"Child\" VALUES ('1', 'p'), ('2', 'q'), ('3', 'q');");
        migration::deploy(db, how).value();
    }
};

const std::string rebuilt = "CREATE TABLE \"new_Parent\" (\"id\" TEXT PRIMARY KEY NOT NULL, \"name\" TEXT NOT NULL DEFAULT '');\n"
                            "INSERT INTO \"new_Parent\" (\"id\") SELECT \"id\" FROM \"Parent\";\nDROP TABLE \"Parent\";\n"
                            "ALTER TABLE \"new_Parent\" RENAME TO \"Parent\";\n";

} // namespace

TEST_CASE("a table is built again without losing the rows that refer to it") {
    setting s;
    s.with_parents_and_children();
    s.files.add("20260102000000_rebuild", "PRAGMA defer_foreign_keys=ON;\nPRAGMA foreign_keys=OFF;\n" + rebuilt + "PRAGMA foreign_keys=ON;\nPRAGMA defer_foreign_keys=OFF;\n");
    migration::deploy(s.db, s.how).value();
    CHECK(s.ask("SELECT count(*) FROM Child") == "3");
    CHECK(s.ask("SELECT count(*) FROM Parent WHERE name = ''") == "2");
    CHECK(s.ask("PRAGMA foreign_keys") == "1"); // as before
    CHECK(s.ask("SELECT count(*) FROM pragma_foreign_key_check") == "0");
}

TEST_CASE("a rebuilt table that would leave rows whose reference leads nowhere is undone") {
    setting s;
    s.with_parents_and_children();
    s.files.add("20260102000000_rebuild", "PRAGMA foreign_keys=OFF;\n" + rebuilt + "DELETE FROM \"Parent\" WHERE \"id\" = 'q';");
    const auto done = migration::deploy(s.db, s.how);
    REQUIRE_FALSE(done);
    CHECK(done.error().code == errc::foreign_key_violation);
    CHECK(done.error().message.find("Child") != std::string::npos);
    CHECK(s.ask("SELECT count(*) FROM Parent") == "2");
    CHECK(s.ask("SELECT count(*) FROM pragma_table_info('Parent')") == "1");
    CHECK(s.ask("PRAGMA foreign_keys") == "1");
}

TEST_CASE("what led nowhere before does not stand in the way of a table that is built again, and nothing more may") {
    setting s;
    s.with_parents_and_children();
    const sqlite_tests::raw by_hand(s.folder / "x.db"); // which enforces no references
    for (const char* text : {"CREATE TABLE \"Other\" (\"id\" TEXT, \"parent\" TEXT REFERENCES \"Parent\" (\"id\"))", "INSERT INTO \"Other\" VALUES ('1', 'gone'), ('2', 'q')"})
        sqlite_tests::ask(by_hand.handle(), text);
    s.files.add("20260102000000_rebuild", "PRAGMA foreign_keys=OFF;\n" + rebuilt);
    migration::deploy(s.db, s.how).value();
    CHECK(s.ask("SELECT count(*) FROM Child") == "3");
    s.files.add("20260103000000_more", "PRAGMA foreign_keys=OFF;\nDELETE FROM \"Parent\" WHERE \"id\" = 'q';\nDELETE FROM \"Child\";");
    const auto done = migration::deploy(s.db, s.how);
    REQUIRE_FALSE(done);
    CHECK(done.error().code == errc::foreign_key_violation);
    CHECK(done.error().message.find("rows of Other would refer") != std::string::npos);
    s.files.add("20260103000000_more", "PRAGMA foreign_keys=OFF;\nUPDATE \"Other\" SET \"parent\" = NULL;");
    migration::deploy(s.db, s.how).value();
    CHECK(s.ask("SELECT count(*) FROM pragma_foreign_key_check") == "0");
}

TEST_CASE("without that word references hold within the script too") {
    setting s;
    s.with_parents_and_children();
    s.files.add("20260102000000_removal", "DELETE FROM \"Parent\" WHERE \"id\" = 'q';");
    migration::deploy(s.db, s.how).value();
    CHECK(s.ask("SELECT count(*) FROM Child") == "1"); // it cascades
}

TEST_CASE("a trigger's body is one statement, and what stands behind it has its own line") {
    setting s;
    s.files.add("20260101000000_first", "CREATE TABLE a (b INT);\nCREATE TRIGGER t AFTER INSERT ON a BEGIN\n  UPDATE a SET b = b + 1;\n  SELECT 1;\nEND;\nINSERT INTO a VALUES (1);\nbroken;");
    const auto done = migration::deploy(s.db, s.how);
    REQUIRE_FALSE(done);
    CHECK(done.error().message.find("migration.sql:7: statement 4 of 4 failed") != std::string::npos);
    s.files.add("20260101000000_first", "CREATE TABLE a (b INT);\nCREATE TRIGGER t AFTER INSERT ON a BEGIN\n  UPDATE a SET b = b + 1;\n  SELECT 1;\nEND;\nINSERT INTO a VALUES (1);");
    migration::deploy(s.db, s.how).value();
    CHECK(s.ask("SELECT b FROM a") == "2");
}

TEST_CASE("what SQLite refuses in a transaction says which first line it needs, and runs with that") {
    setting s;
    s.files.add("20260101000000_first", "VACUUM;");
    CHECK(support::code_of(migration::deploy(s.db, s.how)) == errc::migration_failed);
    s.files.add("20260101000000_first", "-- tenon: no transaction\nVACUUM;\nPRAGMA user_version = 7;");
    migration::deploy(s.db, s.how).value();
    CHECK(s.ask("PRAGMA user_version") == "7");
}

TEST_CASE("reset drops full-text tables, triggers, views and tables that refer to each other") {
    setting s;
    s.with_parents_and_children();
    sqlite_tests::held(s.db).handle();
    REQUIRE(sqlite_tests::ask(sqlite_tests::held(s.db).handle(), "CREATE VIRTUAL TABLE docs USING fts5(body); CREATE VIEW v AS SELECT 1; "
                              "CREATE TABLE n (id INTEGER PRIMARY KEY AUTOINCREMENT); INSERT INTO n DEFAULT VALUES").empty());
    migration::reset(s.db, s.how).value();
    CHECK(s.ask("SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'") == "0");
    CHECK(migration::deploy(s.db, s.how).value().size() == 1);
}

TEST_CASE("migrations are refused on a database that is only read, and their status is told") {
    setting s;
    s.with_parents_and_children();
    const auto reading = tenon::sqlite::open<sqlite_tests::app>(s.folder / "x.db", {.read_only = true}).value();
    s.files.add("20260102000000_second", "CREATE TABLE z (a);");
    CHECK(support::code_of(migration::deploy(reading, s.how)) == errc::read_only);
    CHECK(migration::status(reading, s.how).value().migrations.size() == 2);
}

TEST_CASE("SQLite is opened with its migrations applied and its rows written, or not at all") {
    const sqlite_tests::directory place;
    support::migrations files;
    files.add("20260101000000_first", "CREATE TABLE a (b TEXT NOT NULL UNIQUE);");
    const std::string path = place / "x.db";
    const auto seed = [](auto& tx) -> tenon::result<void> {
        if (auto why = migration::detail::run_text(tx.session(), tenon::driver::caller{nullptr, tx.reason()}, "INSERT OR IGNORE INTO a VALUES ('x')")) return tenon::fail(std::move(why));
        return {};
    };
    const auto written = [&] { return sqlite_tests::ask(sqlite_tests::raw(path).handle(), "SELECT count(*) FROM a"); };
    const auto refused = tenon::sqlite::open<sqlite_tests::app>(path, {.migrate = tenon::migrate::require, .migrations = {.folder = files.path()}});
    CHECK(support::code_of(refused) == errc::migration_pending);
    CHECK(tenon::sqlite::open<sqlite_tests::app>(path, {.migrate = tenon::migrate::deploy, .seed = seed, .migrations = {.folder = files.path()}}));
    CHECK(written() == "1");
    const auto options = tenon::sqlite::open<sqlite_tests::app>(path, {.migrate = tenon::migrate::deploy, .seed = seed, .migrations = {.folder = files.path()}}, {.readers = 2});
    CHECK(options.value().options().readers == 2);
    CHECK(tenon::open<sqlite_tests::app, tenon::sqlite::driver>(path, {.migrate = tenon::migrate::require, .seed = seed, .migrations = {.folder = files.path()}}));
    CHECK(tenon::open<sqlite_tests::app, tenon::sqlite::driver>(path, {.migrate = tenon::migrate::none}, tenon::sqlite::options{.readers = 3}).has_value());
    CHECK(written() == "1");
    CHECK(tenon::sqlite::open<sqlite_tests::app>(path, {}).has_value()); // as ever
    CHECK(tenon::sqlite::open<sqlite_tests::app>(path, {.readers = 1}).value().options().readers == 1);

    migration::startup startup;
    CHECK_FALSE(tenon::sqlite::open<sqlite_tests::app>(place / "none/x.db", {.migrate = tenon::migrate::none, .startup = &startup}));
    CHECK(startup.health().stage == migration::start_stage::failed);
    CHECK(startup.health().error.code == errc::connection_failed);
}

TEST_CASE("rows of a migration's tables are found by their indexes from the first on, also by who had opened the file before") {
    setting s;
    sqlite_tests::raw other(s.folder / "x.db");
    const auto ask = [&](const std::string& text) { return sqlite_tests::ask(other.handle(), text); };
    const auto plan = [&] {
        std::string step;
        const auto keep = [](void* out, int, char** values, char**) {
            *static_cast<std::string*>(out) = values[3];
            return 0;
        };
        sqlite3_exec(other.handle(), "EXPLAIN QUERY PLAN SELECT note FROM Item WHERE tenantId = ? AND kind = ? ORDER BY id", keep, &step, nullptr);
        return step;
    };
    REQUIRE(ask("SELECT count(*) FROM sqlite_schema") == "0");
    s.files.add("20260101000000_first", "CREATE TABLE \"Item\" (\"id\" TEXT, \"tenantId\" TEXT, \"kind\" TEXT, \"note\" TEXT, PRIMARY KEY (\"tenantId\", \"id\")) WITHOUT ROWID;\n"
                                        "CREATE INDEX \"by_kind\" ON \"Item\" (\"tenantId\", \"kind\");");
    migration::deploy(s.db, s.how).value();
    CHECK(plan() == "SEARCH Item USING INDEX by_kind (tenantId=? AND kind=?)");

    // What ANALYZE has seen stays, and a new index goes by it.
    const std::string statistics = "SELECT group_concat(idx || ' ' || stat, ', ') FROM (SELECT idx, stat FROM sqlite_stat1 WHERE tbl = 'Item' ORDER BY idx)";
    REQUIRE(other.run("INSERT INTO Item WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 99) SELECT i, i % 2, i / 50, '' FROM n; ANALYZE") == SQLITE_OK);
    const std::string seen = ask(statistics);
    REQUIRE(seen == "Item 100 50 1, by_kind 100 50 25");
    s.files.add("20260102000000_index", "CREATE INDEX \"by_note\" ON \"Item\" (\"tenantId\", \"note\");", "DROP INDEX \"by_note\";");
    migration::deploy(s.db, s.how).value();
    CHECK(ask(statistics) == seen + ", by_note 100 50 10 noskipscan");
    migration::rollback(s.db, {}, s.how).value();
    CHECK(ask(statistics) == seen);
    s.files.remove("20260102000000_index");

    // By analyze() all connections go by what there is; where there is nothing estimates stay.
    REQUIRE(other.run("UPDATE Item SET kind = 'all'; CREATE TABLE None (id TEXT, tenantId TEXT, PRIMARY KEY (tenantId, id)) WITHOUT ROWID") == SQLITE_OK);
    CHECK(plan() == "SEARCH Item USING INDEX by_kind (tenantId=? AND kind=?)");
    tenon::sqlite::analyze(s.db).value();
    CHECK(ask(statistics) == "Item 100 50 1, by_kind 100 50 50");
    CHECK(plan() == "SEARCH Item USING PRIMARY KEY (tenantId=?)");
    CHECK(ask("SELECT stat FROM sqlite_stat1 WHERE tbl = 'None'") == "1048576 10000 1 noskipscan");

    // The last of several looks at what those before it have made, also in another deploy, which was killed; and where one fails, for those
    // before that.
    s.files.add("20260103000000_none", "DELETE FROM sqlite_stat1;").add("20260104000000_name", "ALTER TABLE \"Item\" RENAME TO \"Thing\";");
    s.files.add("20260105000000_rows", "INSERT INTO \"Thing\" VALUES ('x', 'y', 'z', ''); CREATE TABLE seen AS SELECT count(*) AS n FROM sqlite_stat1;");
    migration::deploy(s.db, s.how).value();
    CHECK(ask("SELECT n FROM seen") == "0");
    CHECK(ask("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'Thing'") == "2");
    s.files.add("20260106000000_none", "DELETE FROM sqlite_stat1;").add("20260107000000_broken", "nothing");
    CHECK(support::code_of(migration::deploy(s.db, s.how)) == errc::migration_failed);
    CHECK(ask("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'Thing'") == "2");
}

TEST_CASE("all that makes tables tells SQLite what to expect of them") {
    const sqlite_tests::directory place;
    const auto told = [](const std::string& path) {
        return sqlite_tests::ask(sqlite_tests::raw(path).handle(), "SELECT group_concat(idx || ' ' || stat, ', ') FROM (SELECT idx, stat FROM sqlite_stat1 WHERE tbl = 'Seat' ORDER BY idx)");
    };
    const std::string expected = "Seat 1048576 10000 1 noskipscan, Seat_tenantId_row_place_key 1048576 10000 10 1 noskipscan";
    sqlite_tests::make(place / "created.db");
    CHECK(told(place / "created.db") == expected);
    tenon::open<sqlite_tests::app, tenon::sqlite::driver>(place / "chosen.db").value().create_tables().value();
    CHECK(told(place / "chosen.db") == expected);
    tenon::testing::record<sqlite_tests::app, tenon::sqlite::driver>(place / "recorded.db", tenon::testing::statement_log()).value().create_tables().value();
    CHECK(told(place / "recorded.db") == expected);
    tenon::sqlite::open<sqlite_tests::app>(place / "pushed.db", {.migrate = tenon::migrate::push}).value();
    CHECK(told(place / "pushed.db") == expected);
    // Prisma's tables have row numbers, and are left alone.
    tenon::sqlite::open<tenon::schema<tenon::layout::prisma, sqlite_tests::Seat>>(place / "prisma.db").value().create_tables().value();
    CHECK(sqlite_tests::ask(sqlite_tests::raw(place / "prisma.db").handle(), "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'sqlite_stat%'") == "0");
}

TEST_CASE("migrations write rows whose words were kept by models that the program has no longer, and leave no trust behind") {
    setting s;
    s.files.add("20260101000000_first", "CREATE TABLE \"Text\" (\"id\" TEXT PRIMARY KEY);\nCREATE VIRTUAL TABLE \"words\" USING fts5(\"word\");\n"
                                        "CREATE TRIGGER \"keep\" AFTER INSERT ON \"Text\" BEGIN INSERT INTO \"words\" VALUES (NEW.\"id\"); END;");
    s.files.add("20260102000000_rows", "INSERT INTO \"Text\" VALUES ('a');", "INSERT INTO \"Text\" VALUES ('b');");
    migration::deploy(s.db, s.how).value();
    migration::rollback(s.db, {}, s.how).value();
    const auto trusted = migration::target(s.db)->connect(true).value()->read("SELECT CAST(trusted_schema AS TEXT) FROM pragma_trusted_schema", 1).value();
    CHECK(trusted == std::vector<migration::text_row>{{"0"}});
    CHECK(migration::target(s.db)->connect(true).value()->read("SELECT \"word\" FROM \"words\" ORDER BY 1", 1).value() == std::vector<migration::text_row>{{"a"}, {"b"}});
}

TEST_CASE("two hundred migrations are applied to an empty database") {
    setting s;
    for (int i = 0; i < 200; ++i) {
        const std::string text = "CREATE TABLE t" + std::to_string(i) + " (a INTEGER PRIMARY KEY, b TEXT NOT NULL);\nCREATE INDEX i" + std::to_string(i) + " ON t" + std::to_string(i) + " (b);\n";
        s.files.add(std::to_string(20260101000000 + i / 50 * 100 + i % 50) + "_step", text);
    }
    CHECK(migration::deploy(s.db, s.how).value().size() == 200);
    CHECK(s.ask("SELECT count(*) FROM sqlite_schema WHERE name LIKE 't%' AND type = 'table'") == "200");
}

TEST_CASE("a disk that is full at any write leaves a migration wholly applied or not at all") {
    using sqlite_tests::fault;
    const sqlite_tests::fault_vfs faulty;
    support::migrations files;
    files.add("20260101000000_first", "CREATE TABLE a (b TEXT); INSERT INTO a VALUES (hex(randomblob(20000))); CREATE TABLE c (d INT);");
    int refused = 0;
    for (long n = 1, done = 0; done == 0; ++n) {
        INFO("write " << n);
        const sqlite_tests::directory place;
        const migration::options how{.folder = files.path()};
        {
            const auto db = tenon::sqlite::open<sqlite_tests::app>("file:" + (place / "x.db") + "?vfs=faulty", {.mapped_bytes = 0}).value();
            fault() = {sqlite_tests::fault_plan::call::write, SQLITE_FULL, n, true, false};
            const auto applied = migration::deploy(db, how);
            done = fault().fired ? 0 : 1;
            fault() = {};
            if (!applied) {
                ++refused;
                CHECK(applied.error().code == errc::disk_full);
                CHECK(sqlite_tests::ask(sqlite_tests::held(db).handle(), "SELECT count(*) FROM sqlite_schema") == "0");
            }
        }
        const auto again = tenon::sqlite::open<sqlite_tests::app>(place / "x.db").value();
        CHECK(migration::deploy(again, how));
        CHECK(migration::status(again, how).value().is_up_to_date());
    }
    CHECK(refused > 5);
}

TEST_CASE("what a script sets for its connection ends with it, however it ends") {
    setting s;
    const std::vector<std::string> names{"foreign_keys", "legacy_alter_table", "recursive_triggers", "ignore_check_constraints", "synchronous", "cache_size", "busy_timeout", "query_only", "locking_mode"};
    std::vector<std::string> before;
    for (const auto& name : names) before.push_back(s.ask("PRAGMA " + name));
    const auto same = [&] {
        for (std::size_t i = 0; i < names.size(); ++i) {
            INFO(names[i]);
            CHECK(s.ask("PRAGMA " + names[i]) == before[i]);
        }
    };
    const std::string outside = "-- tenon: no transaction\nPRAGMA foreign_keys = OFF;\nPRAGMA recursive_triggers = OFF;\nPRAGMA ignore_check_constraints = ON;\n"
                                "PRAGMA synchronous = OFF;\nPRAGMA cache_size = 7;\nPRAGMA busy_timeout = 1;\nPRAGMA locking_mode = EXCLUSIVE;\n";
    s.files.add("20260101000000_first", "CREATE TABLE a (b INT);\n" + outside, "PRAGMA legacy_alter_table = ON;\nDROP TABLE a;\n" + outside);
    CHECK(migration::deploy(s.db, s.how).value().size() == 1);
    same();
    CHECK(migration::rollback(s.db, {}, s.how).value().size() == 1);
    same();
    migration::execute(s.db, "given", outside, s.how).value();
    same();
    CHECK_FALSE(migration::execute(s.db, "given", "PRAGMA legacy_alter_table = ON;\nPRAGMA foreign_keys = OFF;\nbroken;", s.how));
    same();
    CHECK_FALSE(migration::execute(s.db, "given", outside + "PRAGMA query_only = ON;\nbroken;", s.how));
    same();
}
