#include <optional>
#include <string>

#include "support/database.hpp"

using namespace support;
using tenon::by;
using tenon::errc;
using tenon::field;
using tenon::repository;
using tenon::set;
using tenon::where;

TEMPLATE_LIST_TEST_CASE("an update in one tenant leaves the other tenant's row unchanged", "[update]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto users_a = repository<User>(t.tenant("a"));
    const auto users_b = repository<User>(t.tenant("b"));
    const User ann = users_a.create({.email = "ann", .level = 1}).value();
    const User bob = users_b.create({.email = "bob", .level = 1}).value();

    const auto refused = users_b.update(ann.id, set<&User::level>(9));
    const auto absent = users_b.update("nobody", set<&User::level>(9));
    REQUIRE(code_of(refused) == errc::not_found);
    REQUIRE(code_of(absent) == errc::not_found);
    CHECK(to_string(refused.error()) == to_string(absent.error()));
    CHECK(code_of(users_b.update(by<&User::email>("ann"), set<&User::level>(9))) == errc::not_found);
    CHECK(users_a.get(ann.id).value() == ann);

    const User changed = users_a.update(ann.id, set<&User::level>(2), set<&User::nick>("annie")).value();
    CHECK(changed.level == 2);
    CHECK(changed.nick == "annie");
    CHECK(changed.email == "ann");
    CHECK(users_a.get(ann.id).value() == changed);
    CHECK(users_b.get(bob.id).value() == bob);
}

TEMPLATE_LIST_TEST_CASE("an update sets values, NULL and optional values", "[update]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto users = repository<User>(t.tenant("a"));
    const std::string id = users.create({.email = "ann"}).value().id;
    CHECK(users.update(id, set<&User::nick>("x")).value().nick == "x");
    CHECK(users.update(id, set<&User::nick>(std::nullopt)).value().nick == std::nullopt);
    CHECK(users.update(id, set<&User::nick>(std::optional<std::string>("y"))).value().nick == "y");
    CHECK(users.update(id, set<&User::nick>(std::optional<std::string>())).value().nick == std::nullopt);
    CHECK(users.update(id, set<&User::nick>("")).value().nick == "");
    CHECK(users.update(by<&User::email>("ann"), set<&User::email>("ann2")).value().email == "ann2");
    CHECK(code_of(users.get(by<&User::email>("ann"))) == errc::not_found);
}

TEMPLATE_LIST_TEST_CASE("an update onto a taken unique value is refused and changes nothing", "[update]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto users = repository<User>(t.tenant("a"));
    const User ann = users.create({.email = "ann"}).value();
    users.create({.email = "bob"}).value();
    const auto refused = users.update(ann.id, set<&User::level>(5), set<&User::email>("bob"));
    REQUIRE(code_of(refused) == errc::unique_violation);
    CHECK(refused.error().fields == strings{"email"});
    CHECK(users.get(ann.id).value() == ann);
    CHECK(code_of(users.update_many(tenon::all_rows, set<&User::email>("same"))) == errc::unique_violation);
    CHECK(users.get(ann.id).value() == ann);
}

TEMPLATE_LIST_TEST_CASE("update_many changes the rows of its own tenant that the filter finds", "[update]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto users_a = repository<User>(t.tenant("a"));
    const auto users_b = repository<User>(t.tenant("b"));
    users_a.create_many({{.email = "1", .level = 1}, {.email = "2", .level = 2}, {.email = "3", .level = 3}}).value();
    users_b.create_many({{.email = "4", .level = 2}, {.email = "5", .level = 3}}).value();

    CHECK(users_a.update_many(where(field<&User::level> >= 2), set<&User::nick>("high")).value() == 2);
    CHECK(users_a.update_many(where(field<&User::level> == 99), set<&User::nick>("none")).value() == 0);
    CHECK(users_b.count(where(field<&User::nick>.is_null())).value() == 2);
    CHECK(users_a.count(where(field<&User::nick> == "high")).value() == 2);

    CHECK(users_b.update_many(tenon::all_rows, set<&User::level>(0), set<&User::nick>("all")).value() == 2);
    CHECK(users_a.count(where(field<&User::nick> == "all")).value() == 0);
    CHECK(users_a.count(where(field<&User::level> == 0)).value() == 0);
    CHECK(users_b.count(where(field<&User::level> == 0 && field<&User::nick> == "all")).value() == 2);
}

TEMPLATE_LIST_TEST_CASE("update_many with take and order_by changes the first rows of its tenant", "[update]",
                        backends) {
    test_database<TestType, Tenant, User> t;
    const auto users_a = repository<User>(t.tenant("a"));
    const auto users_b = repository<User>(t.tenant("b"));
    users_a.create_many({{.email = "1", .level = 1}, {.email = "2", .level = 2}, {.email = "3", .level = 3}}).value();
    users_b.create_many({{.email = "4", .level = 8}, {.email = "5", .level = 9}}).value();

    CHECK(users_a
              .update_many(tenon::all_rows, tenon::order_by(tenon::desc<&User::level>), tenon::take(2),
                           set<&User::nick>("top"))
              .value() == 2);
    CHECK(sorted<&User::email>(users_a.find_many(where(field<&User::nick> == "top")).value()) == strings{"2", "3"});
    CHECK(users_b.count(where(field<&User::nick>.is_not_null())).value() == 0);

    CHECK(users_a
              .update_many(where(field<&User::level> < 3), tenon::take(1), tenon::order_by(tenon::asc<&User::level>),
                           set<&User::nick>("low"))
              .value() == 1);
    CHECK(sorted<&User::email>(users_a.find_many(where(field<&User::nick> == "low")).value()) == strings{"1"});
    CHECK(users_a.update_many(tenon::all_rows, tenon::take(0), set<&User::nick>("none")).value() == 0);
    CHECK(users_a.update_many(tenon::all_rows, tenon::take(100), set<&User::nick>("each")).value() == 3);
    CHECK(code_of(users_a.update_many(tenon::all_rows, tenon::take(-1), set<&User::nick>("x"))) == errc::invalid_value);
    CHECK(users_b.count(where(field<&User::nick>.is_null())).value() == 2);
}

TEMPLATE_LIST_TEST_CASE("a filter of which nothing is left is refused, where it would mean all rows", "[update]",
                        backends) {
    test_database<TestType, Tenant, User> t;
    const auto users = repository<User>(t.tenant("a"));
    users.create_many({{.email = "1", .level = 1}, {.email = "2", .level = 2}}).value();
    const auto maybe = [&](bool wanted) { return where(tenon::when(wanted, field<&User::level> == 1)); };
    CHECK(code_of(users.update_many(maybe(false), set<&User::nick>("x"))) == errc::invalid_value);
    CHECK(code_of(users.remove_many(maybe(false))) == errc::invalid_value);
    CHECK(users.count(where(field<&User::nick>.is_null())).value() == 2);
    CHECK(users.update_many(maybe(true), set<&User::nick>("x")).value() == 1);
    CHECK(users.update_many(maybe(false), tenon::all_rows, set<&User::nick>("y")).value() == 2);
    CHECK(users.remove_many(maybe(true)).value() == 1);
}
