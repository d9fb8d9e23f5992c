// What travels: with row-level security on, each verb outside a transaction is one message there and one back, and each
// statement of a transaction too.
#include <tenon/dynamic.hpp>

#include "integration/postgres/support.hpp"
#include "support/gate.hpp"

using namespace postgres_tests;
using namespace std::chrono_literals;
using tenon::field;
using tenon::isolation_level;
using tenon::set;
using tenon::where;
using tenon::postgres::prepare_mode;

namespace {

/// A database behind a gate that counts.
struct counted {
    explicit counted(options how = {})
        : db(tenon::postgres::open<app>(gate.through(place.url()), std::move(how)).value()) {}

    /// How many round trips some work takes.
    template <class Work>
    int operator()(Work work) const {
        const int before = gate.round_trips();
        work();
        return gate.round_trips() - before;
    }

    tables<> place;
    support::gate gate;
    database db;
};

/// Every verb, each of them `times` in a row: the round trips of each run. `hundreds`: as many rows as go without COPY.
template <class Repository>
void require_one_each(const counted& trips, const Repository& rows, int times, int hundreds = 450) {
    const auto one = [&](const char* verb, auto run) {
        for (int i = 0; i < times; ++i) {
            INFO(verb << ", run " << i + 1);
            REQUIRE(trips([&] {
                        if (auto done = run(std::to_string(i)); !done)
                            FAIL(to_string(done.error()) + done.error().server_text);
                    }) == 1);
        }
    };
    const auto level = field<&Account::level>;
    one("create", [&](const std::string& id) { return rows.create({.id = id, .email = id}); });
    const auto some = [&](const char* kind, const std::string& id, int count) {
        std::vector<Account> made;
        for (int i = 0; i < count; ++i) made.push_back({.email = kind + id + '-' + std::to_string(i), .level = 3});
        return made;
    };
    one("create_many of a few rows", [&](const std::string& id) { return rows.create_many(some("few", id, 3)); });
    one("create_many of hundreds", [&](const std::string& id) { return rows.create_many(some("many", id, hundreds)); });
    one("create_many of rows that are there", [&](const std::string& id) { return rows.create_many(some("few", id, 3), tenon::skip_duplicates); });
    one("remove_many", [&](const std::string&) { return rows.remove_many(where(level == 3)); });
    one("find_unique", [&](const std::string& id) { return rows.find_unique(id); });
    one("find_unique of none", [&](const std::string&) { return rows.find_unique("none"); });
    one("find_unique by a unique",
        [&](const std::string& id) { return rows.find_unique(tenon::by<&Account::email>(id)); });
    one("get", [&](const std::string& id) { return rows.get(id); });
    one("find_first", [&](const std::string&) { return rows.find_first(where(level == 0)); });
    one("find_many", [&](const std::string&) { return rows.find_many(where(level == 0), tenon::take(10)); });
    one("page", [&](const std::string&) { return rows.page(where(level == 0), tenon::take(10)); });
    one("page by related rows",
        [&](const std::string&) { return rows.page(where(level == 0), tenon::order_by(tenon::related<&Post::accountId>.most()), tenon::take(10)); });
    one("page from outside", [&](const std::string&) {
        return rows.page(where(tenon::dynamic_filter<Account>().add("level", "eq", "0")), tenon::order_by(tenon::dynamic_sort<Account>().add("-email")),
                         tenon::take(10));
    });
    one("count", [&](const std::string&) { return rows.count(where(level == 0)); });
    one("exists", [&](const std::string& id) { return rows.exists(id); });
    one("exists where", [&](const std::string&) { return rows.exists(where(level == 0)); });
    one("aggregate", [&](const std::string&) { return rows.aggregate(tenon::count(), tenon::sum<&Account::level>, where(level == 0)); });
    one("group_by", [&](const std::string&) {
        return rows.group_by(tenon::by<&Account::level>, tenon::count(), tenon::having(tenon::count() > 0), tenon::take(10));
    });
    one("find_many of distinct rows", [&](const std::string&) { return rows.find_many(tenon::distinct<&Account::level>); });
    one("update", [&](const std::string& id) { return rows.update(id, set<&Account::level>(1)); });
    one("update_many",
        [&](const std::string&) { return rows.update_many(where(level == 1), set<&Account::level>(1)); });
    one("upsert of a new row", [&](const std::string& id) {
        return rows.upsert({.email = "new " + id}, tenon::on_conflict<&Account::email>, set<&Account::level>(2));
    });
    one("upsert of a row that is there", [&](const std::string& id) {
        return rows.upsert({.email = "new " + id}, tenon::on_conflict<&Account::email>, set<&Account::level>(2));
    });
    one("remove", [&](const std::string& id) { return rows.remove(id); });
    one("remove_many", [&](const std::string&) { return rows.remove_many(where(level == 2)); });
}

} // namespace

