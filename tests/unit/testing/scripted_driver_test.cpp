#include "unit/testing/models.hpp"

using namespace scripted_tests;
namespace testing = tenon::testing;
using tenon::errc;

static_assert(tenon::driver::database_driver<testing::scripted_driver>);
static_assert(tenon::driver::database_driver<testing::recording<testing::scripted_driver>>);
static_assert(tenon::driver::database_driver<testing::recording<testing::recording<testing::scripted_driver>>>);

TEST_CASE("a script gives structs as rows, and they come back field by field") {
    testing::script script;
    const auto db = testing::scripted<app>(script, testing::statement_log()).value();
    const Account ann{.id = "1", .tenantId = "acme", .email = "ann@acme.test", .plan = plan::paid, .level = 7};
    const Account bob{.id = "2", .tenantId = "acme", .email = "bob@acme.test", .note = "n"};
    script.next(testing::gives(ann, bob));
    const auto found = accounts(db).find_many().value();
    REQUIRE(found.size() == 2);
    CHECK(found[0].email == "ann@acme.test");
    CHECK(found[0].plan == plan::paid);
    CHECK(found[0].level == 7);
    CHECK_FALSE(found[0].note.has_value());
    CHECK(found[1].note == "n");
    CHECK(accounts(db).find_many().value().empty()); // the script is at its end
}

TEST_CASE("values of every kind go through a script unchanged") {
    testing::script script;
    const auto db = testing::scripted<app>(script, testing::statement_log()).value();
    Sample sample{.id = "1", .tenantId = "acme", .flag = true, .number = INT64_MIN, .real = 0.1};
    sample.bytes = tenon::to_blob(std::string_view("\0\x01\xff", 3));
    sample.at = tenon::timestamp(std::chrono::milliseconds(1234567));
    sample.day = *tenon::parse_date("2024-02-29");
    sample.key = *tenon::parse_uuid("01234567-89ab-cdef-0123-456789abcdef");
    script.next(testing::gives(sample));
    const auto found = tenon::repository<Sample>(db.tenant("acme")).get("1").value();
    CHECK(found.flag);
    CHECK(found.number == INT64_MIN);
    CHECK(found.real == 0.1);
    CHECK(found.bytes == sample.bytes);
    CHECK(found.at == sample.at);
    CHECK(found.day == sample.day);
    CHECK(found.key == sample.key);
    CHECK_FALSE(found.missing.has_value());
}

TEST_CASE("rows that do not fit are a schema_mismatch that names the field") {
    testing::script script;
    const auto db = testing::scripted<app>(script, testing::statement_log()).value();
    auto row = testing::row_of(Account{.id = "1"});
    row[2] = std::int64_t{3};
    script.next({.rows = {row}});
    CHECK(accounts(db).find_many().error().fields == std::vector<std::string>{"email"});
    row.resize(2);
    script.next({.rows = {row}});
    CHECK(accounts(db).find_many().error().code == errc::schema_mismatch);
}

TEST_CASE("a script answers numbers of changed rows") {
    testing::script script;
    const auto db = testing::scripted<app>(script, testing::statement_log()).value();
    script.next(testing::changes(5));
    CHECK(accounts(db).update_many(tenon::all_rows, tenon::set<&Account::level>(1)).value() == 5);
    CHECK(accounts(db).remove_many(tenon::all_rows).value() == 0);
}

TEST_CASE("a script fails a statement, with model, native code and text, also behind rows") {
    testing::script script;
    const auto db = testing::scripted<app>(script, testing::statement_log()).value();
    script.next({.fails = errc::busy, .native_code = "5"});
    const auto e = accounts(db).find_many().error();
    CHECK(e.code == errc::busy);
    CHECK(e.native_code == "5");
    CHECK(e.model == "Account");
    CHECK(e.statement.find("SELECT") == 0);
    script.next({.rows = {testing::row_of(Account{.id = "1"})}, .fails = errc::connection_lost});
    CHECK(accounts(db).find_many().error().code == errc::connection_lost);
    CHECK(accounts(db).find_many().has_value());
}

TEST_CASE("answers by number go before answers by text, and those before the queue") {
    testing::script script;
    testing::statement_log log;
    const auto db = testing::scripted<app>(script, log).value();
    script.next(testing::fails_with(errc::deadlock));
    script.when("SELECT", testing::fails_with(errc::timeout));
    script.at(2, testing::fails_with(errc::busy));
    CHECK(accounts(db).find_many().error().code == errc::timeout);
    CHECK(accounts(db).find_many().error().code == errc::busy);
    CHECK(accounts(db).find_many().error().code == errc::deadlock);
    CHECK(accounts(db).find_many().has_value());
    CHECK(script.sent() == 4);
    CHECK(log.count() == 4);
}

TEST_CASE("a question that needs a row and gets none is an error, not a crash") {
    testing::script script;
    const auto db = testing::scripted<app>(script, testing::statement_log()).value();
    const auto e = accounts(db).count().error();
    CHECK(e.code == errc::schema_mismatch);
    CHECK(e.model == "Account");
    script.next({.rows = {{std::int64_t{3}}}});
    CHECK(accounts(db).count().value() == 3);
}

TEST_CASE("a script can refuse the opening of connections") {
    testing::script script;
    script.when("open", {.fails = errc::authentication_failed, .native_code = "28P01"});
    const auto refused = testing::scripted<app>(script, testing::statement_log());
    CHECK(refused.error().code == errc::authentication_failed);
    CHECK(refused.error().native_code == "28P01");
    CHECK(testing::scripted<app>(script, testing::statement_log()).has_value());
}
