// The system scope: across tenants, on purpose, with a reason.
#include <string>

#include "support/database.hpp"

using namespace support;
using tenon::by;
using tenon::errc;
using tenon::field;
using tenon::in_tenant;
using tenon::repository;
using tenon::set;
using tenon::where;

TEMPLATE_LIST_TEST_CASE("from a system scope a row names its tenant", "[system]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto all = repository<User>(t.system());
    CHECK(all.create({.tenantId = "b", .email = "bob"}).value().tenantId == "b");
    CHECK(repository<User>(t.tenant("b")).count().value() == 1);
    CHECK(repository<User>(t.tenant("a")).count().value() == 0);

    const auto nameless = all.create({.email = "x"});
    REQUIRE(code_of(nameless) == errc::invalid_tenant);
    CHECK(nameless.error().fields == strings{"tenantId"});
    CHECK(code_of(all.create({.tenantId = std::string("a\0", 2), .email = "x"})) == errc::invalid_tenant);
    CHECK(code_of(all.create({.tenantId = "nobody", .email = "x"})) == errc::foreign_key_violation);
    CHECK(all.create_many({{.tenantId = "a", .email = "1"}, {.tenantId = "b", .email = "2"}}).value() == 2);
    CHECK(code_of(all.create_many({{.tenantId = "a", .email = "3"}, {.email = "4"}})) == errc::invalid_tenant);
    CHECK(all.count().value() == 3);
}

TEMPLATE_LIST_TEST_CASE("from a system scope a key is preceded by its tenant", "[system]", backends) {
    test_database<TestType, Tenant, User> t;
    const User ann = repository<User>(t.tenant("a")).create({.id = "1", .email = "ann"}).value();
    repository<User>(t.tenant("b")).create({.id = "2", .email = "bob"}).value();
    const auto all = repository<User>(t.system());
    CHECK(code_of(all.get(in_tenant("b"), "1")) == errc::not_found);
    CHECK_FALSE(all.find_unique(in_tenant("b"), by<&User::email>("ann")).value());
    CHECK_FALSE(all.exists(in_tenant("b"), "1").value());
    CHECK(code_of(all.update(in_tenant("b"), "1", set<&User::level>(9))) == errc::not_found);
    CHECK(code_of(all.remove(in_tenant("b"), "1")) == errc::not_found);
    CHECK(code_of(all.get(in_tenant(""), "1")) == errc::invalid_tenant);
    CHECK(repository<User>(t.tenant("a")).get("1").value() == ann);

    CHECK(all.get(in_tenant("a"), "1").value() == ann);
    CHECK(all.find_unique(in_tenant("a"), by<&User::email>("ann")).value() == ann);
    CHECK(all.exists(in_tenant("a"), "1").value());
    CHECK(all.update(in_tenant("a"), "1", set<&User::level>(9)).value().level == 9);
    CHECK(all.update(in_tenant("a"), by<&User::email>("ann"), set<&User::level>(8)).value().level == 8);
    CHECK(all.remove(in_tenant("a"), "1").value().level == 8);
    CHECK(all.count().value() == 1);
}

TEMPLATE_LIST_TEST_CASE("reads and bulk changes of a system scope cross tenants", "[system]", backends) {
    test_database<TestType, Tenant, User> t;
    repository<User>(t.tenant("a")).create_many({{.email = "1", .level = 1}, {.email = "2", .level = 2}}).value();
    repository<User>(t.tenant("b")).create_many({{.email = "3", .level = 1}, {.email = "4", .level = 4}}).value();
    const auto all = repository<User>(t.system());
    CHECK(all.count().value() == 4);
    CHECK(all.exists(where(field<&User::level> == 4)).value());
    CHECK(sorted<&User::email>(all.find_many(where(field<&User::level> == 1)).value()) == strings{"1", "3"});
    CHECK(sorted<&User::email>(all.find_many(where(field<&User::tenantId> == "b")).value()) == strings{"3", "4"});
    CHECK(each<&User::email>(all.find_many(tenon::order_by(tenon::desc<&User::email>), tenon::take(3)).value()) ==
          strings{"4", "3", "2"});
    CHECK(all.page(tenon::take(3)).value().has_more);
    CHECK(all.update_many(where(field<&User::level> == 1), set<&User::level>(10)).value() == 2);
    CHECK(all.update_many(tenon::all_rows, tenon::order_by(tenon::desc<&User::email>), tenon::take(1),
                          set<&User::nick>("x"))
              .value() == 1);
    CHECK(repository<User>(t.tenant("b")).get(by<&User::email>("4")).value().nick == "x");
    CHECK(all.remove_many(where(field<&User::level> == 10)).value() == 2);
    CHECK(all.upsert({.tenantId = "a", .email = "2"}, tenon::on_conflict<&User::email>, set<&User::level>(7))
              .value()
              .level == 7);
    CHECK(all.remove_many(tenon::all_rows, tenon::take(1)).value() == 1);
    CHECK(all.count().value() == 1);
}

TEMPLATE_LIST_TEST_CASE("rows of two tenants with one key are two rows, and both are in reach", "[system]",
                        tenant_first_backends) {
    test_database<TestType, Tenant, User> t;
    const auto all = repository<User>(t.system());
    all.create_many({{.id = "1", .tenantId = "a", .email = "same"}, {.id = "1", .tenantId = "b", .email = "same"}})
        .value();
    CHECK(all.update(in_tenant("b"), "1", set<&User::level>(2)).value().tenantId == "b");
    CHECK(all.get(in_tenant("a"), "1").value().level == 0);
    CHECK(all.upsert({.id = "1", .tenantId = "a", .email = "same"}, tenon::on_conflict<&User::email>,
                     set<&User::level>(5))
              .value()
              .tenantId == "a");
    CHECK(all.get(in_tenant("b"), "1").value().level == 2);
    CHECK(each<&User::tenantId>(all.find_many(tenon::order_by(tenon::asc<&User::id>)).value()) == strings{"a", "b"});
    CHECK(all.update_many(tenon::all_rows, tenon::take(1), tenon::order_by(tenon::desc<&User::level>),
                          set<&User::level>(0))
              .value() == 1);
    CHECK(all.get(in_tenant("b"), "1").value().level == 2);
    CHECK(all.remove(in_tenant("a"), "1").value().tenantId == "a");
    CHECK(all.count().value() == 1);
}

TEMPLATE_LIST_TEST_CASE("the reason is told with every statement, and a scope without one does nothing", "[system]",
                        backends) {
    test_database<TestType, Tenant, User> t;
    repository<User>(t.db.system("nightly report")).count().value();
    CHECK(t.last().reason == "nightly report");
    CHECK(t.last().tenant.empty());
    repository<User>(t.db.system("clean-up").tenant("a")).count().value();
    CHECK(t.last().reason == "clean-up");
    CHECK(t.last().tenant == "a");
    t.forget();
    CHECK(code_of(repository<User>(t.db.system("")).count()) == errc::permission_denied);
    CHECK(code_of(repository<User>(t.db.system("")).create({.tenantId = "a"})) == errc::permission_denied);
    CHECK(code_of(repository<User>(t.db.system("")).remove_many(tenon::all_rows)) == errc::permission_denied);
    CHECK(t.statements().empty());
}
