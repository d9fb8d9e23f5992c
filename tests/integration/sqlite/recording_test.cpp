// The recording driver around the real one: what each verb costs in statements.
#include <tenon/testing.hpp>

#include "integration/sqlite/support.hpp"

using namespace sqlite_tests;
namespace testing = tenon::testing;
using tenon::errc;
using tenon::verb;

static_assert(tenon::driver::database_driver<testing::recording<tenon::sqlite::driver>>);

namespace {

auto open_recorded(testing::statement_log log) {
    auto db = testing::record<app, tenon::sqlite::driver>(":memory:", log).value();
    db.create_tables().value();
    log.clear();
    return db;
}

} // namespace

TEST_CASE("each verb is one statement, and everything works as without a log") {
    testing::statement_log log;
    const auto db = open_recorded(log);
    const auto repository = tenon::repository<Account>(db.tenant("acme"));
    const auto sent = [&] {
        const std::size_t count = log.count();
        log.clear();
        return count;
    };
    repository.create({.id = "a", .email = "a@b.test", .note = "n"}).value();
    CHECK(sent() == 1);
    CHECK(repository.get("a").value().note == "n");
    CHECK(sent() == 1);
    CHECK(repository.update("a", tenon::set<&Account::level>(std::int8_t{5})).value().level == 5);
    CHECK(sent() == 1);
    repository.upsert({.email = "a@b.test"}, tenon::on_conflict<&Account::email>, tenon::set<&Account::active>(false))
        .value();
    CHECK(sent() == 1);
    CHECK(repository.find_many(tenon::where(tenon::field<&Account::id>.in({std::string("a"), std::string("b")})))
              .value()
              .size() == 1);
    CHECK(sent() == 1);
    CHECK(repository.exists("a").value());
    CHECK(sent() == 1);
    CHECK(repository.remove("a").value().id == "a");
    CHECK(log.transactions().empty());
    CHECK(sent() == 1);
    repository.page(tenon::take(1)).value();
    CHECK(log.transactions().empty());
    CHECK(sent() == 1);
    repository.create_many({Account{.email = "1"}, Account{.email = "2"}}).value();
    CHECK(log.transactions() == std::vector<std::string>{"BEGIN IMMEDIATE", "COMMIT"});
    CHECK(sent() == 2);
}

TEST_CASE("the text is prepared once, and is the same whatever the values are") {
    testing::statement_log log;
    const auto db = open_recorded(log);
    for (const char* tenant : {"acme", "globex"})
        for (const char* id : {"a", "b"})
            tenon::repository<Account>(db.tenant(tenant)).find_unique(id).value();
    const auto seen = log.statements();
    REQUIRE(seen.size() == 4);
    for (std::size_t i = 0; i < seen.size(); ++i) {
        CHECK(seen[i].text == seen[0].text);
        CHECK(seen[i].cache_hit == (i != 0));
        CHECK(seen[i].parameters.at(0).kind == testing::parameter_kind::tenant);
    }
}

TEST_CASE("a scope without a tenant sends nothing") {
    testing::statement_log log;
    const auto db = open_recorded(log);
    CHECK_FALSE(tenon::repository<Account>(db.tenant("")).find_many());
    CHECK_FALSE(tenon::repository<Account>(db.tenant("")).create_many({Account{}}));
    CHECK(log.all().empty());
}

TEST_CASE("a refused statement is in the log as failed, and so is the question for the reference behind it") {
    testing::statement_log log;
    const auto db = open_recorded(log);
    const auto e = tenon::repository<Post>(db.tenant("acme")).create({.accountId = "nobody"}).error();
    CHECK(e.code == errc::foreign_key_violation);
    CHECK(e.fields == std::vector<std::string>{"accountId"});
    const auto seen = log.statements();
    REQUIRE(seen.size() == 2);
    CHECK(seen[0].verb == verb::create);
    CHECK(seen[0].failed);
    CHECK(seen[1].verb == verb::other);
    CHECK_FALSE(seen[1].failed);
}

TEST_CASE("a statement that cannot be prepared is in the log as failed") {
    testing::statement_log log;
    const auto db = testing::record<app, tenon::sqlite::driver>(":memory:", log).value();
    CHECK(tenon::repository<Account>(db.tenant("acme")).count().error().code == errc::missing_table);
    REQUIRE(log.count() == 1);
    CHECK(log.statements()[0].failed);
    CHECK(log.statements()[0].model == "Account");
}

TEST_CASE("a recorded database opens with the driver's options and its errors") {
    const directory place;
    testing::statement_log log;
    CHECK(testing::record<app, tenon::sqlite::driver>(place / "none/app.db", log).error().code ==
          errc::connection_failed);
    const auto db = testing::record<app, tenon::sqlite::driver>(place / "app.db", log, {.readers = 2}).value();
    CHECK(db.health().readers.limit == 2);
    tenon::sqlite::options how;
    how.path = place / "app.db";
    how.read_only = true;
    CHECK(testing::record<app, tenon::sqlite::driver>(how, log).value().create_tables().error().code ==
          errc::read_only);
}
