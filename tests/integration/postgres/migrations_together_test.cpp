// Pending migrations are sent to PostgreSQL one behind the other, without waiting for the end of each: what becomes of them
// when one fails, somebody else is faster, or the line breaks.
#include <tenon/migration.hpp>

#include <chrono>
#include <csignal>
#include <cstddef>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "integration/postgres/gated.hpp"
#include "support/migrations.hpp"

namespace migration = tenon::migration;
using postgres_tests::no_server;
using postgres_tests::side;
using support::code_of;
using tenon::errc;

namespace {

std::string numbered(int number) {
    return "20260101" + std::to_string(100000 + number / 60 * 100 + number % 60) + "_step_" + std::to_string(number);
}

/// A database with a first migration, which is never sent together with others: it makes the history.
struct setting {
    support::postgres_database server;
    support::migrations files;
    support::gate gate;
    postgres_tests::database db = tenon::postgres::open<postgres_tests::app>(gate.through(server.owner())).value();
    migration::options how{.folder = files.path(), .lock_timeout = std::chrono::milliseconds(100), .retries = 0};

    setting() {
        files.add(numbered(0), "CREATE TABLE seen (number int);");
        migration::deploy(db, how).value();
    }
    /// Adds migrations that each say that they were there.
    void add(int first, int last, const std::string& more = {}) {
        for (int i = first; i <= last; ++i) files.add(numbered(i), "INSERT INTO seen VALUES (" + std::to_string(i) + ");\n" + more);
    }
    std::string ask(const std::string& text) { return support::postgres_session{server.owner()}(text); }
    /// What was done, and what the history says was.
    std::string seen() { return ask("SELECT coalesce(string_agg(number::text, ' ' ORDER BY number), '') FROM seen"); }
    std::string recorded() {
        return ask("SELECT coalesce(string_agg(split_part(migration_name, '_', 3), ' ' ORDER BY migration_name), '') FROM _tenon_migrations "
                   "WHERE finished_at >= started_at AND rolled_back_at IS NULL AND applied_steps_count > 0 AND migration_name <> '" + numbered(0) + "'");
    }
};

} // namespace

TEST_CASE("migrations share round trips, more and more of them") {
    if (no_server()) return;
    setting s;
    s.add(1, 100);
    std::vector<std::string> told;
    s.how.on_activity = [&](migration::activity, std::string_view name) { told.emplace_back(name); };
    const int before = s.gate.times_ready();
    const auto done = migration::deploy(s.db, s.how).value();
    CHECK(s.gate.times_ready() - before < 50); // 1, 2, 4, 8 … at a time; fewer again where a machine is slow
    CHECK(done.size() == 100);
    CHECK(done == told);
    CHECK(s.ask("SELECT count(*) || ' ' || sum(number) FROM seen") == "100 5050");
    // Oldest first, by the server's clock.
    CHECK(s.ask("SELECT count(*) FROM (SELECT started_at < lag(started_at) OVER (ORDER BY migration_name) AS earlier FROM _tenon_migrations) AS s WHERE earlier") == "0");
    CHECK(s.gate.connections() == 1);
}

TEST_CASE("a migration of more statements than go together is applied by itself, and what sets its session too") {
    if (no_server()) return;
    setting s;
    s.add(1, 3);
    std::string many;
    for (int i = 0; i < 200; ++i) many += "INSERT INTO seen VALUES (4);\n";
    s.files.add(numbered(4), many);
    s.files.add(numbered(5), "SET search_path = pg_catalog; CREATE TABLE public.five (number int);");
    s.add(6, 8);
    CHECK(migration::deploy(s.db, s.how).value().size() == 8);
    CHECK(s.ask("SELECT string_agg(DISTINCT number::text, ' ' ORDER BY number::text) FROM seen") == "1 2 3 4 6 7 8");
}

TEST_CASE("of migrations that are sent together the one that fails ends those behind it") {
    if (no_server()) return;
    setting s;
    s.add(1, 9);
    struct {
        std::string script;
        errc code;
        std::string says;
    } const broken[] = {
        {"INSERT INTO seen VALUES (5);\nINSERT INTO seen VALUES ('five');\n", errc::migration_failed, "migration.sql:2: statement 2 of 2 failed"},
        {"CREATE INDEX CONCURRENTLY i ON seen (number);\n", errc::migration_failed, "cannot run in a transaction"},
        {"INSERT INTO seen VALUES (5);\nDO $$ BEGIN RAISE disk_full; END $$;", errc::disk_full, "statement 2 of 2 failed"},
        {"INSERT INTO seen VALUES (5);\nCREATE TABLE keys (number int PRIMARY KEY);\nCREATE TABLE late (key int REFERENCES keys DEFERRABLE INITIALLY DEFERRED);\n"
         "INSERT INTO late VALUES (1);",
         errc::foreign_key_violation, "migration.sql: the end of its transaction failed: "}, // at COMMIT
    };
    for (const auto& each : broken) {
        INFO(each.script);
        s.files.add(numbered(5), each.script);
        const auto done = migration::deploy(s.db, s.how);
        REQUIRE(code_of(done) == each.code);
        CHECK(done.error().message.find(each.says) != std::string::npos);
        CHECK(s.seen() == "1 2 3 4");
        CHECK(s.recorded() == "1 2 3 4");
    }
    CHECK(s.gate.connections() == 1); // which is as it should be
    s.files.add(numbered(5), "INSERT INTO seen VALUES (5);");
    CHECK(migration::deploy(s.db, s.how).value().size() == 5);
    CHECK(s.seen() == "1 2 3 4 5 6 7 8 9");
    CHECK(s.recorded() == "1 2 3 4 5 6 7 8 9");
}

