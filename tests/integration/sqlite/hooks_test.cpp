// What hooks are told of statements that run, and of those that fail.
#include "integration/sqlite/support.hpp"

using namespace sqlite_tests;
using tenon::errc;
using tenon::verb;
using namespace std::chrono_literals;

namespace {

/// An event, kept.
struct event {
    std::string model, tenant, reason, text;
    tenon::verb verb;
    std::int64_t rows;
    std::chrono::nanoseconds duration;
    bool cache_hit;
    std::optional<tenon::error> error;
};

struct watched {
    std::vector<event> all, slow;
    std::optional<sqlite_tests::database> db;

    explicit watched(std::chrono::milliseconds slow_threshold = 1h, const std::string& path = ":memory:") {
        const auto keep = [](std::vector<event>& in) {
            return [&in](const tenon::statement_event& e) {
                in.push_back({std::string(e.model), std::string(e.tenant), std::string(e.system_reason),
                              std::string(e.text), e.verb, e.rows, e.duration, e.cache_hit,
                              e.error != nullptr ? std::optional(*e.error) : std::nullopt});
            };
        };
        tenon::statement_hooks hooks{
            .on_statement = keep(all), .on_slow_statement = keep(slow), .slow_threshold = slow_threshold};
        db = make(path, {.pool_timeout = 50ms, .hooks = hooks});
        all.clear();
        slow.clear();
    }
    watched(const watched&) = delete;
};

} // namespace

TEST_CASE("the hook is told model, verb, tenant, text and rows of each statement") {
    watched w;
    const auto repository = accounts(*w.db);
    repository.create({.id = "a", .email = "a"}).value();
    repository.create({.id = "b", .email = "b"}).value();
    repository.find_many().value();
    repository.get("a").value();
    repository.find_unique("z").value();
    repository.update_many(tenon::all_rows, tenon::set<&Account::active>(false)).value();
    repository.update("a", tenon::set<&Account::active>(true)).value();
    repository.count().value();
    repository.remove("a").value();
    struct {
        tenon::verb verb;
        std::int64_t rows;
        bool cache_hit;
        const char* text;
    } const wanted[] = {{verb::create, 1, false, "INSERT"},     {verb::create, 1, true, "INSERT"},
                        {verb::find_many, 2, false, "SELECT"},  {verb::find_unique, 1, false, "SELECT"},
                        {verb::find_unique, 0, true, "SELECT"}, {verb::update_many, 2, false, "UPDATE"},
                        {verb::update, 1, false, "UPDATE"},     {verb::count, 1, false, "SELECT"},
                        {verb::remove, 1, false, "DELETE"}};
    REQUIRE(w.all.size() == std::size(wanted));
    for (std::size_t i = 0; i < w.all.size(); ++i) {
        INFO(i << ": " << w.all[i].text);
        CHECK(w.all[i].verb == wanted[i].verb);
        CHECK(w.all[i].rows == wanted[i].rows);
        CHECK(w.all[i].cache_hit == wanted[i].cache_hit);
        CHECK(w.all[i].text.find(wanted[i].text) == 0);
        CHECK(w.all[i].model == "Account");
        CHECK(w.all[i].tenant == "acme");
        CHECK(w.all[i].reason.empty());
        CHECK(w.all[i].duration > 0ns);
        CHECK(w.all[i].duration < 10s);
        CHECK_FALSE(w.all[i].error.has_value());
    }
}

TEST_CASE("the hook is told the reason of a system scope, also for the tenants that it serves") {
    watched w;
    const auto system = w.db->system("nightly report");
    tenon::repository<Account>(system).count().value();
    tenon::repository<Account>(system.tenant("acme")).count().value();
    REQUIRE(w.all.size() == 2);
    CHECK(w.all[0].tenant.empty());
    CHECK(w.all[0].reason == "nightly report");
    CHECK(w.all[1].tenant == "acme");
    CHECK(w.all[1].reason == "nightly report");
}

TEST_CASE("the hook is told of what begins and ends transactions") {
    watched w;
    w.db->tenant("acme").transaction([](auto& tx) { tenon::repository<Account>(tx).count().value(); }).value();
    static_cast<void>(w.db->tenant("acme").transaction([](auto& tx) -> tenon::result<void> {
        tx.transaction([](auto&) {}).value();
        return tenon::fail(errc::invalid_value);
    }));
    std::vector<std::string> texts;
    for (const auto& e : w.all) {
        CHECK(e.tenant == "acme");
        CHECK((e.verb == verb::transaction) == e.model.empty());
        if (e.verb == verb::transaction) texts.push_back(e.text);
    }
    CHECK(texts == std::vector<std::string>{"BEGIN IMMEDIATE", "COMMIT", "BEGIN IMMEDIATE", "SAVEPOINT tenon_1",
                                            "RELEASE tenon_1", "ROLLBACK"});
}

