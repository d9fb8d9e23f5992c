// What a transaction sends, how often it runs again, and what it makes of failures at each point: on a scripted
// connection, which fails when it is told to.
#include <stdexcept>

#include "unit/testing/models.hpp"

using namespace scripted_tests;
namespace testing = tenon::testing;
using tenon::errc;
using texts = std::vector<std::string>;
using namespace std::chrono_literals;

namespace {

struct scene {
    testing::script script;
    testing::statement_log log;
    scripted_tests::database db = testing::scripted<app>(script, log).value();
    int runs = 0;

    /// A transaction with one statement.
    tenon::result<std::vector<Account>> find(int retries) {
        return db.tenant("acme").transaction(
            [&](auto& tx) {
                ++runs;
                return tenon::repository<Account>(tx).find_many();
            },
            {.retries = retries, .backoff = 0ms});
    }
};

} // namespace

TEST_CASE("a transaction that only reads says so") {
    scene s;
    s.db.tenant("acme").transaction([](auto&) {}, {.read_only = true}).value();
    s.db.tenant("acme").transaction([](auto&) {}).value();
    CHECK(s.log.transactions() == texts{"BEGIN READ ONLY", "COMMIT", "BEGIN", "COMMIT"});
}

TEST_CASE("conflicts, deadlocks and a busy database run the whole function again") {
    for (const errc code : {errc::busy, errc::deadlock, errc::serialization_conflict}) {
        scene s;
        s.script.next(testing::fails_with(code));
        s.script.next(testing::fails_with(code));
        CHECK(s.find(3).has_value());
        CHECK(s.runs == 3);
        CHECK(s.log.transactions() == texts{"BEGIN", "ROLLBACK", "BEGIN", "ROLLBACK", "BEGIN", "COMMIT"});
    }
}

TEST_CASE("no other error is tried again") {
    for (const auto& info : tenon::errc_table) {
        if (info.code == errc::ok || tenon::make_error(info.code).is_retryable()) continue;
        INFO(info.name);
        scene s;
        s.script.next(testing::fails_with(info.code));
        CHECK(s.find(5).error().code == info.code);
        CHECK(s.runs == 1);
        CHECK(s.log.transactions() == texts{"BEGIN", "ROLLBACK"});
        CHECK(s.find(0).has_value()); // a new connection where the old one was spoilt
    }
}

TEST_CASE("a transaction is tried again as often as asked and not once more") {
    for (const int retries : {0, 1, 4}) {
        scene s;
        for (int i = 0; i < 10; ++i)
            s.script.next(testing::fails_with(errc::busy));
        CHECK(s.find(retries).error().code == errc::busy);
        CHECK(s.runs == retries + 1);
    }
}

TEST_CASE("a BEGIN that is busy is tried again before the function runs") {
    scene s;
    s.script.when("BEGIN", testing::fails_with(errc::busy));
    CHECK(s.find(1).has_value());
    CHECK(s.runs == 1);
    CHECK(s.log.transactions() == texts{"BEGIN", "BEGIN", "COMMIT"});
}

TEST_CASE("a COMMIT that meets a conflict is rolled back and runs again") {
    scene s;
    s.script.when("COMMIT", testing::fails_with(errc::serialization_conflict));
    CHECK(s.find(1).has_value());
    CHECK(s.runs == 2);
    CHECK(s.log.transactions() == texts{"BEGIN", "COMMIT", "ROLLBACK", "BEGIN", "COMMIT"});
}

TEST_CASE("nothing is sent blindly when the database has rolled back by itself") {
    scene s;
    s.script.next({.fails = errc::disk_full, .ends_transaction = true});
    errc second = errc::ok;
    const auto outcome = s.db.tenant("acme").transaction([&](auto& tx) -> tenon::result<int> {
        CHECK(tenon::repository<Account>(tx).find_many().error().code == errc::disk_full);
        second = tenon::repository<Account>(tx).find_many().error().code;
        return 1;
    });
    CHECK(second == errc::transaction_closed);
    CHECK(outcome.error().code == errc::transaction_closed);
    CHECK(s.log.transactions() == texts{"BEGIN"});
    CHECK(s.log.count() == 1);

    s.script.when("COMMIT", {.fails = errc::disk_full, .ends_transaction = true});
    s.log.clear();
    CHECK(s.find(0).error().code == errc::disk_full);
    CHECK(s.log.transactions() == texts{"BEGIN", "COMMIT"});
    CHECK(s.find(0).has_value());
}

