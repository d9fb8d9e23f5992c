// What only PostgreSQL's migrations have: indexes that are made beside the work of others, functions, policies, locks.
#include <tenon/migration.hpp>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <sstream>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "integration/postgres/support.hpp"
#include "support/gate.hpp"
#include "support/migrations.hpp"

namespace migration = tenon::migration;
using tenon::errc;

namespace {

struct setting {
    support::postgres_database server;
    support::migrations files;
    postgres_tests::database db = tenon::postgres::open<postgres_tests::app>(server.owner()).value();
    migration::options how{.folder = files.path(), .lock_timeout = std::chrono::milliseconds(300), .table_lock_timeout = std::chrono::milliseconds(100), .retries = 1};

    std::string ask(const std::string& text) { return support::postgres_session{server.owner()}(text); }
};

std::vector<std::string> words_of(const std::string& text) {
    std::istringstream in(text);
    return {std::istream_iterator<std::string>(in), {}};
}

} // namespace

TEST_CASE("an index is made concurrently by a script without a transaction, and otherwise the error says so") {
    if (postgres_tests::no_server()) return;
    setting s;
    s.files.add("20260101000000_first", "CREATE TABLE a (b int);");
    s.files.add("20260102000000_index", "CREATE INDEX CONCURRENTLY i ON a (b);", "-- tenon: no transaction\nDROP INDEX CONCURRENTLY i;");
    const auto refused = migration::deploy(s.db, s.how);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == errc::migration_failed);
    CHECK(refused.error().message.find("`-- tenon: no transaction`") != std::string::npos);
    s.files.add("20260102000000_index", "-- tenon: no transaction\nCREATE INDEX CONCURRENTLY i ON a (b);", "-- tenon: no transaction\nDROP INDEX CONCURRENTLY i;");
    CHECK(migration::deploy(s.db, s.how).value().size() == 1);
    CHECK(s.ask("SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass") == "t");
    CHECK(migration::rollback(s.db, {}, s.how).value().size() == 1);
    CHECK(s.ask("SELECT to_regclass('i')").empty());
}

TEST_CASE("the script of a plan that builds a unique index beside the work of others is deployed, and repaired after it failed") {
    if (postgres_tests::no_server()) return;
    setting s;
    s.db.create_tables().value();
    s.ask("DROP INDEX \"Account_tenantId_email_key\"");
    const auto system = s.db.system("test");
    const auto there = migration::introspect(system).value();
    const auto wanted = migration::spelled(system, migration::snapshot_of(s.db)).value();
    const auto plan = migration::make_plan(there, wanted, {.concurrently = true}).value();
    s.files.add("0_init", "SELECT 1;").add("20260101000000_unique", plan.script());
    migration::resolve_applied(s.db, "0_init", s.how).value();
    for (const char* id : {"1", "2"}) postgres_tests::accounts(s.db, "acme").create({.id = id, .email = "same@a.test"}).value();

    const auto failed = migration::deploy(s.db, s.how);
    REQUIRE(support::code_of(failed) == errc::migration_failed);
    CHECK(failed.error().message.find("The statements before it were kept.") != std::string::npos);
    CHECK(s.ask("SELECT indisvalid FROM pg_index WHERE indexrelid = '\"Account_tenantId_email_key\"'::regclass") == "f"); // half built
    postgres_tests::accounts(s.db, "acme").remove("2").value();
    s.how.resume = true;
    CHECK(migration::deploy(s.db, s.how).value().size() == 1);
    CHECK(s.ask("SELECT indisvalid FROM pg_index WHERE indexrelid = '\"Account_tenantId_email_key\"'::regclass") == "t");
    CHECK(migration::diff(migration::introspect(system, {"_tenon_migrations"}).value(), wanted).changes.empty());
}