TEST_CASE("the hook is told why a statement failed: refused by the database, by a value, or without a connection") {
    watched w;
    const auto repository = accounts(*w.db);
    repository.create({.id = "a", .email = "same"}).value();
    w.all.clear();

    CHECK_FALSE(repository.create({.id = "b", .email = "same"}));
    REQUIRE(w.all.size() == 1);
    REQUIRE(w.all[0].error.has_value());
    CHECK(w.all[0].error->code == errc::unique_violation);
    CHECK(w.all[0].error->model == "Account");
    CHECK(w.all[0].error->fields == std::vector<std::string>{"email"});
    CHECK(w.all[0].error->statement == w.all[0].text);
    CHECK(w.all[0].cache_hit);
    CHECK(w.all[0].rows == 0);

    CHECK_FALSE(repository.create({.email = "\xff"}));
    REQUIRE(w.all.size() == 2);
    REQUIRE(w.all[1].error.has_value());
    CHECK(w.all[1].error->code == errc::invalid_value);
    CHECK(w.all[1].error->model == "Account");

    {
        const held all_there_is(*w.db);
        CHECK_FALSE(repository.count());
    }
    REQUIRE(w.all.size() == 3);
    REQUIRE(w.all[2].error.has_value());
    CHECK(w.all[2].error->code == errc::pool_timeout);
    CHECK(w.all[2].model == "Account");
    CHECK(w.all[2].tenant == "acme");
    CHECK_FALSE(w.all[2].cache_hit);
    CHECK(w.all[2].duration < 10s);

    CHECK_FALSE(repository.get("z")); // not found is an answer, not a failure of the statement
    CHECK_FALSE(w.all[3].error.has_value());
}

TEST_CASE("a statement that cannot be prepared is told with its text") {
    const directory place;
    watched w(1h, place / "app.db");
    raw file(place / "app.db");
    REQUIRE(file.run("DROP TABLE Seat") == SQLITE_OK);
    CHECK_FALSE(tenon::repository<Seat>(w.db->tenant("acme")).count());
    REQUIRE(w.all.size() == 1);
    CHECK(w.all[0].error->code == errc::missing_table);
    CHECK(w.all[0].text.find("\"Seat\"") != std::string::npos);
    CHECK_FALSE(w.all[0].cache_hit);
}

TEST_CASE("no event holds a value of a row") {
    watched w;
    const std::string value = "hunter2";
    const auto repository = accounts(*w.db);
    repository.create({.id = value, .email = value, .note = value}).value();
    CHECK_FALSE(repository.create({.id = value, .email = value, .note = value}));
    repository.find_many(tenon::where(tenon::field<&Account::note> == value)).value();
    repository.get(value).value();
    REQUIRE(w.all.size() == 4);
    for (const auto& e : w.all)
        for (const auto& text : {e.text, e.model, e.tenant, e.error ? to_string(*e.error) : std::string()})
            CHECK(text.find(value) == std::string::npos);
}

TEST_CASE("only statements that take as long as the threshold are slow") {
    watched quick(1h);
    accounts(*quick.db).count().value();
    CHECK(quick.all.size() == 1);
    CHECK(quick.slow.empty());

    watched each(0ms);
    accounts(*each.db).count().value();
    CHECK(each.slow.size() == 1);
    CHECK(each.slow[0].text == each.all[0].text);

    // A statement that really takes long: it waits for another connection's lock.
    const directory place;
    watched w(40ms, place / "app.db");
    {
        raw other(place / "app.db");
        REQUIRE(other.run("BEGIN IMMEDIATE") == SQLITE_OK);
        std::thread release([&] {
            std::this_thread::sleep_for(400ms);
            other.run("COMMIT");
        });
        accounts(*w.db).create({.email = "x"}).value();
        release.join();
    }
    REQUIRE(w.slow.size() == 1);
    CHECK(w.slow[0].duration >= 40ms);
    CHECK(w.slow[0].verb == verb::create);
}

TEST_CASE("the hook for slow statements can be set alone") {
    int slow = 0;
    tenon::statement_hooks hooks;
    hooks.on_slow_statement = [&](const tenon::statement_event&) { ++slow; };
    hooks.slow_threshold = 0ms;
    const auto db = make(":memory:", {.hooks = hooks});
    slow = 0;
    accounts(db).count().value();
    CHECK(slow == 1);
}
