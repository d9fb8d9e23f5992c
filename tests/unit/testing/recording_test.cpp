#include "unit/testing/models.hpp"

using namespace scripted_tests;
namespace testing = tenon::testing;
using tenon::errc;
using tenon::verb;
using testing::parameter_kind;

TEST_CASE("each statement is remembered with text, verb, model and the kinds of its parameters") {
    testing::script script;
    testing::statement_log log;
    const auto db = testing::scripted<app>(script, log).value();
    CHECK(log.all().empty());
    accounts(db).create({.id = "1", .email = "ann@acme.test", .password = "hunter2"}).value();
    const auto seen = log.statements();
    REQUIRE(seen.size() == 1);
    CHECK(seen[0].text.find("INSERT INTO \"Account\"") == 0);
    CHECK(seen[0].verb == verb::create);
    CHECK(seen[0].model == "Account");
    CHECK_FALSE(seen[0].failed);
    std::vector<parameter_kind> kinds;
    for (const auto& parameter : seen[0].parameters) {
        kinds.push_back(parameter.kind);
        CHECK(parameter.value.empty()); // not asked for
    }
    CHECK(kinds == std::vector<parameter_kind>{parameter_kind::tenant, parameter_kind::value, parameter_kind::value,
                                               parameter_kind::value, parameter_kind::value, parameter_kind::value,
                                               parameter_kind::null});
    CHECK(seen[0].parameters[5].type == tenon::column_type::int32);
}

TEST_CASE("values are kept only by a log that was asked to") {
    testing::script script;
    testing::statement_log log(testing::parameter_values::kept);
    const auto db = testing::scripted<app>(script, log).value();
    accounts(db).create({.id = "1", .email = "ann@acme.test", .level = -3}).value();
    const auto seen = log.statements().at(0).parameters;
    std::vector<std::string> values;
    for (const auto& parameter : seen)
        values.push_back(parameter.value);
    CHECK(values == std::vector<std::string>{"acme", "1", "ann@acme.test", "", "free", "-3", "NULL"});

    log.clear();
    Sample sample{.id = "1", .flag = true, .number = INT64_MIN, .real = 0.1};
    sample.bytes = tenon::to_blob(std::string_view("\0\xff", 2));
    sample.at = tenon::timestamp(std::chrono::milliseconds(0));
    sample.day = *tenon::parse_date("2024-02-29");
    sample.key = *tenon::parse_uuid("01234567-89ab-cdef-0123-456789abcdef");
    tenon::repository<Sample>(db.tenant("acme")).create(sample).value();
    values.clear();
    const auto bound = log.statements().at(0).parameters;
    for (const auto& parameter : bound)
        values.push_back(parameter.value);
    CHECK(values == std::vector<std::string>{"acme", "1", "true", "-9223372036854775808", "0.1", "x00ff",
                                             "1970-01-01T00:00:00.000Z", "2024-02-29",
                                             "01234567-89ab-cdef-0123-456789abcdef", "NULL"});

    log.clear();
    accounts(db).find_many(tenon::where(tenon::field<&Account::level>.in({1, 2, 3}))).value();
    const auto list = log.statements().at(0).parameters.at(1);
    CHECK(list.kind == parameter_kind::list);
    CHECK(list.type == tenon::column_type::int32);
    CHECK(list.value == "[1, 2, 3]");
}

TEST_CASE("what begins and ends transactions is counted apart") {
    testing::script script;
    testing::statement_log log;
    const auto db = testing::scripted<app>(script, log).value();
    db.tenant("acme")
        .transaction([](auto& tx) {
            tenon::repository<Account>(tx).find_many().value();
            tx.transaction([](auto&) {}).value();
        })
        .value();
    CHECK(log.count() == 1);
    CHECK(log.count(verb::transaction) == 4);
    CHECK(log.transactions() == std::vector<std::string>{"BEGIN", "SAVEPOINT tenon_1", "RELEASE tenon_1", "COMMIT"});
    CHECK(log.all().size() == 5);
    CHECK(log.all()[1].verb == verb::find_many);
}

TEST_CASE("a statement that runs for each of many rows is there for each of them") {
    testing::script script;
    testing::statement_log log(testing::parameter_values::kept);
    const auto db = testing::scripted<app>(script, log).value();
    accounts(db).create_many({Account{.id = "1"}, Account{.id = "2"}, Account{.id = "3"}}).value();
    const auto seen = log.statements();
    REQUIRE(seen.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(seen[i].verb == verb::create_many);
        CHECK(seen[i].parameters.at(1).value == std::to_string(i + 1));
        CHECK(seen[i].cache_hit == (i != 0));
    }
}

TEST_CASE("a statement that failed is marked; one that was never sent is not there") {
    testing::script script;
    testing::statement_log log;
    const auto db = testing::scripted<app>(script, log).value();
    script.next(testing::fails_with(errc::busy));
    CHECK_FALSE(accounts(db).find_many());
    CHECK_FALSE(accounts(db).create({.plan = static_cast<plan>(99)})); // refused before it is sent
    CHECK_FALSE(tenon::repository<Account>(db.tenant("")).find_many());
    REQUIRE(log.count() == 1);
    CHECK(log.statements()[0].failed);
    script.when("COMMIT", testing::fails_with(errc::disk_full));
    CHECK_FALSE(db.tenant("acme").transaction([](auto&) {}));
    std::vector<bool> failed;
    for (const auto& entry : log.all())
        if (entry.verb == verb::transaction) failed.push_back(entry.failed);
    CHECK(failed == std::vector<bool>{false, true, false});
}

TEST_CASE("a log is shared by its copies, and can be cleared while statements run") {
    testing::script script;
    testing::statement_log log;
    const testing::statement_log copy = log;
    const auto db = testing::scripted<app>(script, log).value();
    accounts(db).find_many().value();
    CHECK(copy.count(verb::find_many) == 1);
    log.clear();
    CHECK(copy.all().empty());
    const std::size_t number = log.add({.text = "one"});
    log.clear();
    log.mark_failed(number); // it is gone
    log.add({.text = "two"});
    CHECK_FALSE(log.all().at(0).failed);
    log.mark_failed(number + 1);
    CHECK(log.all().at(0).failed);
}

TEST_CASE("values are shown as people write them") {
    CHECK(testing::shown(true) == "true");
    CHECK(testing::shown(false) == "false");
    CHECK(testing::shown(std::int64_t{-5}) == "-5");
    CHECK(testing::shown(0.1) == "0.1");
    CHECK(testing::shown(1e300) == "1e+300");
    CHECK(testing::shown(tenon::blob_view()) == "x");
    CHECK(testing::shown(std::string_view("text")) == "text");
}
