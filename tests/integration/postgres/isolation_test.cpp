// Transactions at once: how far the server keeps them apart, and what happens when they meet.
#include <atomic>

#include "integration/postgres/support.hpp"

using namespace postgres_tests;
using namespace std::chrono_literals;
using tenon::errc;
using tenon::isolation_level;
using tenon::set;

namespace {

/// The sum of both rows, as a transaction sees it.
template <class Scope>
int sum(const Scope& tx) {
    const auto rows = tenon::repository<Account>(tx);
    return rows.get("a").value().level + rows.get("b").value().level;
}

/// Two transactions at once, each of which takes one away from its own row if there is enough in both together. How
/// often the first one's function ran.
int withdraw_twice(const two_rows& with, tenon::transaction_options how) {
    int runs = 0;
    const auto withdraw = [](auto& tx, const char* id) -> tenon::result<void> {
        if (sum(tx) < 2) return {};
        if (auto done = tenon::repository<Account>(tx).update(id, tenon::decrement<&Account::level>(2)); !done)
            return tenon::fail(done.error());
        return {};
    };
    const auto outcome = with.db.tenant("acme").transaction(
        [&](auto& tx) -> tenon::result<void> {
            const int seen = sum(tx);
            if (++runs == 1)
                with.db.tenant("acme").transaction([&](auto& other) { return withdraw(other, "b"); }, how).value();
            if (seen < 2) return {};
            if (auto done = tenon::repository<Account>(tx).update("a", tenon::decrement<&Account::level>(2)); !done)
                return tenon::fail(done.error());
            return {};
        },
        how);
    if (!outcome) FAIL(to_string(outcome.error()));
    return runs;
}

} // namespace

TEST_CASE("the isolation level that was asked for is the server's") {
    if (no_server()) return;
    const two_rows with;
    struct {
        tenon::transaction_options asked;
        std::string isolation, read_only, deferrable;
    } const cases[] = {
        {{}, "read committed", "off", "off"},
        {{.read_only = true}, "repeatable read", "on", "off"},
        {{.isolation = isolation_level::read_committed, .read_only = true}, "read committed", "on", "off"},
        {{.isolation = isolation_level::repeatable_read}, "repeatable read", "off", "off"},
        {{.isolation = isolation_level::serializable}, "serializable", "off", "off"},
        {{.isolation = isolation_level::serializable, .read_only = true, .deferrable = true},
         "serializable",
         "on",
         "on"},
    };
    for (const auto& each : cases) {
        with.db.tenant("acme")
            .transaction(
                [&](auto& tx) {
                    CHECK(sum(tx) == 2);
                    const held connection(tx);
                    CHECK(connection.ask("SHOW transaction_isolation") == each.isolation);
                    CHECK(connection.ask("SHOW transaction_read_only") == each.read_only);
                    CHECK(connection.ask("SHOW transaction_deferrable") == each.deferrable);
                },
                each.asked)
            .value();
        CHECK(ask(with.db, "SHOW transaction_isolation") == "read committed");
    }
}

TEST_CASE("serializable transactions that would undo each other's reasons run one after the other") {
    if (no_server()) return;
    {
        const two_rows with;
        CHECK(withdraw_twice(with, {.isolation = isolation_level::serializable}) == 2);
        CHECK(sum(with.db.tenant("acme")) == 0);
    }
    const two_rows with; // less isolation does not see it
    CHECK(withdraw_twice(with, {.isolation = isolation_level::repeatable_read}) == 1);
    CHECK(sum(with.db.tenant("acme")) == -2);
}

TEST_CASE("a conflict that is not to be tried again is told, and leaves nothing") {
    if (no_server()) return;
    const two_rows with;
    int runs = 0;
    const auto outcome = with.db.tenant("acme").transaction(
        [&](auto& tx) {
            ++runs;
            tenon::repository<Account>(tx).create({.id = "c", .email = "c"}).value();
            accounts(with.db).update("a", set<&Account::level>(5)).value();
            return tenon::repository<Account>(tx).update("a", set<&Account::level>(6));
        },
        {.isolation = isolation_level::repeatable_read, .retries = 0});
    CHECK(outcome.error().code == errc::serialization_conflict);
    CHECK(outcome.error().native_code == "40001");
    CHECK(outcome.error().poisons_transaction());
    CHECK(runs == 1);
    CHECK(with.level("a") == 5);
    CHECK_FALSE(accounts(with.db).exists("c").value());
    require_working(with.db);
}

TEST_CASE("a conflict inside an inner transaction runs the outermost function again, and no other") {
    if (no_server()) return;
    const two_rows with;
    int outer = 0, inner = 0;
    with.db.tenant("acme")
        .transaction(
            [&](auto& tx) {
                ++outer;
                CHECK(sum(tx) >= 2);
                if (outer == 1) accounts(with.db).update("a", set<&Account::level>(5)).value();
                return tx.transaction([&](auto& inside) {
                    ++inner;
                    return tenon::repository<Account>(inside).update("a", tenon::increment<&Account::level>(1));
                });
            },
            {.isolation = isolation_level::repeatable_read})
        .value();
    CHECK(outer == 2);
    CHECK(inner == 2);
    CHECK(with.level("a") == 6);
    require_working(with.db);
}

TEST_CASE("of two transactions that wait for each other one runs again, and both succeed") {
    if (no_server()) return;
    const two_rows with;
    support::postgres_session{with.place.server.superuser()}("ALTER DATABASE " + with.place.server.name() +
                                                             " SET deadlock_timeout = '20ms'");
    const auto db = with.place.open(); // new connections know it
    std::atomic<int> holding{0}, runs{0};
    outcomes problems;
    const auto raise = [&](const char* first, const char* second) {
        const auto outcome = db.tenant("acme").transaction([&](auto& tx) -> tenon::result<Account> {
            ++runs;
            const auto rows = tenon::repository<Account>(tx);
            auto done = rows.update(first, tenon::increment<&Account::level>(1));
            ++holding;
            eventually([&] { return holding >= 2; });
            if (done) done = rows.update(second, tenon::increment<&Account::level>(1));
            return done;
        });
        if (!outcome) problems.fail(outcome.error());
    };
    std::thread other([&] { raise("b", "a"); });
    raise("a", "b");
    other.join();
    CHECK(problems.first() == "");
    CHECK(runs == 3);
    CHECK(with.level("a") == 3);
    CHECK(with.level("b") == 3);
    require_working(db);
    support::postgres_session{with.place.server.superuser()}("ALTER DATABASE " + with.place.server.name() +
                                                             " RESET deadlock_timeout");
}

TEST_CASE("a transaction that only reads refuses to write, here and on the server") {
    if (no_server()) return;
    const two_rows with;
    const auto outcome = with.db.tenant("acme").transaction(
        [&](auto& tx) {
            const auto rows = tenon::repository<Account>(tx);
            CHECK(rows.create({.email = "x"}).error().code == errc::read_only);
            accounts(with.db).update("a", set<&Account::level>(5)).value(); // meanwhile, another connection
            CHECK(sum(tx) == 6);
            accounts(with.db).update("a", set<&Account::level>(9)).value();
            CHECK(sum(tx) == 6); // one state from beginning to end
            CHECK(is_refused([&] { held(tx).ask("DELETE FROM \"Account\""); }, "read-only transaction"));
        },
        {.read_only = true});
    CHECK(outcome.error().code == errc::transaction_closed); // by what was done by hand
    CHECK(accounts(with.db).count().value() == 2);
    require_working(with.db);
}
