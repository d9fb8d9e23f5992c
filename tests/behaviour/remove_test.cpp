#include <string>

#include "support/database.hpp"

using namespace support;
using tenon::by;
using tenon::errc;
using tenon::field;
using tenon::repository;
using tenon::where;

TEMPLATE_LIST_TEST_CASE("a removal in one tenant leaves the other tenant's row where it is", "[remove]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto users_a = repository<User>(t.tenant("a"));
    const auto users_b = repository<User>(t.tenant("b"));
    const User ann = users_a.create({.email = "ann", .level = 1}).value();

    const auto refused = users_b.remove(ann.id);
    const auto absent = users_b.remove("nobody");
    REQUIRE(code_of(refused) == errc::not_found);
    REQUIRE(code_of(absent) == errc::not_found);
    CHECK(to_string(refused.error()) == to_string(absent.error()));
    CHECK(code_of(users_b.remove(by<&User::email>("ann"))) == errc::not_found);
    CHECK(users_a.get(ann.id).value() == ann);

    CHECK(users_a.remove(ann.id).value() == ann);
    CHECK(code_of(users_a.get(ann.id)) == errc::not_found);
    CHECK(code_of(users_a.remove(ann.id)) == errc::not_found);
    users_a.create({.email = "ann"}).value();
    CHECK(users_a.remove(by<&User::email>("ann")).value().email == "ann");
    CHECK(users_a.count().value() == 0);
}

TEMPLATE_LIST_TEST_CASE("remove_many removes what the filter finds among its own tenant's rows", "[remove]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto users_a = repository<User>(t.tenant("a"));
    const auto users_b = repository<User>(t.tenant("b"));
    users_a.create_many({{.email = "1", .level = 1}, {.email = "2", .level = 2}, {.email = "3", .level = 3}}).value();
    users_b.create_many({{.email = "4", .level = 2}, {.email = "5", .level = 3}}).value();

    CHECK(users_a.remove_many(where(field<&User::level> == 2)).value() == 1);
    CHECK(users_a.remove_many(where(field<&User::level> == 2)).value() == 0);
    CHECK(users_b.count().value() == 2);
    CHECK(users_a.remove_many(tenon::all_rows).value() == 2);
    CHECK(users_a.count().value() == 0);
    CHECK(users_b.count().value() == 2);
    CHECK(users_a.remove_many(tenon::all_rows).value() == 0);
}

TEMPLATE_LIST_TEST_CASE("remove_many with take and order_by removes the first rows of its tenant", "[remove]",
                        backends) {
    test_database<TestType, Tenant, User> t;
    const auto users_a = repository<User>(t.tenant("a"));
    const auto users_b = repository<User>(t.tenant("b"));
    users_a.create_many({{.email = "1", .level = 1}, {.email = "2", .level = 2}, {.email = "3", .level = 3}}).value();
    users_b.create_many({{.email = "4", .level = 0}, {.email = "5", .level = 9}}).value();

    CHECK(users_a.remove_many(tenon::all_rows, tenon::take(1), tenon::order_by(tenon::asc<&User::level>)).value() == 1);
    CHECK(sorted<&User::email>(users_a.find_many().value()) == strings{"2", "3"});
    CHECK(
        users_a.remove_many(where(field<&User::level> > 0), tenon::take(1), tenon::order_by(tenon::desc<&User::level>))
            .value() == 1);
    CHECK(sorted<&User::email>(users_a.find_many().value()) == strings{"2"});
    CHECK(users_a.remove_many(tenon::all_rows, tenon::take(0)).value() == 0);
    CHECK(code_of(users_a.remove_many(tenon::all_rows, tenon::take(-1))) == errc::invalid_value);
    CHECK(users_a.remove_many(tenon::all_rows, tenon::take(100)).value() == 1);
    CHECK(sorted<&User::email>(users_b.find_many().value()) == strings{"4", "5"});
}
