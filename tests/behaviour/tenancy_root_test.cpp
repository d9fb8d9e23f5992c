// The root, rows that do not say whose they are, and rows of nobody.
#include <string>

#include "support/database.hpp"

using namespace support;
using tenon::errc;
using tenon::field;
using tenon::repository;
using tenon::set;
using tenon::where;

namespace {

struct Company {
    std::string id;
    std::string name;
    int plan = 0;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_root<&Company::id>(tenon::on_delete::cascade), tenon::unique<&Company::name>);
};
struct Desk {
    std::string id;
    std::string tenantId;
};
struct Drawer {
    std::string id;
    std::string deskId;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_via<&Drawer::deskId>, tenon::references<&Drawer::deskId, &Desk::id>);
};
struct RootOrder {
    std::string id;
    std::string organisation;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_key<&RootOrder::organisation>);
};

} // namespace

TEMPLATE_LIST_TEST_CASE("a tenant sees and changes its own row of the root only", "[tenancy][root]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto own = repository<Tenant>(t.tenant("a"));
    CHECK(own.count().value() == 1);
    CHECK(own.get("a").value().name == "a");
    CHECK_FALSE(own.find_unique("b").value());
    CHECK(code_of(own.get("b")) == errc::not_found);
    CHECK_FALSE(own.exists("b").value());
    CHECK(own.find_many(where(field<&Tenant::id> == "a" || field<&Tenant::id> == "b")).value().size() == 1);
    CHECK(code_of(own.update("b", set<&Tenant::name>("x"))) == errc::not_found);
    CHECK(code_of(own.remove("b")) == errc::not_found);
    CHECK(own.update_many(tenon::all_rows, set<&Tenant::name>("A")).value() == 1);
    CHECK(own.update("a", set<&Tenant::name>("AA")).value().name == "AA");
    CHECK(code_of(own.create({.id = "c", .name = "c"})) == errc::tenant_mismatch);
    CHECK(code_of(own.create({.id = "a", .name = "again"})) == errc::unique_violation);
    CHECK(own.remove_many(tenon::all_rows).value() == 1);

    const auto all = repository<Tenant>(t.system());
    CHECK(sorted<&Tenant::id>(all.find_many().value()) == strings{"b"});
    CHECK(all.get("b").value().name == "b");
}

TEMPLATE_LIST_TEST_CASE("an upsert into the root changes no other tenant's row, whatever it meets", "[tenancy][root]",
                        backends) {
    test_database<TestType, Company> t;
    repository<Company>(t.system()).create({.id = "b", .name = "taken"}).value();
    const auto companies = repository<Company>(t.tenant("a"));
    const auto upsert = [&](const char* name) {
        return companies.upsert({.name = name}, tenon::on_conflict<&Company::name>, set<&Company::plan>(9));
    };
    // Once before the tenant has a row of its own, and once after.
    CHECK(code_of(upsert("taken")) == errc::unique_violation);
    CHECK(upsert("own").value().id == "a");
    CHECK(upsert("own").value().plan == 9);
    CHECK(code_of(upsert("taken")) == errc::unique_violation);
    CHECK(companies.upsert({.name = "new"}, tenon::on_conflict<&Company::id>, tenon::increment<&Company::plan>(1))
              .value()
              .plan == 10);
    CHECK(repository<Company>(t.system()).get("b").value().plan == 0);
    CHECK(companies.get("a").value().name == "own");
}

TEMPLATE_LIST_TEST_CASE("an unknown tenant cannot write and reads nothing", "[tenancy][root]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto users = repository<User>(t.tenant("nobody"));
    CHECK(users.count().value() == 0);
    const auto refused = users.create({.email = "x"});
    REQUIRE(code_of(refused) == errc::foreign_key_violation);
    CHECK(refused.error().model == "User");
    CHECK(refused.error().fields == strings{"tenantId"});
    CHECK(code_of(users.create_many({{.email = "x"}})) == errc::foreign_key_violation);
    CHECK(code_of(users.upsert({.email = "x"}, tenon::on_conflict<&User::email>, set<&User::level>(1))) ==
          errc::foreign_key_violation);
    CHECK(repository<User>(t.system()).count().value() == 0);
}

TEMPLATE_LIST_TEST_CASE("a tenant with rows is not removed", "[tenancy][root]", backends) {
    test_database<TestType, Tenant, User> t;
    repository<User>(t.tenant("a")).create({.email = "ann"}).value();
    const auto refused = repository<Tenant>(t.system()).remove("a");
    REQUIRE(code_of(refused) == errc::relation_violation);
    CHECK(code_of(repository<Tenant>(t.tenant("a")).remove("a")) == errc::relation_violation);
    CHECK(repository<User>(t.tenant("a")).count().value() == 1);
    CHECK(repository<Tenant>(t.system()).remove("b").value().id == "b");
}