TEST_CASE("functions with dollar quotes and bodies of statements are one statement each") {
    if (postgres_tests::no_server()) return;
    setting s;
    s.files.add("20260101000000_first",
                "CREATE FUNCTION one() RETURNS int LANGUAGE plpgsql AS $body$ BEGIN PERFORM 'x;y'; RETURN 1; END; $body$;\n"
                "CREATE FUNCTION two() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 2 ELSE 3 END; END;\n"
                "DO $$ BEGIN EXECUTE 'CREATE TABLE a (b int); INSERT INTO a VALUES (5);'; END $$;\n"
                "INSERT INTO a VALUES (6) /* ; /* ; */ */;");
    migration::deploy(s.db, s.how).value();
    CHECK(s.ask("SELECT one() + two() + sum(b) FROM a") == "14");
    migration::reset(s.db, s.how).value();
    CHECK(s.ask("SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace") == "0");
}

TEST_CASE("a script sees the rows of all tenants, whatever the policies are") {
    if (postgres_tests::no_server()) return;
    setting s;
    s.db.create_tables().value();
    postgres_tests::accounts(s.db, "acme").create({.email = "a@a.test"}).value();
    postgres_tests::accounts(s.db, "beta").create({.email = "b@b.test"}).value();
    s.files.add("0_init", "SELECT 1;").add("20260101000000_level", "UPDATE \"public\".\"Account\" SET \"level\" = 7;");
    migration::resolve_applied(s.db, "0_init", s.how).value();
    migration::deploy(s.db, s.how).value();
    CHECK(postgres_tests::accounts(s.db, "acme").find_many().value().at(0).level == 7);
    CHECK(postgres_tests::accounts(s.db, "beta").find_many().value().at(0).level == 7);

    // Also where it wants no transaction.
    s.files.add("20260102000000_steps", "-- tenon: no transaction\nUPDATE \"public\".\"Account\" SET \"level\" = 8;\n/* as they are */ CREATE TABLE kept AS SELECT * FROM \"public\".\"Account\";\n"
                                        "VACUUM kept;\nWITH gone AS (DELETE FROM kept WHERE \"tenantId\" = 'acme' RETURNING 1) SELECT count(*) FROM gone;");
    migration::deploy(s.db, s.how).value();
    CHECK(postgres_tests::accounts(s.db, "acme").find_many().value().at(0).level == 8);
    CHECK(postgres_tests::accounts(s.db, "beta").find_many().value().at(0).level == 8);
    support::postgres_session owner{s.server.owner()};
    CHECK(owner("SELECT string_agg(\"tenantId\", ',') FROM kept") == "beta");
}

TEST_CASE("a table that others hold is waited for only so long, and the migration is undone") {
    if (postgres_tests::no_server()) return;
    setting s;
    s.files.add("20260101000000_first", "CREATE TABLE a (b int);");
    migration::deploy(s.db, s.how).value();
    s.files.add("20260102000000_second", "CREATE TABLE c (d int);\nALTER TABLE a ADD COLUMN c int;");
    {
        support::postgres_session other{s.server.owner()};
        other("BEGIN");
        other("SELECT count(*) FROM a");
        const auto done = migration::deploy(s.db, s.how);
        REQUIRE_FALSE(done);
        CHECK(done.error().code == errc::busy);
        CHECK(done.error().message.find("migration.sql:2: statement 2 of 2 failed") != std::string::npos);
        CHECK(s.ask("SELECT to_regclass('c')").empty());
        other("COMMIT");
    }
    CHECK(migration::deploy(s.db, s.how).value().size() == 1);
}

TEST_CASE("a migration by itself takes five round trips, however many statements it has") {
    if (postgres_tests::no_server()) return;
    setting s;
    const support::gate gate;
    const auto db = tenon::postgres::open<postgres_tests::app>(gate.through(s.server.owner())).value();
    for (int i = 0; i < 8; ++i) {
        std::string script = "-- as one that may change its session:\nSELECT 1;\n";
        for (int k = 0; k <= i * 10; ++k) script += "CREATE TABLE t" + std::to_string(i) + "_" + std::to_string(k) + " (a int);\n";
        s.files.add("2026010100000" + std::to_string(i) + "_step", script);
    }
    std::vector<int> begins;
    s.how.on_activity = [&](migration::activity, std::string_view) { begins.push_back(gate.times_ready()); };
    REQUIRE(migration::deploy(db, s.how).value().size() == 8);
    // The statements; its row in the history; COMMIT; what the session is set to then, and before the next; BEGIN; the lock and what
    // the history is under it.
    for (std::size_t i = 2; i + 1 < begins.size(); ++i) CHECK(begins[i + 1] - begins[i] == 7);
    CHECK(gate.connections() == 1);
}