TEST_CASE("each verb outside a transaction is one round trip, the first run and those after it") {
    if (no_server()) return;
    for (const auto mode : {prepare_mode::named, prepare_mode::unnamed, prepare_mode::off}) {
        INFO("prepare_mode " << static_cast<int>(mode));
        const counted trips({.prepare = mode});
        require_one_each(trips, accounts(trips.db), 3);
        require_one_each(trips, accounts(trips.db, "globex"), 1); // another tenant on the same connection
        CHECK(trips.gate.connections() == 1);
    }
}

TEST_CASE("a deadline for statements, and the absence of row-level security, cost no round trip either") {
    if (no_server()) return;
    const counted patient({.statement_timeout = 10s});
    require_one_each(patient, accounts(patient.db), 2);
    const counted unscoped({.row_level_security = false});
    const held owner(tenon::postgres::open<app>(unscoped.place.server.owner()).value().system("let all see"));
    owner.ask("ALTER TABLE \"Account\" DISABLE ROW LEVEL SECURITY");
    require_one_each(unscoped, accounts(unscoped.db), 2, 99);
}

TEST_CASE("verbs of a system scope are one round trip each") {
    if (no_server()) return;
    const counted trips;
    const auto all = tenon::repository<Account>(trips.db.system("count"));
    for (int i = 0; i < 2; ++i) {
        CHECK(trips([&] { all.create({.tenantId = "acme", .email = std::to_string(i)}).value(); }) == 1);
        CHECK(trips([&] { CHECK(all.count().value() == i + 1); }) == 1);
        CHECK(trips([&] { all.update_many(tenon::all_rows, set<&Account::level>(i)).value(); }) == 1);
    }
}

TEST_CASE("a transaction of n statements takes n + 2 round trips") {
    if (no_server()) return;
    for (const bool savepoints : {true, false}) {
        const counted trips({.statement_savepoints = savepoints});
        const auto acme = trips.db.tenant("acme");
        for (int statements = 0; statements < 6; ++statements)
            for (int run = 0; run < 2; ++run) {
                INFO(statements << " statements, run " << run + 1);
                CHECK(trips([&] {
                          acme.transaction([&](auto& tx) {
                                  const auto rows = tenon::repository<Account>(tx);
                                  const std::string id = std::to_string(statements) + "/" + std::to_string(run);
                                  if (statements > 0) rows.create({.id = id, .email = id}).value();
                                  if (statements > 1) rows.get(id).value();
                                  if (statements > 2) rows.update(id, set<&Account::level>(1)).value();
                                  if (statements > 3) rows.count().value();
                                  if (statements > 4) rows.remove(id).value();
                              })
                              .value();
                      }) == statements + 2);
            }
        CHECK(trips([&] {
                  static_cast<void>(acme.transaction([](auto& tx) -> tenon::result<void> {
                      tenon::repository<Account>(tx).create({.email = "rolled back"}).value();
                      return tenon::fail(tenon::errc::invalid_value);
                  }));
              }) == 3);
        CHECK(trips.gate.connections() == 1);
    }
}

