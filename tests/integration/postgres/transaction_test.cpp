// Transactions on PostgreSQL: what an error leaves behind, savepoints, and several tenants in one.
#include <vector>

#include <tenon/testing.hpp>

#include "integration/postgres/support.hpp"

using namespace postgres_tests;
using tenon::errc;
using tenon::set;

TEST_CASE("an error inside a transaction leaves it usable, and what was done before stays") {
    if (no_server()) return;
    const two_rows with;
    with.db.tenant("acme")
        .transaction([&](auto& tx) {
            const auto rows = tenon::repository<Account>(tx);
            const auto posts = tenon::repository<Post>(tx);
            rows.create({.id = "c", .email = "c"}).value();
            for (int i = 0; i < 3; ++i) {
                const auto twice = rows.create({.email = "c"}).error();
                CHECK(twice.code == errc::unique_violation);
                CHECK_FALSE(twice.poisons_transaction());
                CHECK(posts.create({.accountId = "none"}).error().code == errc::foreign_key_violation);
                CHECK(rows.update("a", tenon::increment<&Account::level>(2147483647)).error().code ==
                      errc::out_of_range);
                CHECK(rows.get("none").error().code == errc::not_found);
                CHECK(rows.update("a", tenon::increment<&Account::level>(1)).value().level == 2 + i);
            }
            CHECK(posts.create({.id = "p", .accountId = "c"}).has_value());
            CHECK(rows.remove("c").error().code == errc::relation_violation);
        })
        .value();
    CHECK(with.level("a") == 4);
    CHECK(accounts(with.db).count().value() == 3);
    CHECK(tenon::repository<Post>(with.db.tenant("acme")).count().value() == 1);
    require_working(with.db);
}

TEST_CASE("an error says whether the transaction can go on: a refused write leaves it usable, a failed read does not") {
    if (no_server()) return;
    const auto failed_read = [](const auto& db, auto drop) {
        tenon::repository<Account>(db.tenant("acme")).find_many().value(); // prepared; its first run would have a savepoint
        drop();
        CHECK_FALSE(tenon::repository<Account>(db.tenant("acme")).find_many().error().poisons_transaction()); // there is none
        const auto outcome = db.tenant("acme").transaction([&](auto& tx) -> tenon::result<void> {
            const auto rows = tenon::repository<Account>(tx);
            const auto failed = rows.find_many();
            CHECK(code_of(failed) == errc::missing_column);
            CHECK(failed.error().poisons_transaction());
            CHECK_FALSE(failed.error().poisons_connection());
            const auto next = rows.count();
            CHECK(code_of(next) == errc::transaction_closed);
            CHECK(next.error().poisons_transaction());
            return {};
        });
        CHECK(code_of(outcome) == errc::transaction_closed);
    };
    const auto dropping = [](const tables<>& place) {
        return [&place] { support::postgres_session{place.server.owner()}("ALTER TABLE \"Account\" DROP COLUMN note"); };
    };
    {
        const tables<> place;
        failed_read(place.open({.connections = 1}), dropping(place));
    }
    { // chosen when it is opened, and recorded
        const tables<> place;
        using chosen = tenon::driver::choice<tenon::postgres::driver>;
        chosen::options how;
        how.chosen = options{.url = place.url(), .connections = 1};
        failed_read(tenon::testing::record<app, chosen>(how, tenon::testing::statement_log()).value(), dropping(place));
    }
}

TEST_CASE("without savepoints an error closes the transaction, and its COMMIT does not claim success") {
    if (no_server()) return;
    const two_rows with({.statement_savepoints = false});
    const auto outcome = with.db.tenant("acme").transaction([&](auto& tx) -> tenon::result<int> {
        const auto rows = tenon::repository<Account>(tx);
        rows.create({.id = "c", .email = "c"}).value();
        const auto twice = rows.create({.email = "c"}).error();
        CHECK(twice.poisons_transaction());
        CHECK(twice.code == errc::unique_violation);
        CHECK(twice.fields == std::vector<std::string>{"email"});
        CHECK(rows.create({.email = "d"}).error().code == errc::transaction_closed);
        CHECK(rows.count().error().code == errc::transaction_closed);
        return 1; // as if all were well
    });
    CHECK(outcome.error().code == errc::transaction_closed);
    CHECK(accounts(with.db).count().value() == 2);

    const auto refused = with.db.tenant("acme").transaction(
        [&](auto& tx) { return tenon::repository<Post>(tx).create({.accountId = "none"}); });
    CHECK(refused.error().code == errc::foreign_key_violation);
    require_working(with.db);
}