TEST_CASE("of a script of many statements the one that fails is named, and those behind it are left out") {
    if (postgres_tests::no_server()) return;
    setting s;
    std::string script = "CREATE TABLE a (b int PRIMARY KEY);\n";
    for (int i = 0; i < 300; ++i) script += "INSERT INTO a VALUES (" + std::to_string(i == 200 ? 7 : i) + ");\n";
    s.files.add("20260101000000_first", script);
    int told = 0;
    const auto db = tenon::postgres::open<postgres_tests::app>(s.server.owner(), {.hooks = {.on_statement = [&](const tenon::statement_event& e) {
        told += e.text.starts_with("INSERT INTO a") ? 1 : 0;
    }}}).value();
    const auto done = migration::deploy(db, s.how);
    REQUIRE(support::code_of(done) == errc::migration_failed);
    CHECK(done.error().message.find("migration.sql:202: statement 202 of 301 failed") != std::string::npos);
    CHECK(done.error().statement == "INSERT INTO a VALUES (7)");
    CHECK(done.error().native_code == "23505");
    CHECK(told == 255); // those of the two round trips that were made, 128 statements each
    CHECK(s.ask("SELECT to_regclass('a')").empty());
}

TEST_CASE("who migrates by Prisma has the lock too") {
    if (postgres_tests::no_server()) return;
    setting s;
    s.files.add("20260101000000_first", "CREATE TABLE a (b int);");
    support::postgres_session prisma{s.server.owner()};
    prisma("SELECT pg_advisory_lock(72707369)");
    CHECK(support::code_of(migration::deploy(s.db, s.how)) == errc::busy);
    prisma("SELECT pg_advisory_unlock(72707369)");
    CHECK(migration::deploy(s.db, s.how).value().size() == 1);
}

TEST_CASE("a server whose disk is full leaves nothing of a migration, and the error says where and that") {
    if (postgres_tests::no_server()) return;
    setting s;
    s.files.add("20260101000000_first", "CREATE TABLE a (b int);\nINSERT INTO a VALUES (1);\nDO $$ BEGIN RAISE disk_full; END $$;\nCREATE TABLE c (d int);");
    const auto done = migration::deploy(s.db, s.how);
    REQUIRE(support::code_of(done) == errc::disk_full);
    CHECK(done.error().native_code == "53100");
    CHECK(done.error().message.find("migration.sql:3: statement 3 of 4 failed") != std::string::npos);
    CHECK(s.ask("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace") == "0");
    s.files.add("20260101000000_first", "CREATE TABLE a (b int);");
    CHECK(migration::deploy(s.db, s.how).value().size() == 1); // there is room again
}