namespace {

/// Two tenants with a desk and a drawer each, of which the first is removed.
template <class Database>
void remove_first(const Database& t) {
    for (const char* id : {"a", "b"}) {
        repository<Company>(t.system()).create({.id = id, .name = id}).value();
        const Desk desk = repository<Desk>(t.tenant(id)).create({}).value();
        repository<Drawer>(t.tenant(id)).create({.deskId = desk.id}).value();
    }
    repository<Company>(t.system()).remove("a").value();
    CHECK(repository<Desk>(t.system()).count().value() == 1);
    CHECK(repository<Drawer>(t.system()).count().value() == 1);
    CHECK(repository<Desk>(t.tenant("b")).count().value() == 1);
    CHECK(repository<Drawer>(t.tenant("b")).count().value() == 1);
}

} // namespace

TEMPLATE_LIST_TEST_CASE("where the root says cascade, a tenant goes with all of its rows and only these",
                        "[tenancy][root]", tenant_first_backends) {
    // A drawer keeps its desk from being removed, but not when its tenant goes; in whatever order the tables were made.
    remove_first(test_database<TestType, Company, Desk, Drawer>());
    remove_first(test_database<TestType, Drawer, Desk, Company>());
}

TEMPLATE_LIST_TEST_CASE("a root made from a system scope gets an id when it has none", "[tenancy][root]", backends) {
    test_database<TestType, Tenant, User> t;
    const Tenant made = repository<Tenant>(t.system()).create({.name = "new"}).value();
    CHECK(made.id.size() == 25);
    CHECK(repository<User>(t.tenant(made.id)).create({.email = "x"}));
    CHECK(code_of(repository<Tenant>(t.system()).create({.id = std::string(1, '\0')})) == errc::invalid_tenant);
}

TEMPLATE_LIST_TEST_CASE("rows that do not say their tenant are each tenant's own", "[tenancy][owned]",
                        tenant_first_backends) {
    test_database<TestType, Tenant, Setting> t;
    const auto settings_a = repository<Setting>(t.tenant("a"));
    const auto settings_b = repository<Setting>(t.tenant("b"));
    settings_a.create({.name = "theme", .value = "dark"}).value();
    CHECK_FALSE(settings_b.find_unique("theme").value());
    CHECK(code_of(settings_b.update("theme", set<&Setting::value>("x"))) == errc::not_found);
    CHECK(code_of(settings_b.remove("theme")) == errc::not_found);
    settings_b.create_many({{.name = "theme", .value = "light"}, {.name = "size", .value = "big"}}).value();
    CHECK(settings_a.get("theme").value().value == "dark");
    CHECK(settings_a.count().value() == 1);
    CHECK(settings_a
              .upsert({.name = "size", .value = "small"}, tenon::on_conflict<&Setting::name>,
                      set<&Setting::value>("changed"))
              .value()
              .value == "small");
    CHECK(settings_b.get("size").value().value == "big");
    CHECK(settings_a.update_many(tenon::all_rows, tenon::take(9), set<&Setting::value>("x")).value() == 2);
    CHECK(settings_a.remove_many(tenon::all_rows).value() == 2);
    CHECK(settings_b.count().value() == 2);

    const auto all = repository<Setting>(t.system());
    CHECK(all.count().value() == 2);
    CHECK(all.get(tenon::in_tenant("b"), "size").value().value == "big");
    CHECK(code_of(all.get(tenon::in_tenant("a"), "size")) == errc::not_found);
    CHECK(repository<Setting>(t.system().tenant("a")).create({.name = "x"}));
    CHECK(settings_a.exists("x").value());
    CHECK(code_of(repository<Setting>(t.tenant("nobody")).create({.name = "x"})) == errc::foreign_key_violation);
}

TEMPLATE_LIST_TEST_CASE("shared rows are read by every tenant and written by the system", "[tenancy][shared]",
                        backends) {
    test_database<TestType, Tenant, Country> t;
    const auto all = repository<Country>(t.system());
    all.create_many({{.code = "de", .name = "Germany"}, {.code = "nl", .name = "Netherlands"}}).value();
    for (const char* tenant : {"a", "b", "nobody"}) {
        const auto countries = repository<Country>(t.tenant(tenant));
        CHECK(countries.get("de").value().name == "Germany");
        CHECK(countries.count().value() == 2);
        CHECK(countries.exists(where(field<&Country::name> == "Netherlands")).value());
    }
    CHECK(all.update("de", set<&Country::name>("Deutschland")).value().name == "Deutschland");
    CHECK(all.upsert({.code = "nl"}, tenon::on_conflict<&Country::code>, set<&Country::name>("x")).value().name == "x");
    CHECK(all.remove("nl").value().code == "nl");
    CHECK(code_of(repository<Country>(t.tenant("")).count()) == errc::invalid_tenant);
}

TEMPLATE_LIST_TEST_CASE("a tenant field of another name", "[tenancy]", backends) {
    test_database<TestType, Tenant, RootOrder> t;
    const RootOrder order = repository<RootOrder>(t.tenant("a")).create({}).value();
    CHECK(order.organisation == "a");
    CHECK(repository<RootOrder>(t.tenant("b")).count().value() == 0);
    const auto refused = repository<RootOrder>(t.tenant("a")).create({.organisation = "b"});
    REQUIRE(code_of(refused) == errc::tenant_mismatch);
    CHECK(refused.error().fields == strings{"organisation"});
    CHECK(code_of(repository<RootOrder>(t.tenant("nobody")).create({})) == errc::foreign_key_violation);
}
