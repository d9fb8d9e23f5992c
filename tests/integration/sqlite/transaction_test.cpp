// Transactions on SQLite: what is kept, what is rolled back, what a transaction that only reads refuses.
#include <stdexcept>

#include "integration/sqlite/support.hpp"

using namespace sqlite_tests;
using tenon::errc;

namespace {

const std::string in_memory = ":memory:";

/// Both kinds of database: in memory, where one connection does everything, and in a file.
template <class Test>
void on_both(Test test) {
    const directory place;
    for (const std::string& path : {in_memory, place / "app.db"}) {
        INFO(path);
        const auto db = make(path);
        test(db);
        require_working(db);
    }
}

} // namespace

TEST_CASE("a transaction keeps what it did, or nothing: error result, exception, success") {
    on_both([](const database& db) {
        const auto acme = db.tenant("acme");
        const auto wanted = acme.transaction([](auto& tx) -> tenon::result<int> {
            tenon::repository<Account>(tx).create({.email = "1"}).value();
            return tenon::fail(errc::stale_version);
        });
        CHECK(wanted.error().code == errc::stale_version);
        CHECK(accounts(db).count().value() == 0);

        CHECK_THROWS_AS(acme.transaction([](auto& tx) {
            tenon::repository<Account>(tx).create({.email = "1"}).value();
            throw std::runtime_error("mine");
        }),
                        std::runtime_error);
        CHECK(accounts(db).count().value() == 0);

        CHECK(acme.transaction([](auto& tx) {
                      tenon::repository<Account>(tx).create({.email = "1"}).value();
                      return 7;
                  })
                  .value() == 7);
        CHECK(accounts(db).count().value() == 1);
        accounts(db).remove_many(tenon::all_rows).value();
    });
}

TEST_CASE("an inner transaction is a savepoint: it is rolled back alone") {
    on_both([](const database& db) {
        db.tenant("acme")
            .transaction([](auto& tx) {
                const auto repository = tenon::repository<Account>(tx);
                repository.create({.id = "outer"}).value();
                const auto inner = tx.transaction([](auto& inside) -> tenon::result<int> {
                    tenon::repository<Account>(inside).create({.id = "inner", .email = "i"}).value();
                    const auto innermost = inside.transaction([](auto& deepest) {
                        tenon::repository<Account>(deepest).create({.id = "innermost", .email = "j"}).value();
                    });
                    CHECK(innermost.has_value());
                    return tenon::fail(errc::invalid_value);
                });
                CHECK(inner.error().code == errc::invalid_value);
                CHECK(repository.count().value() == 1);
                CHECK(tx.transaction([](auto& inside) {
                    tenon::repository<Account>(inside).create({.id = "second", .email = "s"}).value();
                }));
            })
            .value();
        CHECK(accounts(db).count().value() == 2);
        CHECK(accounts(db).exists("second").value());
        accounts(db).remove_many(tenon::all_rows).value();
    });
}

TEST_CASE("a read that fails inside a transaction leaves it usable, and its error says so") {
    const directory place;
    make(place / "app.db");
    struct Absent {
        std::string id;
        std::string tenantId;
    };
    using more = tenon::schema<Account, Absent>;
    const auto db = tenon::sqlite::open<more>(place / "app.db").value();
    db.tenant("acme")
        .transaction([](auto& tx) {
            const auto failed = tenon::repository<Absent>(tx).find_many();
            REQUIRE(!failed);
            CHECK(failed.error().code == errc::missing_table);
            CHECK_FALSE(failed.error().poisons_transaction());
            tenon::repository<Account>(tx).create({.email = "kept"}).value();
        })
        .value();
    CHECK(tenon::repository<Account>(db.tenant("acme")).count().value() == 1);
}

TEST_CASE("a constraint violation inside a transaction leaves the transaction usable") {
    on_both([](const database& db) {
        db.tenant("acme")
            .transaction([](auto& tx) {
                const auto repository = tenon::repository<Account>(tx);
                repository.create({.id = "a", .email = "same"}).value();
                const auto e = repository.create({.id = "b", .email = "same"}).error();
                CHECK(e.code == errc::unique_violation);
                CHECK_FALSE(e.poisons_transaction());
                repository.create({.id = "c", .email = "other"}).value();
            })
            .value();
        CHECK(accounts(db).count().value() == 2);
        accounts(db).remove_many(tenon::all_rows).value();
    });
}

TEST_CASE("every isolation level is accepted") {
    on_both([](const database& db) {
        using tenon::isolation_level;
        for (const auto level : {isolation_level::standard, isolation_level::read_committed,
                                 isolation_level::repeatable_read, isolation_level::serializable})
            for (const bool read_only : {false, true})
                CHECK(db.tenant("acme")
                          .transaction([](auto& tx) { return tenon::repository<Account>(tx).count(); },
                                       {.isolation = level, .read_only = read_only})
                          .value() == 0);
    });
}