TEST_CASE("of a process that is killed while the server works for it nothing is kept, and the next waits for that") {
    if (postgres_tests::no_server()) return;
    setting s;
    s.how.lock_timeout = std::chrono::seconds(30);
    s.files.add("20260101000000_first", "CREATE TABLE a (b int);\nINSERT INTO a VALUES (1);\nSELECT pg_sleep(1);\nCREATE TABLE c (d int);");
    const pid_t child = fork();
    if (child == 0) {
        const auto db = tenon::postgres::open<postgres_tests::app>(s.server.owner());
        static_cast<void>(migration::deploy(*db, s.how));
        _exit(1);
    }
    const auto sleepers = [&] { return s.ask("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()"); };
    for (int i = 0; i < 4000 && sleepers() == "0"; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    kill(child, SIGKILL);
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    REQUIRE(WIFSIGNALED(status));
    CHECK(migration::status(s.db, s.how).value().migrations.at(0).standing == migration::standing::pending);
    CHECK(migration::deploy(s.db, s.how).value().size() == 1);
    CHECK(s.ask("SELECT count(*) FROM a") == "1");
    CHECK(s.ask("SELECT count(*) FROM _tenon_migrations") == "1");
}

TEST_CASE("of a restore that is stopped before its end nothing is kept, and none begins while others migrate") {
    if (postgres_tests::no_server()) return;
    setting s;
    const char* const bin = std::getenv("TENON_TEST_POSTGRES_BIN");
    const std::string path = std::getenv("PATH") + (bin == nullptr ? std::string() : ":" + std::string(bin));
    setenv("PATH", path.c_str(), 1);
    s.ask("CREATE TABLE held (b int); SELECT lo_from_bytea(0, 'large');"); // around large objects pg_restore has transactions of its own
    const std::string copy = (s.files.path() / "copy.dump").string();
    tenon::postgres::backup(s.db, copy).value();
    s.ask("CREATE TABLE later (b int)");
    const auto tables = [&] { return s.ask("SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"); };

    // All programs are stopped at once, as by Ctrl-C, while the copy is read; but psql, which goes on until its input ends.
    s.files.write("bin/pg_restore", "#!/bin/sh\nPATH='" + path + "' pg_restore \"$@\" | head -n -12\nkill -9 $PPID\n");
    std::filesystem::permissions(s.files.path() / "bin/pg_restore", std::filesystem::perms::owner_all);
    const pid_t child = fork();
    if (child == 0) {
        setenv("PATH", ((s.files.path() / "bin").string() + ":" + path).c_str(), 1);
        const auto db = tenon::postgres::open<postgres_tests::app>(s.server.owner());
        static_cast<void>(tenon::postgres::restore(*db, copy));
        _exit(1);
    }
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    REQUIRE(WIFSIGNALED(status));
    const auto restoring = [&] { return s.ask("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'psql' AND datname = current_database()"); };
    for (int i = 0; i < 4000 && restoring() != "0"; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    CHECK(tables() == "held later");

    const auto other = tenon::postgres::open<postgres_tests::app>(s.server.owner()).value();
    const auto inside = [&](auto&) -> tenon::result<void> {
        CHECK(support::code_of(tenon::postgres::restore(other, copy)) == errc::connection_failed);
        return {};
    };
    migration::seed(s.db, inside, s.how).value();
    CHECK(tables() == "held later");
    tenon::postgres::restore(other, copy).value();
    CHECK(tables() == "held");
    CHECK(s.ask("SELECT convert_from(lo_get(oid), 'UTF8') FROM pg_largeobject_metadata WHERE pg_get_userbyid(lomowner) = current_user") == "large");
}

TEST_CASE("the shadow database of a process that was killed is dropped by the next, and that of a living one is not") {
    if (postgres_tests::no_server()) return;
    setting s;
    s.files.add("20260101000000_first", "CREATE TABLE a (b int);");
    const auto shadows = [&] { return s.ask("SELECT coalesce(string_agg(datname, ' ' ORDER BY datname), '') FROM pg_database WHERE datname LIKE 'tenon_shadow_%'"); };
    const auto plan = [&](const auto& db) { return migration::plan_dev(db, {.title = "next"}, s.how); };
    const auto living = migration::shadow::make(s.db, "").value();
    std::string left; // by the process that is killed, unless another test was faster
    for (int attempt = 0; attempt < 5 && left.empty(); ++attempt) {
        const std::string before = shadows();
        const pid_t child = fork();
        if (child == 0) {
            const auto db = tenon::postgres::open<postgres_tests::app>(s.server.owner(), {.hooks = {.on_statement = [](const tenon::statement_event& e) {
                if (e.text.starts_with("CREATE TABLE a")) kill(getpid(), SIGKILL); // the migrations are tried on the shadow database
            }}});
            static_cast<void>(plan(*db));
            _exit(1);
        }
        int status = 0;
        REQUIRE(waitpid(child, &status, 0) == child);
        REQUIRE(WIFSIGNALED(status));
        for (const auto& name : words_of(shadows()))
            if (before.find(name) == before.npos) left = name;
    }
    REQUIRE_FALSE(left.empty());
    // The server notices the end of a process when it looks.
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    do plan(s.db).value();
    while (shadows().find(left) != std::string::npos && std::chrono::steady_clock::now() < deadline);
    CHECK(shadows().find(left) == std::string::npos);
    CHECK((**living).introspect().value().tables.empty());
}

TEST_CASE("reset empties every schema, and drops those besides public") {
    if (postgres_tests::no_server()) return;
    setting s;
    support::postgres_session{s.server.owner()}(
        "CREATE SCHEMA auth; CREATE TYPE auth.mood AS ENUM ('a'); CREATE TABLE auth.t (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, m auth.mood); "
        "CREATE TABLE \"T; x\" (id serial PRIMARY KEY, t bigint REFERENCES auth.t); CREATE VIEW v AS SELECT * FROM \"T; x\"; "
        "CREATE MATERIALIZED VIEW mv AS SELECT 1; CREATE SEQUENCE aaa; CREATE DOMAIN d AS int; CREATE TYPE pair AS (a int, b int); "
        "CREATE FUNCTION f(int, text) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE PROCEDURE p() LANGUAGE sql AS 'SELECT 1'; "
        "CREATE TABLE parts (a int) PARTITION BY LIST (a); CREATE TABLE part1 PARTITION OF parts FOR VALUES IN (1)");
    migration::reset(s.db, s.how).value();
    CHECK(s.ask("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace") == "0");
    CHECK(s.ask("SELECT count(*) FROM pg_type WHERE typnamespace = 'public'::regnamespace") == "0");
    CHECK(s.ask("SELECT count(*) FROM pg_namespace WHERE nspname = 'auth'") == "0");
    CHECK(migration::plan_reset(s.db, s.how).value().empty());
}

TEST_CASE("what another role owns keeps everything else from being dropped") {
    if (postgres_tests::no_server()) return;
    setting s;
    support::postgres_session{s.server.owner()}("CREATE TABLE a (b int)");
    support::postgres_session{s.server.superuser()}("CREATE SCHEMA theirs CREATE TABLE t (b int)");
    CHECK(support::code_of(migration::reset(s.db, s.how)) == errc::permission_denied);
    CHECK(s.ask("SELECT to_regclass('a')") == "a");
}

TEST_CASE("a program whose role owns nothing is opened with its migrations applied and its rows written by the role that does") {
    if (postgres_tests::no_server()) return;
    using postgres_tests::app;
    const support::postgres_database server;
    support::migrations files;
    const auto texts = tenon::driver::create_texts<app, tenon::postgres::driver>({.application_role = "tenon_app"}).value();
    std::string script;
    for (const std::string& text : texts) script += text + ";\n";
    files.add("20260101000000_first", script);
    const auto seed = [](auto& tx) -> tenon::result<void> {
        auto acme = tx.tenant("acme");
        const auto made = tenon::repository<postgres_tests::Account>(acme).create_many({{.email = "first@acme.test"}}, tenon::skip_duplicates);
        return made ? tenon::result<void>{} : tenon::fail(made.error());
    };
    migration::startup startup;
    const auto alone = tenon::postgres::open<app>(
        server.as("tenon_app"), {.migrate = tenon::migrate::deploy, .seed = seed, .migrations = {.folder = files.path()}, .startup = &startup});
    CHECK(support::code_of(alone) == errc::permission_denied);
    CHECK(startup.health().error.code == errc::permission_denied);
    const auto db = tenon::postgres::open<app>(
        server.as("tenon_app"),
        {.migrate = tenon::migrate::deploy, .seed = seed, .migrations = {.folder = files.path()}, .direct_url = server.owner(), .startup = &startup}, {.connections = 3});
    if (!db) FAIL(to_string(db.error()) + " " + db.error().server_text);
    CHECK(startup.health().ok);
    CHECK(db->options().connections == 3);
    CHECK(postgres_tests::ask(*db, "SELECT current_user") == "tenon_app");
    CHECK(postgres_tests::accounts(*db).count().value() == 1);
    const auto chosen = tenon::open<app, tenon::postgres::driver>(
        server.as("tenon_app"), {.migrate = tenon::migrate::none, .seed = seed}, tenon::postgres::options{.connections = 2});
    CHECK(postgres_tests::accounts(chosen.value()).count().value() == 1);
}

TEST_CASE("a seed whose connection is lost is run again on another one") {
    if (postgres_tests::no_server()) return;
    setting s;
    s.db.create_tables().value();
    migration::startup startup;
    int runs = 0, lost = 1;
    const auto seed = [&](auto& tx) -> tenon::result<void> {
        auto acme = tx.tenant("acme");
        const auto accounts = tenon::repository<postgres_tests::Account>(acme);
        if (auto made = accounts.create({.email = "first@acme.test"}); !made) return tenon::fail(made.error());
        if (runs++ < lost) support::postgres_session{s.server.superuser()}("SELECT pg_terminate_backend(" + std::to_string(postgres_tests::held(tx).pid()) + ", 10000)");
        const auto count = accounts.count();
        return count ? tenon::result<void>{} : tenon::fail(count.error());
    };
    migration::start(s.db, {.migrate = tenon::migrate::none, .seed = seed, .migrations = s.how, .startup = &startup}).value();
    CHECK(runs == 2);
    CHECK(postgres_tests::accounts(s.db).count().value() == 1);
    lost = 1000;
    support::postgres_session{s.server.superuser()}("DELETE FROM \"Account\"");
    CHECK(support::code_of(migration::start(s.db, {.migrate = tenon::migrate::none, .seed = seed, .migrations = s.how, .startup = &startup})) == errc::connection_lost);
    CHECK(startup.health().error.code == errc::connection_lost);
    CHECK(runs == 2 + 1 + s.how.retries);
}

TEST_CASE("what a script sets for its session ends with it: the next one and the program go on as if it had not been") {
    if (postgres_tests::no_server()) return;
    setting s;
    const auto asked = [&](const std::string& name) {
        return migration::target(s.db)->connect(true).value()->read("SELECT pg_catalog.current_setting($1)", 1, {name}).value().at(0).at(0);
    };
    const std::vector<std::string> names{"statement_timeout", "search_path", "row_security", "role", "client_min_messages"};
    std::vector<std::string> before;
    for (const auto& name : names) before.push_back(asked(name));
    const auto same = [&] {
        for (std::size_t i = 0; i < names.size(); ++i) CHECK(asked(names[i]) == before[i]);
    };
    const std::string as_pg_dump = "SET statement_timeout = 77000;\nSELECT pg_catalog.set_config('search_path', '', false);\nSET row_security = off;\n";
    s.files.add("20260101000000_first", as_pg_dump + "CREATE TABLE public.a (b int);\nCREATE TEMPORARY TABLE \"Account\" (x int);")
        .add("20260102000000_second", "CREATE TABLE c (d int);\n-- tenon: no transaction\nSET client_min_messages = error;\nVACUUM a;\nSET ROLE tenon_owner;", as_pg_dump + "DROP TABLE public.c;");
    CHECK(migration::deploy(s.db, s.how).value().size() == 2);
    CHECK(s.ask("SELECT to_regclass('public.c')") == "c");
    same();
    CHECK(migration::target(s.db)->connect(true).value()->read("SELECT CAST(to_regclass('pg_temp.\"Account\"') IS NULL AS text)", 1).value().at(0).at(0) == "true");
    CHECK(migration::rollback(s.db, {}, s.how).value().size() == 1);
    same();
    migration::execute(s.db, "given", as_pg_dump + "-- tenon: no transaction\nSET statement_timeout = 78000", s.how).value();
    same();
    s.files.add("20260102000000_second", as_pg_dump + "-- tenon: no transaction\nSET client_min_messages = error;\nbroken;");
    CHECK_FALSE(migration::deploy(s.db, s.how));
    same();
    s.files.add("20260102000000_second", as_pg_dump + "-- tenon: no transaction\nSET client_min_messages = error;\nSET statement_timeout = 79000;");
    migration::resolve_rolled_back(s.db, "20260102000000_second", s.how).value();
    CHECK(migration::deploy(s.db, s.how).value().size() == 1);
    same();
}
