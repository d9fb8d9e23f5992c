#include <chrono>
#include <optional>
#include <string>

#include "support/clock.hpp"
#include "support/database.hpp"

using namespace support;
using tenon::errc;
using tenon::on_conflict;
using tenon::repository;
using tenon::set;

namespace {

struct Reading {
    std::string id;
    std::string tenantId;
    std::string sensor;
    int hour = 0;
    int value = 0;
    tenon::timestamp updatedAt;
    static constexpr auto tenon_model =
        tenon::table(tenon::unique<&Reading::sensor, &Reading::hour>, tenon::updated_at<&Reading::updatedAt>);
};
struct UpsertedTicket {
    int number = 0;
    std::string tenantId;
    std::string title;
    int votes = 0;
    static constexpr auto tenon_model =
        tenon::table(tenon::primary_key<&UpsertedTicket::number>, tenon::generated<&UpsertedTicket::number>(tenon::autoincrement),
                     tenon::unique<&UpsertedTicket::title>);
};
struct UpsertedPost {
    std::string id;
    std::string tenantId;
    std::string userId;
    int votes = 0;
    std::optional<tenon::timestamp> deletedAt;
    static constexpr auto tenon_model =
        tenon::table(tenon::references<&UpsertedPost::userId, &User::id>, tenon::soft_delete<&UpsertedPost::deletedAt>);
};

} // namespace

TEMPLATE_LIST_TEST_CASE("an upsert writes a new row, and changes the one that is there", "[upsert]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto users = repository<User>(t.tenant("a"));
    const User made =
        users.upsert({.email = "ann", .level = 1}, on_conflict<&User::email>, set<&User::level>(4)).value();
    CHECK(made.level == 1);
    CHECK(made.tenantId == "a");
    CHECK(made.id.size() == 25);

    const User changed =
        users.upsert({.email = "ann", .level = 2, .nick = "lost"}, on_conflict<&User::email>, set<&User::level>(4))
            .value();
    CHECK(changed.id == made.id);
    CHECK(changed.level == 4);
    CHECK(changed.nick == std::nullopt); // only what is set changes
    CHECK(users.count().value() == 1);
    CHECK(users.get(made.id).value() == changed);

    const User again = users
                           .upsert({.email = "ann"}, on_conflict<&User::email>, tenon::increment<&User::level>(10),
                                   set<&User::nick>("annie"))
                           .value();
    CHECK(again.level == 14);
    CHECK(again.nick == "annie");
}

TEMPLATE_LIST_TEST_CASE("an upsert by primary key", "[upsert]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto users = repository<User>(t.tenant("a"));
    for (int i = 1; i <= 3; ++i)
        CHECK(users
                  .upsert({.id = "1", .email = "ann", .level = 1}, on_conflict<&User::id>,
                          tenon::increment<&User::level>(1))
                  .value()
                  .level == i);
    // Another unique than the one that was named is a conflict like any other.
    const auto taken = users.upsert({.id = "2", .email = "ann"}, on_conflict<&User::id>, set<&User::level>(9));
    REQUIRE(code_of(taken) == errc::unique_violation);
    CHECK(taken.error().fields == strings{"email"});
    CHECK(users.get("1").value().level == 3);
}

TEMPLATE_LIST_TEST_CASE("an upsert meets its own tenant's rows only", "[upsert]", tenant_first_backends) {
    test_database<TestType, Tenant, User> t;
    const auto users_a = repository<User>(t.tenant("a"));
    const auto users_b = repository<User>(t.tenant("b"));
    const User theirs = users_b.create({.id = "1", .email = "ann", .level = 5}).value();
    const User own =
        users_a.upsert({.id = "1", .email = "ann"}, on_conflict<&User::email>, set<&User::level>(9)).value();
    CHECK(own.level == 0);
    CHECK(own.tenantId == "a");
    CHECK(users_a.upsert({.id = "1", .email = "ann"}, on_conflict<&User::id>, set<&User::level>(9)).value().level == 9);
    CHECK(users_b.get("1").value() == theirs);
}

TEMPLATE_LIST_TEST_CASE("an upsert never changes another tenant's row, in whatever layout", "[upsert]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto users_b = repository<User>(t.tenant("b"));
    const User theirs = users_b.create({.id = "1", .email = "ann", .level = 5}).value();
    const auto users_a = repository<User>(t.tenant("a"));
    const auto first = users_a.upsert({.email = "ann"}, on_conflict<&User::email>, set<&User::level>(9));
    const auto second = users_a.upsert({.id = "1", .email = "x"}, on_conflict<&User::id>, set<&User::level>(9));
    CHECK((first ? first->tenantId == "a" : code_of(first) == errc::unique_violation));
    CHECK((second ? second->tenantId == "a" : code_of(second) == errc::unique_violation));
    CHECK(users_b.get("1").value() == theirs);
    CHECK(users_b.count().value() == 1);
}