TEST_CASE("options of a transaction travel with its BEGIN, and a savepoint takes two round trips") {
    if (no_server()) return;
    const counted trips;
    const auto acme = trips.db.tenant("acme");
    const auto nothing = [](auto&) {};
    CHECK(trips([&] {
              acme.transaction(nothing,
                               {.isolation = isolation_level::serializable, .read_only = true, .deferrable = true})
                  .value();
          }) == 2);
    CHECK(trips([&] { acme.transaction([&](auto& tx) { tx.transaction(nothing).value(); }).value(); }) == 4);
}

TEST_CASE("tenants that take turns in one transaction of a system scope take one round trip for each statement") {
    if (no_server()) return;
    const counted trips;
    CHECK(
        trips([&] {
            trips.db.system("spread")
                .transaction([](auto& tx) {
                    for (int i = 0; i < 3; ++i)
                        for (const char* tenant : {"acme", "globex"})
                            tenon::repository<Account>(tx.tenant(tenant)).create({.email = std::to_string(i)}).value();
                    CHECK(tenon::repository<Account>(tx).count().value() == 6);
                })
                .value();
        }) == 7 + 2);
}

TEST_CASE("a refused value and a scope without a tenant take no round trip at all") {
    if (no_server()) return;
    const counted trips;
    CHECK(trips([&] {
              CHECK_FALSE(accounts(trips.db).create({.email = std::string("a\0b", 3)}));
              CHECK_FALSE(accounts(trips.db, "").count());
              CHECK_FALSE(trips.db.tenant("").transaction([](auto&) {}));
          }) == 0);
}

TEST_CASE("rows of one round trip are written all or none, in a batch too, and leave no transaction behind") {
    if (no_server()) return;
    for (const auto mode : {prepare_mode::named, prepare_mode::unnamed, prepare_mode::off}) {
        const counted trips({.prepare = mode});
        const auto rows = accounts(trips.db);
        const auto made = [](const char* kind, std::size_t count) {
            std::vector<Account> all(count);
            for (std::size_t i = 0; i < count; ++i) all[i].email = kind + std::to_string(i);
            return all;
        };
        for (const std::size_t count : {20U, 450U}) {
            INFO("mode " << static_cast<int>(mode) << ", rows " << count);
            auto twice = made("twice", count);
            twice.back().email = twice.front().email;
            CHECK(rows.create_many(twice).error().code == tenon::errc::unique_violation);
            auto invalid = made("invalid", count);
            invalid.back().email = std::string("\0", 1); // refused here, when the rows before it are under way
            CHECK(rows.create_many(invalid).error().code == tenon::errc::invalid_value);
            auto of_others = made("other", count);
            of_others.back().tenantId = "globex";
            CHECK(rows.create_many(of_others).error().code == tenon::errc::tenant_mismatch);
            CHECK(rows.count().value() == 0);
            const auto both = trips.db.tenant("acme").batch(
                [&](auto& scope) { return tenon::repository<Account>(scope).create_many(made("a", count)); },
                [&](auto& scope) { return tenon::repository<Account>(scope).create_many(twice); },
                [&](auto& scope) { return tenon::repository<Account>(scope).count(); },
                [&](auto& scope) { return tenon::repository<Account>(scope).create_many(made("b", count)); });
            CHECK(std::get<0>(both).value() == static_cast<std::int64_t>(count));
            CHECK(std::get<1>(both).error().code == tenon::errc::unique_violation);
            CHECK(std::get<2>(both));
            CHECK(std::get<3>(both).value() == static_cast<std::int64_t>(count));
            CHECK(rows.remove_many(tenon::all_rows).value() == static_cast<std::int64_t>(2 * count));
            CHECK(trips.gate.connections() == 1);
        }
    }
}
