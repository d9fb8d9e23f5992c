// Reads that go to a real standby: what it refuses, and what it gives up to follow its primary.
#include <algorithm>

#include "integration/postgres/support.hpp"
#include "support/own_server.hpp"

using namespace postgres_tests;
using tenon::errc;
using tenon::isolation_level;
using tenon::result;

namespace {

/// A server and one that follows it, with the tables of `app`.
struct primary_and_standby {
    primary_and_standby() {
        if (primary.url().empty()) return;
        // The standby ends with the shell, and first: it stands in the same folder.
        primary.ask("echo 'local replication all trust' >>\"$postgres_folder/data/pg_hba.conf\"; kill -HUP \"$postgres_pid\"; "
                    "(as_postgres \"$TENON_TEST_POSTGRES_BIN/pg_basebackup\" -D \"$postgres_folder/standby\" -R -c fast --no-sync "
                    "-h \"$postgres_folder\" -p 5432 -U postgres) &>>\"$postgres_folder/log\"; "
                    "(as_postgres \"$TENON_TEST_POSTGRES_BIN/postgres\" -D \"$postgres_folder/standby\" -p 5433 "
                    "-c max_standby_streaming_delay=0) </dev/null &>>\"$postgres_folder/log\" & "
                    "standby_pid=$!; trap 'kill -QUIT \"$standby_pid\"; wait \"$standby_pid\"; stop_postgres' EXIT");
        tenon::postgres::open<app>(primary.url(), {.application_role = "tenon_app"}).value().create_tables().value();
        started = eventually([&] { return PQping(standby_as("postgres").c_str()) == PQPING_OK; });
    }
    std::string as(std::string_view role) const { return support::postgres_with(primary.url(), role, "postgres"); }
    std::string standby_as(std::string_view role) const { return as(role) + " port=5433"; }
    database open(options how = {}) const {
        how.replicas = {standby_as("tenon_app")};
        return tenon::postgres::open<app>(as("tenon_app"), std::move(how)).value();
    }
    /// Until the standby has all that is on the primary now.
    bool catch_up() const {
        const std::string end = support::postgres_session{as("postgres")}("SELECT pg_current_wal_lsn()");
        support::postgres_session standby(standby_as("postgres"));
        return eventually([&] { return standby("SELECT pg_last_wal_replay_lsn() >= '" + end + "'") == "t"; });
    }

    support::own_server primary;
    bool started = false;
};

} // namespace

TEST_CASE("a standby reads, what it refuses goes to the primary, and so does a read that it gives up") {
    if (no_server()) return;
    const primary_and_standby servers;
    if (!servers.started) {
        WARN("no standby of one's own can be started here: SKIPPED");
        return;
    }
    const auto db = servers.open();
    accounts(db).create({.id = "a", .email = "a"}).value();
    REQUIRE(servers.catch_up());
    const auto is_standby = [&](tenon::transaction_options how) {
        how.read_only = true;
        return db.tenant("acme").transaction(
            [](auto& tx) -> result<bool> {
                if (auto counted = tenon::repository<Account>(tx).count(); !counted) return tenon::fail(counted.error());
                return held(tx).ask("SELECT pg_is_in_recovery()") == "t";
            },
            how);
    };
    CHECK(is_standby({}).value());
    CHECK(is_standby({.isolation = isolation_level::read_committed}).value());
    CHECK(accounts(db).get("a").value().email == "a");

    for (const bool deferrable : {false, true}) {
        const auto answer = is_standby({.isolation = isolation_level::serializable, .deferrable = deferrable});
        REQUIRE(code_of(answer) == errc::ok);
        CHECK_FALSE(*answer);
    }

    // On the standby each read of a row takes long, until a lock of the primary's comes behind it.
    support::postgres_session primary(servers.as("postgres")), standby(servers.standby_as("postgres"));
    primary("CREATE FUNCTION public.slow() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN "
            "IF pg_is_in_recovery() THEN PERFORM pg_sleep(20); END IF; RETURN true; END $$; "
            "CREATE POLICY slow ON \"Account\" AS RESTRICTIVE USING (public.slow())");
    REQUIRE(servers.catch_up());
    const auto under_conflict = [&](auto read) {
        outcomes problems;
        std::thread reader([&] {
            if (const auto answer = read(); !answer) problems.fail(answer.error());
        });
        CHECK(eventually([&] { return standby("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'") == "1"; }));
        primary("BEGIN; LOCK TABLE \"Account\" IN ACCESS EXCLUSIVE MODE; COMMIT");
        reader.join();
        CHECK(problems.first() == "");
        CHECK(servers.catch_up()); // or the lock ends the next read too
    };
    under_conflict([&] { return accounts(db).get("a"); });
    under_conflict([&] { return accounts(db).find_many(); });
    under_conflict([&] { return db.tenant("acme").query(tenon::as<Account>, "SELECT * FROM \"Account\""); });
    under_conflict([&]() -> result<int> {
        int seen = 0;
        for (auto& row : accounts(db).stream()) {
            if (!row) return tenon::fail(row.error());
            ++seen;
        }
        return seen;
    });
    under_conflict([&] { return is_standby({}); });
    CHECK(figures(db).in_use == 0);
}