TEST_CASE("migrations are sent together only where nobody else migrates, and the history is what it was") {
    if (no_server()) return;
    setting s;
    s.add(1, 6);
    support::postgres_session other{s.server.owner()};
    other("SELECT pg_advisory_lock(72707369)");
    CHECK(code_of(migration::deploy(s.db, s.how)) == errc::busy);
    CHECK(s.seen().empty());
    other("SELECT pg_advisory_unlock(72707369)");

    // What others do before the third, which is the first of two, is found by the database.
    std::string change;
    s.how.on_activity = [&](migration::activity, std::string_view name) {
        if (name == numbered(2)) other(std::exchange(change, std::string("SELECT 1")));
    };
    change = "UPDATE _tenon_migrations SET finished_at = NULL WHERE migration_name = '" + numbered(1) + "'";
    CHECK(code_of(migration::deploy(s.db, s.how)) == errc::migration_unfinished);
    CHECK(s.seen() == "1");
    other("UPDATE _tenon_migrations SET finished_at = started_at WHERE migration_name = '" + numbered(1) + "'");

    // Somebody else was faster with the second: it is not applied twice, and what is behind it is.
    change = "INSERT INTO seen VALUES (2); INSERT INTO _tenon_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count) "
             "SELECT gen_random_uuid(), '" + migration::read_folder(s.files.path(), "postgresql", false).value().migrations.at(2).checksum + "', '" + numbered(2) + "', now(), now(), 1";
    CHECK(migration::deploy(s.db, s.how).value().size() == 4);
    CHECK(s.seen() == "1 2 3 4 5 6");
    CHECK(s.recorded() == "1 2 3 4 5 6");
}

TEST_CASE("migrations whose line is cut, at places all along it, are each applied or not, in their order, and what they answer is true") {
    if (no_server()) return;
    for (const side of : {side::client, side::server}) {
        bool cut = true;
        std::vector<bool> ended(7, false); // with so many applied
        for (std::size_t bytes = 1; cut; bytes += of == side::client ? 331 : 37) {
            INFO("cut after " << bytes << " bytes from the " << (of == side::server ? "server" : "client"));
            setting s;
            s.add(1, 6, "INSERT INTO seen SELECT n FROM generate_series(1, 0) AS s (n);");
            if (of == side::client) s.gate.cut_after_client_bytes(bytes);
            else s.gate.cut_after_server_bytes(bytes);
            const auto done = migration::deploy(s.db, s.how);
            cut = s.gate.cuts_left() == 0;
            s.gate.mend();
            s.ask("SELECT count(pg_advisory_lock(74636)) FROM pg_locks"); // some time for the server to see it
            while (s.ask("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") != "0") std::this_thread::sleep_for(std::chrono::milliseconds(2));
            const std::string applied = s.recorded();
            REQUIRE(s.seen() == applied); // both or neither of each
            REQUIRE(std::string("1 2 3 4 5 6").starts_with(applied));
            ended[(applied.size() + 1) / 2] = true;
            if (done) REQUIRE(applied == "1 2 3 4 5 6");
            else REQUIRE((done.error().code == errc::connection_lost || done.error().code == errc::commit_unknown));
            if (!done && done.error().code == errc::connection_lost) REQUIRE(applied != "1 2 3 4 5 6");
            REQUIRE(migration::deploy(s.db, s.how).has_value());
            REQUIRE(s.seen() == "1 2 3 4 5 6");
            REQUIRE(s.recorded() == "1 2 3 4 5 6");
        }
        CHECK(ended[0]);
        CHECK(ended[1]);
        CHECK(ended[6]);
        if (of == side::client) CHECK(ended[2]); // the server had seen a part of those that were sent together
    }
}

TEST_CASE("of a process that is killed among migrations that it sent each is applied or not, and the next goes on") {
    if (no_server()) return;
    setting s;
    s.how.lock_timeout = std::chrono::seconds(30);
    s.add(1, 2);
    s.files.add(numbered(3), "INSERT INTO seen VALUES (3); SELECT pg_sleep(1);"); // behind the second, in one round trip
    s.add(4, 6);
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
    const auto left = migration::deploy(s.db, s.how).value().size();
    CHECK((left == 3 || left == 4)); // the server may have ended what it had been given
    CHECK(s.seen() == "1 2 3 4 5 6");
    CHECK(s.recorded() == "1 2 3 4 5 6");
}