TEST_CASE("a transaction that only reads refuses each verb that writes") {
    on_both([](const database& db) {
        accounts(db).create({.id = "a", .email = "a"}).value();
        const auto outcome = db.tenant("acme").transaction(
            [](auto& tx) -> tenon::result<std::int64_t> {
                const auto repository = tenon::repository<Account>(tx);
                for (const auto& e :
                     {repository.create({.email = "x"}).error(),
                      repository.create_many({Account{.email = "y"}}).error(),
                      repository.update("a", tenon::set<&Account::active>(false)).error(),
                      repository.remove("a").error(),
                      repository.update_many(tenon::all_rows, tenon::set<&Account::active>(false)).error(),
                      repository
                          .upsert({.email = "a"}, tenon::on_conflict<&Account::email>,
                                  tenon::set<&Account::active>(false))
                          .error(),
                      repository.remove_many(tenon::all_rows).error()}) {
                    CHECK(e.code == errc::read_only);
                    CHECK(e.model == "Account");
                    CHECK_FALSE(e.poisons_transaction());
                }
                const auto inner = tx.transaction([](auto& inside) {
                    CHECK(tenon::repository<Account>(inside).get("a").value().active);
                    return tenon::repository<Account>(inside).create({.email = "x"});
                });
                CHECK(inner.error().code == errc::read_only);
                return repository.count(); // reading goes on
            },
            {.read_only = true});
        CHECK(outcome.value() == 1);
        CHECK(accounts(db).get("a").value().active);
        accounts(db).remove_many(tenon::all_rows).value();
    });
}

TEST_CASE("an inner transaction that only reads refuses to write, and the outer one writes on") {
    on_both([](const database& db) {
        db.tenant("acme")
            .transaction([](auto& tx) {
                const auto inner = tx.transaction(
                    [](auto& inside) { return tenon::repository<Account>(inside).create({.email = "x"}); },
                    {.read_only = true});
                CHECK(inner.error().code == errc::read_only);
                CHECK(tenon::repository<Account>(tx).create({.email = "y"}).has_value());
            })
            .value();
        CHECK(accounts(db).count().value() == 1);
        accounts(db).remove_many(tenon::all_rows).value();
    });
}

TEST_CASE("a transaction that only reads sees one moment, whatever is written meanwhile") {
    const directory place;
    const auto db = make(place / "app.db");
    db.tenant("acme")
        .transaction(
            [&](auto& tx) {
                CHECK(tenon::repository<Account>(tx).count().value() == 0);
                accounts(db).create({.email = "written meanwhile"}).value();
                CHECK(tenon::repository<Account>(tx).count().value() == 0);
            },
            {.read_only = true})
        .value();
    CHECK(accounts(db).count().value() == 1);
}

TEST_CASE("what belongs to a transaction that has ended is refused") {
    on_both([](const database& db) {
        std::optional<database::tenant_scope_type> kept;
        db.tenant("acme").transaction([&](auto& tx) { kept = tx; }).value();
        const auto repository = tenon::repository<Account>(*kept);
        const auto refused = [&] {
            CHECK(repository.count().error().code == errc::transaction_closed);
            CHECK(repository.create({.email = "x"}).error().code == errc::transaction_closed);
            CHECK(kept->transaction([](auto&) {}).error().code == errc::transaction_closed);
        };
        refused();
        db.tenant("acme").transaction([&](auto&) { refused(); }).value(); // the same connection is in use again
        CHECK(accounts(db).count().value() == 0);
    });
}

TEST_CASE("one transaction of a system scope serves several tenants, and rolls back for all of them") {
    on_both([](const database& db) {
        const auto move = [&](bool succeed) {
            return db.system("move").transaction([&](auto& tx) -> tenon::result<void> {
                tenon::repository<Account>(tx.tenant("acme")).create({.id = "a"}).value();
                tenon::repository<Account>(tx.tenant("globex")).create({.id = "a"}).value();
                CHECK(tenon::repository<Account>(tx.tenant("acme")).count().value() == 1);
                if (!succeed) return tenon::fail(errc::invalid_value);
                return {};
            });
        };
        CHECK_FALSE(move(false));
        CHECK(accounts(db).count().value() + accounts(db, "globex").count().value() == 0);
        CHECK(move(true));
        CHECK(accounts(db).count().value() == 1);
        CHECK(accounts(db, "globex").count().value() == 1);
        accounts(db).remove_many(tenon::all_rows).value();
    });
}

TEST_CASE("a scope without a valid tenant begins no transaction") {
    on_both([](const database& db) {
        int runs = 0;
        CHECK(db.tenant("").transaction([&](auto&) { ++runs; }).error().code == errc::invalid_tenant);
        CHECK(db.system("").transaction([&](auto&) { ++runs; }).error().code == errc::permission_denied);
        CHECK(runs == 0);
    });
}
