// Memory that runs out in the program, at the first allocation, the second, the third, until one too few is made: also while
// answers are under way. No crash, no answer taken for another's, and everything works afterwards.
#include <vector>

#include "integration/postgres/support.hpp"
#include "support/short_memory.hpp"

using namespace postgres_tests;
using support::outcome;
using tenon::repository;
using tenon::result;
using tenon::set;

namespace {

const std::string long_text(100, 'x'); // longer than what a std::string holds in itself

/// `work(db)` fails at each allocation in turn, on a connection that has yet to prepare its statements. With row-level
/// security, and without it; `check(db, done)` looks at what is left.
template <class Work, class Check>
void fail_each_allocation(Work work, Check check) {
    for (const bool security : {true, false}) {
        const tables<> place({.row_level_security = security});
        support::postgres_session superuser(place.server.superuser());
        bool fired = true;
        long n = 0;
        for (; fired; ++n) {
            INFO("allocation " << n << ", row-level security " << security);
            superuser(R"(DELETE FROM "Account"; INSERT INTO "Account" VALUES ('a', 'acme', ')" + long_text + "', 1, 'before')");
            const auto db = place.open({.connections = 1, .pool_timeout = std::chrono::milliseconds(100), .row_level_security = security});
            const outcome seen = support::run_short(n, [&] { return work(db); }, fired);
            CHECK(seen == (fired ? outcome::out_of_memory : outcome::done));
            CHECK(figures(db).in_use == 0);
            CHECK(accounts(db).get("a").value().email == long_text);
            check(db, seen == outcome::done);
            require_working(db);
            REQUIRE(n < 1000);
        }
        CHECK(n > 1);
    }
}
template <class Work>
void fail_each_allocation(Work work) {
    fail_each_allocation(work, [](const database&, bool) {});
}

std::int64_t count(const database& db) { return accounts(db).count().value(); }

} // namespace

TEST_CASE("PostgreSQL: a read that runs out of memory leaves the connection usable, or replaced") {
    if (no_server()) return;
    fail_each_allocation([](const database& db) { return accounts(db).get("a"); });
}

TEST_CASE("PostgreSQL: a write that runs out of memory leaves the connection usable, or replaced") {
    if (no_server()) return;
    fail_each_allocation([](const database& db) { return accounts(db).create({.id = "b", .email = "b"}); },
                         [](const database& db, bool done) { CHECK((count(db) == 2 || (!done && count(db) == 1))); });
}

TEST_CASE("PostgreSQL: of many rows that run out of memory on their way there are all or none") {
    if (no_server()) return;
    std::vector<Account> rows(120); // without row-level security they go by COPY
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i].id = rows[i].email = std::to_string(i);
    fail_each_allocation([&](const database& db) { return accounts(db).create_many(rows); },
                         [](const database& db, bool done) { CHECK((count(db) == 121 || (!done && count(db) == 1))); });
}

TEST_CASE("PostgreSQL: a transaction that runs out of memory is rolled back") {
    if (no_server()) return;
    fail_each_allocation(
        [](const database& db) {
            return db.tenant("acme").transaction([](auto& tx) -> result<void> {
                const auto rows = repository<Account>(tx);
                if (auto made = rows.create({.id = "b", .email = "b"}); !made) return tenon::fail(made.error());
                auto inner = tx.transaction([](auto& inside) { return repository<Account>(inside).update("a", set<&Account::level>(2)); });
                if (!inner) return tenon::fail(inner.error());
                return {};
            });
        },
        [](const database& db, bool done) {
            CHECK(count(db) == (done ? 2 : 1));
            CHECK(accounts(db).get("a").value().level == (done ? 2 : 1));
        });
}

TEST_CASE("PostgreSQL: a stream that runs out of memory leaves the connection usable, or replaced") {
    if (no_server()) return;
    fail_each_allocation([](const database& db) -> result<void> {
        int seen = 0;
        for (auto& row : accounts(db).stream()) {
            if (!row) return tenon::fail(row.error());
            ++seen;
        }
        CHECK(seen == 1);
        return {};
    });
}

TEST_CASE("PostgreSQL: of a batch that runs out of memory no function gets the answer of another") {
    if (no_server()) return;
    fail_each_allocation([](const database& db) -> result<void> {
        const auto read = [](auto& tx) { return repository<Account>(tx).get("a"); };
        const auto write = [](auto& tx) { return repository<Account>(tx).update("a", set<&Account::level>(2)); };
        const auto number = [](auto& tx) { return repository<Account>(tx).count(); };
        const auto [first, written, counted, last] = db.tenant("acme").batch(read, write, number, read);
        if (!first || !written || !counted || !last) return tenon::fail(tenon::errc::connection_lost);
        CHECK(first->id == "a");
        CHECK(written->level == 2);
        CHECK(*counted == 1);
        CHECK(last->email == long_text);
        return {};
    });
}

TEST_CASE("PostgreSQL: raw SQL that runs out of memory leaves the connection usable, or replaced") {
    if (no_server()) return;
    fail_each_allocation([](const database& db) {
        return db.system("test").query(tenon::as<Account>, R"(SELECT * FROM "Account" WHERE id = ?)", "a");
    });
}