TEMPLATE_LIST_TEST_CASE("an upsert says whether its key is taken or a reference leads nowhere", "[upsert]", backends) {
    test_database<TestType, Tenant, User, Session, UpsertedPost> t;
    const std::string ann = repository<User>(t.tenant("a")).create({.email = "ann"}).value().id;
    const std::string bob = repository<User>(t.tenant("b")).create({.email = "bob"}).value().id;
    repository<UpsertedPost>(t.tenant("b")).create({.id = "theirs", .userId = bob}).value();
    repository<Session>(t.tenant("b")).create({.id = "theirs", .userId = bob}).value();
    const auto posts = repository<UpsertedPost>(t.tenant("a"));
    const auto code = [&](const char* id, const std::string& user, auto change) {
        return code_of(posts.upsert({.id = id, .userId = user}, on_conflict<&UpsertedPost::id>, change));
    };
    const auto vote = tenon::increment<&UpsertedPost::votes>(1);
    CHECK(code("own", ann, vote) == errc::ok);
    CHECK(code("own", ann, vote) == errc::ok);
    CHECK(code("new", bob, vote) == errc::foreign_key_violation);
    CHECK(code("own", ann, set<&UpsertedPost::userId>(bob)) == errc::foreign_key_violation);
    CHECK(code("theirs", ann, vote) == (t.leads_with_tenant ? errc::ok : errc::unique_violation));
    posts.remove("own").value();
    CHECK(code("own", ann, vote) == errc::unique_violation);
    CHECK(posts.upsert({.id = "own", .userId = ann}, on_conflict<&UpsertedPost::id>, vote).error().fields == strings{"id"});
    CHECK(code("own", ann, set<&UpsertedPost::userId>(ann)) == errc::unique_violation);

    const auto session = [&](const auto& scope, const char* id, const std::string& user) {
        return code_of(repository<Session>(scope).upsert({.id = id, .userId = user}, on_conflict<&Session::id>, set<&Session::hits>(1)));
    };
    CHECK(session(t.tenant("a"), "own", ann) == errc::ok);
    CHECK(session(t.tenant("a"), "new", bob) == errc::foreign_key_violation);
    CHECK(session(t.tenant("a"), "theirs", ann) == (t.leads_with_tenant ? errc::ok : errc::unique_violation));
    CHECK(session(t.system(), "new", "nobody") == errc::foreign_key_violation);
    CHECK(repository<Session>(t.tenant("b")).get("theirs").value().hits == 0);
}

TEMPLATE_LIST_TEST_CASE("an upsert by a unique of several fields, with times of change", "[upsert]", backends) {
    const tenon::timestamp dawn{std::chrono::hours{6}};
    fake_clock clock(dawn);
    test_database<TestType, Tenant, Reading> t;
    const auto readings = repository<Reading>(t.tenant("a"));
    const auto write = [&](const char* sensor, int hour, int value) {
        return readings
            .upsert({.sensor = sensor, .hour = hour, .value = value}, on_conflict<&Reading::sensor, &Reading::hour>,
                    set<&Reading::value>(value))
            .value();
    };
    const Reading first = write("s1", 1, 10);
    CHECK(first.updatedAt == dawn);
    clock.advance(std::chrono::hours{1});
    const Reading second = write("s1", 1, 11);
    CHECK(second.id == first.id);
    CHECK(second.value == 11);
    CHECK(second.updatedAt == dawn + std::chrono::hours{1});
    CHECK(write("s1", 2, 12).id != first.id);
    CHECK(write("s2", 1, 13).id != first.id);
    CHECK(readings.count().value() == 3);
}

TEMPLATE_LIST_TEST_CASE("an upsert of a numbered row", "[upsert]", backends) {
    test_database<TestType, Tenant, UpsertedTicket> t;
    const auto tickets = repository<UpsertedTicket>(t.tenant("a"));
    const auto vote = [&] {
        return tickets
            .upsert({.title = "x", .votes = 1}, on_conflict<&UpsertedTicket::title>, tenon::increment<&UpsertedTicket::votes>(1))
            .value();
    };
    const UpsertedTicket first = vote();
    const UpsertedTicket second = vote();
    CHECK(first.number > 0);
    CHECK(second.number == first.number);
    CHECK(second.votes == 2);
    CHECK(tickets.count().value() == 1);
}

TEMPLATE_LIST_TEST_CASE("an upsert that names another tenant is refused", "[upsert]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto refused = repository<User>(t.tenant("a"))
                             .upsert({.tenantId = "b", .email = "x"}, on_conflict<&User::email>, set<&User::level>(1));
    CHECK(code_of(refused) == errc::tenant_mismatch);
    CHECK(repository<User>(t.tenant("b")).count().value() == 0);
}
