// Models that belong to tenants through a parent, and through a parent's parent.
#include <string>

#include "support/database.hpp"

using namespace support;
using tenon::errc;
using tenon::field;
using tenon::repository;
using tenon::set;
using tenon::where;

namespace {

/// For each tenant a user `<tenant>-user`, with a session and a click.
template <class Database>
void fill(const Database& t) {
    for (const char* tenant : {"a", "b"}) {
        const auto scope = t.tenant(tenant);
        const std::string id(tenant);
        repository<User>(scope).create({.id = id + "-user", .email = id}).value();
        repository<Session>(scope).create({.id = id + "-session", .userId = id + "-user"}).value();
        repository<Click>(scope).create({.id = id + "-click", .sessionId = id + "-session", .target = id}).value();
    }
}

} // namespace

TEMPLATE_LIST_TEST_CASE("rows under another tenant's parent are not found, changed or removed", "[tenancy][parent]",
                        backends) {
    test_database<TestType, Tenant, User, Session, Click> t;
    fill(t);
    const auto sessions = repository<Session>(t.tenant("a"));
    const auto clicks = repository<Click>(t.tenant("a"));
    const auto denies = [](const auto& rows, const char* theirs, auto change) {
        CHECK_FALSE(rows.find_unique(theirs).value());
        CHECK(code_of(rows.get(theirs)) == errc::not_found);
        CHECK_FALSE(rows.exists(theirs).value());
        CHECK(code_of(rows.update(theirs, change)) == errc::not_found);
        CHECK(code_of(rows.remove(theirs)) == errc::not_found);
        CHECK(rows.count().value() == 1);
        CHECK(rows.find_many().value().size() == 1);
        CHECK(rows.page(tenon::take(5)).value().total == 1);
        CHECK(rows.update_many(tenon::all_rows, change).value() == 1);
        CHECK(rows.update_many(tenon::all_rows, tenon::take(5), change).value() == 1);
    };
    denies(sessions, "b-session", tenon::increment<&Session::hits>(1));
    denies(clicks, "b-click", set<&Click::target>("changed"));
    CHECK(sessions.find_many(where(field<&Session::id> == "a-session" || field<&Session::id> == "b-session"))
              .value()
              .size() == 1);
    CHECK(sessions.get("a-session").value().hits == 2);

    CHECK(clicks.remove_many(tenon::all_rows, tenon::take(5)).value() == 1);
    CHECK(sessions.remove_many(tenon::all_rows).value() == 1);
    CHECK(repository<Session>(t.tenant("b")).get("b-session").value().hits == 0);
    CHECK(repository<Click>(t.tenant("b")).get("b-click").value().target == "b");
}

TEMPLATE_LIST_TEST_CASE("a row is created only under a parent of its tenant", "[tenancy][parent]", backends) {
    test_database<TestType, Tenant, User, Session, Click> t;
    fill(t);
    const auto sessions = repository<Session>(t.tenant("a"));
    const auto clicks = repository<Click>(t.tenant("a"));
    const auto under_theirs = sessions.create({.userId = "b-user"});
    const auto under_nobody = sessions.create({.userId = "nobody"});
    REQUIRE(code_of(under_theirs) == errc::foreign_key_violation);
    REQUIRE(code_of(under_nobody) == errc::foreign_key_violation);
    CHECK(to_string(under_theirs.error()) == to_string(under_nobody.error()));
    CHECK(under_theirs.error().model == "Session");
    CHECK(under_theirs.error().fields == strings{"userId"});
    CHECK(code_of(clicks.create({.sessionId = "b-session"})) == errc::foreign_key_violation);
    CHECK(code_of(clicks.create_many({{.sessionId = "a-session"}, {.sessionId = "b-session"}})) ==
          errc::foreign_key_violation);
    CHECK(code_of(sessions.upsert({.id = "new", .userId = "b-user"}, tenon::on_conflict<&Session::id>,
                                  set<&Session::hits>(1))) == errc::foreign_key_violation);
    CHECK(sessions.count().value() == 1);
    CHECK(clicks.count().value() == 1);
    CHECK(repository<Session>(t.tenant("b")).count().value() == 1);

    CHECK(clicks.create({.sessionId = "a-session"}).value().sessionId == "a-session");
    CHECK(clicks.create_many({{.sessionId = "a-session"}, {.sessionId = "a-session"}}).value() == 2);
    CHECK(sessions
              .upsert({.id = "a-session", .userId = "a-user"}, tenon::on_conflict<&Session::id>, set<&Session::hits>(7))
              .value()
              .hits == 7);
}