TEST_CASE("a commit whose outcome is unknown is told as it is, and never tried again") {
    scene s;
    s.script.when("COMMIT", testing::fails_with(errc::commit_unknown));
    CHECK(s.find(5).error().code == errc::commit_unknown);
    CHECK(s.runs == 1);
    CHECK(s.db.health().writers.open == 1); // a new one: the broken one was dropped
    CHECK(s.find(0).has_value());
}

TEST_CASE("an inner transaction never runs again by itself: the outermost does") {
    scene s;
    s.script.next(testing::fails_with(errc::deadlock));
    int outer = 0, inner = 0;
    const auto outcome = s.db.tenant("acme").transaction(
        [&](auto& tx) {
            ++outer;
            return tx.transaction(
                [&](auto& inside) {
                    ++inner;
                    return tenon::repository<Account>(inside).find_many();
                },
                {.retries = 5});
        },
        {.retries = 1, .backoff = 0ms});
    CHECK(outcome.has_value());
    CHECK(outer == 2);
    CHECK(inner == 2);
    CHECK(s.log.transactions() == texts{"BEGIN", "SAVEPOINT tenon_1", "ROLLBACK TO tenon_1; RELEASE tenon_1",
                                        "ROLLBACK", "BEGIN", "SAVEPOINT tenon_1", "RELEASE tenon_1", "COMMIT"});
}

TEST_CASE("a savepoint that cannot be made or released fails the inner transaction only") {
    scene s;
    s.script.when("SAVEPOINT", testing::fails_with(errc::invalid_sql));
    s.script.when("RELEASE", testing::fails_with(errc::check_violation));
    s.db.tenant("acme")
        .transaction([&](auto& tx) {
            CHECK(tx.transaction([](auto&) {}).error().code == errc::invalid_sql);
            CHECK(tx.transaction([](auto&) {}).error().code == errc::check_violation);
            CHECK(tx.transaction([](auto&) {}).has_value());
        })
        .value();
    CHECK(s.log.transactions() == texts{"BEGIN", "SAVEPOINT tenon_1", "SAVEPOINT tenon_1", "RELEASE tenon_1",
                                        "ROLLBACK TO tenon_1; RELEASE tenon_1", "SAVEPOINT tenon_1", "RELEASE tenon_1",
                                        "COMMIT"});
}

TEST_CASE("an exception rolls back, passes through unchanged and is not tried again") {
    scene s;
    CHECK_THROWS_WITH(s.db.tenant("acme").transaction(
                          [&](auto& tx) -> tenon::result<void> {
                              ++s.runs;
                              return tx.transaction(
                                  [](auto&) -> tenon::result<void> { throw std::runtime_error("mine"); });
                          },
                          {.retries = 3}),
                      "mine");
    CHECK(s.runs == 1);
    CHECK(s.log.transactions() ==
          texts{"BEGIN", "SAVEPOINT tenon_1", "ROLLBACK TO tenon_1; RELEASE tenon_1", "ROLLBACK"});
    CHECK(s.find(0).has_value());
}

TEST_CASE("waits grow and stay within half and the whole of what was asked, up to fifty times the first") {
    using clock = std::chrono::steady_clock;
    const auto waited = [](std::chrono::milliseconds first, int attempt) {
        const auto before = clock::now();
        tenon::driver::back_off(first, attempt);
        return clock::now() - before;
    };
    CHECK(waited(4ms, 0) >= 2ms);
    CHECK(waited(4ms, 2) >= 8ms);
    CHECK(waited(1ms, 20) >= 25ms); // not a million times the first
    CHECK(waited(1ms, 20) < 5s);
    CHECK(waited(0ms, 3) < 1s);
}

TEST_CASE("a row in a write that cannot be read undoes the write") {
    scene s;
    s.script.next({.rows = {{std::int64_t{1}}}});
    const auto outcome = s.db.tenant("acme").transaction([&](auto& tx) -> tenon::result<int> {
        CHECK(tenon::repository<Account>(tx).update("1", tenon::set<&Account::level>(2)).error().code ==
              errc::schema_mismatch);
        return 1;
    });
    CHECK(outcome.error().code == errc::transaction_closed);
}
