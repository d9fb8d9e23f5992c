// A server that is stopped at once and started again, under a live database. It is one of this test's own.
#include "integration/postgres/support.hpp"
#include "support/own_server.hpp"

using namespace postgres_tests;
using namespace std::chrono_literals;
using tenon::errc;

TEST_CASE("a server that is stopped at once and started again is found again, and nothing is half done") {
    if (no_server()) return;
    support::own_server server;
    if (server.url().empty()) {
        WARN("no server of one's own can be started here: SKIPPED");
        return;
    }
    const auto db = tenon::postgres::open<app>(server.url(), {.connect_timeout = 2s, .idle_check = 0ms}).value();
    db.create_tables().value();
    accounts(db).create({.id = "first", .email = "first", .level = 7}).value();
    {
        const held one(db.system("1")), two(db.system("2")); // two connections
        one.ask("CHECKPOINT");                               // this server waits for no disk
    }

    // In the middle of a transaction.
    const auto outcome = db.tenant("acme").transaction([&](auto& tx) {
        const auto rows = tenon::repository<Account>(tx);
        rows.create({.id = "second", .email = "second"}).value();
        server.stop();
        const auto lost = rows.create({.id = "third", .email = "third"});
        CHECK(code_of(lost) == errc::connection_lost);
        return lost;
    });
    CHECK(code_of(outcome) == errc::connection_lost);

    // While it is away.
    CHECK(code_of(accounts(db).get("first")) == errc::connection_failed);
    CHECK(code_of(accounts(db).create({.email = "x"})) == errc::connection_failed);
    CHECK(code_of(db.tenant("acme").transaction([](auto&) {})) == errc::connection_failed);
    CHECK_FALSE(db.health().ok);

    server.start();
    CHECK(db.health().ok);
    CHECK(accounts(db).count().value() == 1);
    require_working(db);

    // While nobody looked.
    server.stop();
    server.start();
    CHECK(accounts(db).update("first", tenon::set<&Account::level>(8)).value().level == 8);
    ask(db, "CHECKPOINT");
    server.stop();
    server.start();
    CHECK(accounts(db).get("first").value().level == 8);
    require_working(db);
}