TEMPLATE_LIST_TEST_CASE("a row does not move under another tenant's parent", "[tenancy][parent]", backends) {
    test_database<TestType, Tenant, User, Session, Click> t;
    fill(t);
    const auto sessions = repository<Session>(t.tenant("a"));
    CHECK_FALSE(sessions.update("a-session", set<&Session::userId>("b-user")));
    CHECK(sessions.get("a-session").value().userId == "a-user");
    CHECK_FALSE(sessions.update_many(tenon::all_rows, set<&Session::userId>("b-user")).value_or(0));
    CHECK(sessions.get("a-session").value().userId == "a-user");
    CHECK_FALSE(sessions.upsert({.id = "a-session", .userId = "a-user"}, tenon::on_conflict<&Session::id>,
                                set<&Session::userId>("b-user")));
    CHECK(sessions.get("a-session").value().userId == "a-user");
    CHECK(repository<Session>(t.tenant("b")).count().value() == 1);

    repository<User>(t.tenant("a")).create({.id = "a-other", .email = "other"}).value();
    CHECK(sessions.update("a-session", set<&Session::userId>("a-other")).value().userId == "a-other");
}

TEMPLATE_LIST_TEST_CASE("removing a parent removes its children and their children, and no others", "[tenancy][parent]",
                        backends) {
    test_database<TestType, Tenant, User, Session, Click> t;
    fill(t);
    repository<User>(t.tenant("a")).remove("a-user").value();
    CHECK(repository<Session>(t.tenant("a")).count().value() == 0);
    CHECK(repository<Click>(t.tenant("a")).count().value() == 0);
    CHECK(repository<Session>(t.tenant("b")).count().value() == 1);
    CHECK(repository<Click>(t.tenant("b")).count().value() == 1);
}

TEMPLATE_LIST_TEST_CASE("two tenants may use the same ids for parents and children", "[tenancy][parent]",
                        tenant_first_backends) {
    test_database<TestType, Tenant, User, Session, Click> t;
    for (const char* tenant : {"a", "b"}) {
        const auto scope = t.tenant(tenant);
        repository<User>(scope).create({.id = "1", .email = "same"}).value();
        repository<Session>(scope).create({.id = "1", .userId = "1"}).value();
        repository<Click>(scope).create({.id = "1", .sessionId = "1", .target = tenant}).value();
    }
    CHECK(repository<Click>(t.tenant("a")).get("1").value().target == "a");
    repository<User>(t.tenant("a")).remove("1").value();
    CHECK(repository<Click>(t.tenant("a")).count().value() == 0);
    CHECK(repository<Click>(t.tenant("b")).get("1").value().target == "b");
}

TEMPLATE_LIST_TEST_CASE("from a system scope a row takes its parent's tenant", "[tenancy][parent]", backends) {
    test_database<TestType, Tenant, User, Session, Click> t;
    fill(t);
    const auto all = repository<Session>(t.system());
    CHECK(all.create({.id = "a-second", .userId = "a-user"}).value().userId == "a-user");
    CHECK(code_of(all.create({.userId = "nobody"})) == errc::foreign_key_violation);
    CHECK(repository<Session>(t.tenant("a")).exists("a-second").value());
    CHECK_FALSE(repository<Session>(t.tenant("b")).exists("a-second").value());
    CHECK(all.count().value() == 3);
    CHECK(all.get(tenon::in_tenant("b"), "b-session").value().userId == "b-user");
    CHECK(code_of(all.get(tenon::in_tenant("b"), "a-session")) == errc::not_found);
}

TEMPLATE_LIST_TEST_CASE("from a system scope a parent that two tenants have is refused, not guessed",
                        "[tenancy][parent]", tenant_first_backends) {
    test_database<TestType, Tenant, User, Session, Click> t;
    for (const char* tenant : {"a", "b"})
        repository<User>(t.tenant(tenant)).create({.id = "1", .email = "same"}).value();
    const auto all = repository<Session>(t.system());
    CHECK(code_of(all.create({.userId = "1"})) == errc::foreign_key_violation);
    CHECK(all.count().value() == 0);
    CHECK(repository<Session>(t.system().tenant("b")).create({.userId = "1"}));
    CHECK(repository<Session>(t.tenant("a")).count().value() == 0);
}
