// A stop token ends what runs in its scope, and lets nothing more begin.
#include <atomic>
#include <chrono>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "support/database.hpp"

using namespace support;
using tenon::errc;
using tenon::field;
using tenon::repository;
using tenon::result;
using tenon::where;

TEMPLATE_LIST_TEST_CASE("a scope whose token was told to stop begins nothing", "[cancel]", backends) {
    test_database<TestType, Tenant, User> t;
    std::stop_source stop;
    const auto scope = t.tenant("a").until(stop.get_token());
    const auto users = repository<User>(scope);
    CHECK(users.create({.id = "1", .email = "1"}));
    stop.request_stop();
    CHECK(code_of(users.create({.id = "2", .email = "2"})) == errc::cancelled);
    CHECK(code_of(users.count()) == errc::cancelled);
    CHECK(code_of(users.find_unique("1")) == errc::cancelled);
    CHECK(code_of(users.create_many({{.email = "3"}})) == errc::cancelled);
    CHECK(code_of(*users.stream().next()) == errc::cancelled);
    auto [one, two] = scope.batch([](auto& tx) { return repository<User>(tx).count(); },
                                  [](auto& tx) { return repository<User>(tx).create({.email = "4"}); });
    CHECK(code_of(one) == errc::cancelled);
    CHECK(code_of(two) == errc::cancelled);
    CHECK(repository<User>(t.tenant("a")).count().value() == 1); // others go on
    CHECK(repository<User>(t.system().until(std::stop_token())).count().value() == 1);
}

TEMPLATE_LIST_TEST_CASE("a token that stops in a transaction lets it end in nothing", "[cancel]", backends) {
    test_database<TestType, Tenant, User> t;
    std::stop_source stop;
    const auto done = t.tenant("a").until(stop.get_token()).transaction([&](auto& tx) -> result<void> {
        repository<User>(tx).create({.email = "1"}).value();
        stop.request_stop();
        const auto more = repository<User>(tx).create({.email = "2"});
        CHECK(code_of(more) == errc::cancelled);
        return tenon::fail(more.error());
    });
    CHECK(code_of(done) == errc::cancelled);
    CHECK(repository<User>(t.tenant("a")).count().value() == 0);
}

TEMPLATE_LIST_TEST_CASE("a statement that runs is cancelled when its token is told to stop", "[cancel]", backends) {
    test_database<TestType, Tenant, User> t;
    std::vector<User> many;
    for (int i = 0; i < 20'000; ++i) many.push_back({.email = std::to_string(i) + std::string(200, 'x')});
    repository<User>(t.tenant("a")).create_many(many).value();
    // Each try stops a little later: one of them in the midst.
    bool cancelled = false;
    for (int tries = 1; tries < 400 && !cancelled; ++tries) {
        std::stop_source stop;
        std::atomic<bool> begun = false;
        std::jthread other([&] {
            while (!begun) {}
            std::this_thread::sleep_for(std::chrono::microseconds(50 * tries));
            stop.request_stop();
        });
        const auto scope = t.tenant("a").until(stop.get_token());
        begun = true;
        const auto count = repository<User>(scope).count(where(
            field<&User::email>.contains("XY", tenon::ignore_case) || field<&User::email>.contains("YX", tenon::ignore_case)));
        if (!count) {
            REQUIRE(code_of(count) == errc::cancelled);
            cancelled = stop.stop_requested() && !count.error().native_code.empty(); // by the database, not before it began
        }
        REQUIRE(repository<User>(t.tenant("a")).exists()); // the connection is as it was
    }
    CHECK(cancelled);
}