TEST_CASE("without savepoints of statements an inner transaction still is one") {
    if (no_server()) return;
    const two_rows with({.statement_savepoints = false});
    with.db.tenant("acme")
        .transaction([&](auto& tx) {
            const auto rows = tenon::repository<Account>(tx);
            const auto inner =
                tx.transaction([](auto& inside) { return tenon::repository<Account>(inside).create({.email = "a"}); });
            CHECK(inner.error().code == errc::unique_violation);
            rows.create({.id = "c", .email = "c"}).value();
        })
        .value();
    CHECK(accounts(with.db).count().value() == 3);
    require_working(with.db);
}

TEST_CASE("inner transactions are savepoints, rolled back one by one") {
    if (no_server()) return;
    const two_rows with;
    with.db.tenant("acme")
        .transaction([&](auto& tx) {
            const auto inner = tx.transaction([](auto& inside) -> tenon::result<int> {
                tenon::repository<Account>(inside).create({.id = "inner", .email = "inner"}).value();
                inside
                    .transaction([](auto& deepest) {
                        return tenon::repository<Account>(deepest).create({.id = "innermost", .email = "innermost"});
                    })
                    .value();
                CHECK(tenon::repository<Account>(inside).count().value() == 4);
                return tenon::fail(errc::invalid_value);
            });
            CHECK(inner.error().code == errc::invalid_value);
            CHECK_THROWS(tx.transaction([](auto& inside) {
                tenon::repository<Account>(inside).create({.email = "thrown"}).value();
                throw std::runtime_error("mine");
            }));
            CHECK(tenon::repository<Account>(tx).count().value() == 2);
            tx.transaction([](auto& inside) {
                  return tenon::repository<Account>(inside).create({.id = "second", .email = "s"});
              }).value();
        })
        .value();
    CHECK(accounts(with.db).count().value() == 3);
    CHECK(accounts(with.db).exists("second").value());
    require_working(with.db);
}

TEST_CASE("one transaction of a system scope writes for two tenants, and an error for one leaves the other") {
    if (no_server()) return;
    const two_rows with;
    with.db.system("move")
        .transaction([](auto& tx) {
            const auto acme = tenon::repository<Account>(tx.tenant("acme")),
                       globex = tenon::repository<Account>(tx.tenant("globex"));
            globex.create({.id = "a", .email = "a", .level = 10}).value();
            CHECK(acme.get("a").value().level == 1);
            CHECK(globex.get("a").value().level == 10);
            CHECK(acme.create({.email = "a"}).error().code ==
                  errc::unique_violation); // its settings are rolled back too
            CHECK(acme.update("a", set<&Account::level>(2)).value().level == 2);
            CHECK(globex.create({.email = "a"}).error().code == errc::unique_violation);
            CHECK(acme.count().value() == 2);
            CHECK(globex.update_many(tenon::all_rows, set<&Account::level>(11)).value() == 1);
            CHECK(tenon::repository<Account>(tx).count().value() == 3);
            static_cast<void>(tx.transaction([&](auto& inside) -> tenon::result<void> {
                tenon::repository<Account>(inside.tenant("globex")).remove("a").value();
                return tenon::fail(errc::invalid_value);
            }));
            CHECK(globex.count().value() == 1);
            CHECK(acme.count().value() == 2);
        })
        .value();
    CHECK(with.level("a") == 2);
    CHECK(accounts(with.db, "globex").get("a").value().level == 11);
    require_working(with.db);
}

TEST_CASE("a COMMIT that a deferred constraint refuses tells which, and leaves nothing") {
    if (no_server()) return;
    const two_rows with;
    support::postgres_session{with.place.server.owner()}(
        "ALTER TABLE \"Post\" ALTER CONSTRAINT \"Post_tenantId_accountId_fkey\" DEFERRABLE INITIALLY DEFERRED");
    const auto outcome = with.db.tenant("acme").transaction([](auto& tx) {
        CHECK(tenon::repository<Post>(tx).create({.accountId = "none"}).has_value());
        CHECK(tenon::repository<Account>(tx).create({.email = "c"}).has_value());
    });
    CHECK(outcome.error().code == errc::foreign_key_violation);
    CHECK(outcome.error().model == "Post");
    CHECK(outcome.error().fields == std::vector<std::string>{"accountId"});
    CHECK(accounts(with.db).count().value() == 2);
    require_working(with.db);
}
