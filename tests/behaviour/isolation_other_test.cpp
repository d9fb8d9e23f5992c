// Cases of isolation: the system scope, shared tables, what is told to the outside, and names from the outside. Numbers
// are those of the list of isolation cases; of these tenon has no views (24), no identity map or second cache (28) and no database
// or schema for each tenant (55).
#include <concepts>
#include <string>
#include <type_traits>

#include "support/database.hpp"

using namespace support;
using tenon::errc;
using tenon::field;
using tenon::repository;
using tenon::set;
using tenon::where;

namespace {

struct Login {
    std::string id;
    std::string tenantId;
    std::string name;
    std::string password;
    static constexpr auto tenon_model =
        tenon::table(tenon::unique<&Login::name>, tenon::unique<&Login::password>, tenon::secret<&Login::password>);
};

} // namespace

TEMPLATE_LIST_TEST_CASE("isolation 46: the system scope is a type of its own, and its reason is told", "[isolation]",
                        backends) {
    test_database<TestType, Tenant, User> t;
    using database = typename test_database<TestType, Tenant, User>::database_type;
    using tenant_scope = typename database::tenant_scope_type;
    using system_scope = typename database::system_scope_type;
    static_assert(!std::same_as<tenant_scope, system_scope>);
    static_assert(!std::is_convertible_v<system_scope, tenant_scope> &&
                  !std::is_convertible_v<tenant_scope, system_scope>);
    static_assert(!std::is_constructible_v<tenant_scope, system_scope> &&
                  !std::is_constructible_v<system_scope, tenant_scope>);
    static_assert(!std::is_assignable_v<tenant_scope&, system_scope> &&
                  !std::is_assignable_v<system_scope&, tenant_scope>);

    const auto all = repository<User>(t.db.system("yearly report"));
    all.count().value();
    all.create_many({{.tenantId = "a", .email = "1"}, {.tenantId = "b", .email = "2"}}).value();
    all.update_many(tenon::all_rows, set<&User::level>(1)).value();
    t.db.system("yearly report").transaction([](auto& tx) { repository<User>(tx).count().value(); }).value();
    CHECK(t.statements().size() >= 6);
    for (const seen_statement& statement : t.statements()) {
        CHECK(statement.reason == "yearly report");
        CHECK(statement.tenant.empty());
    }
    t.forget();
    repository<User>(t.tenant("a")).count().value();
    CHECK(t.last().reason.empty());
}

TEMPLATE_LIST_TEST_CASE("isolation 47: beside a table that all may read, a tenant's table stays the tenant's",
                        "[isolation]", backends) {
    test_database<TestType, Tenant, User, Country, Note> t;
    repository<Country>(t.system()).create({.code = "x", .name = "x"}).value();
    repository<User>(t.tenant("b")).create({.email = "x"}).value();
    repository<Note>(t.tenant("b")).create({.text = "x"}).value();
    repository<Note>(t.system()).create({.text = "y"}).value();
    CHECK(repository<Country>(t.tenant("a")).count().value() == 1);
    CHECK(repository<User>(t.tenant("a")).count().value() == 0);
    CHECK(repository<Note>(t.tenant("a")).count().value() == 1);
    CHECK(repository<Note>(t.tenant("a")).remove_many(tenon::all_rows).value() == 0);
}

TEMPLATE_LIST_TEST_CASE("isolation 48: tables are made by a system scope", "[isolation]", backends) {
    strings reasons;
    bool of_a_tenant = false;
    TestType backend;
    using schema = tenon::schema<typename TestType::layout, Tenant, User>;
    const auto db = backend.template open<schema>({.on_statement = [&](const tenon::statement_event& event) {
        reasons.emplace_back(event.system_reason);
        of_a_tenant = of_a_tenant || !event.tenant.empty();
    }});
    db.create_tables().value();
    CHECK_FALSE(of_a_tenant);
    REQUIRE_FALSE(reasons.empty());
    for (const std::string& reason : reasons)
        CHECK(reason == "create_tables");
}

TEMPLATE_LIST_TEST_CASE("isolation 50: neither errors nor hooks tell values of rows", "[isolation]", backends) {
    test_database<TestType, Tenant, Login> t;
    const auto logins = repository<Login>(t.tenant("a"));
    const auto silent = [&](const auto& refused, errc code) {
        REQUIRE(code_of(refused) == code);
        const tenon::error& e = refused.error();
        std::string told = to_string(e) + " " + e.statement + " " + e.constraint + " " + e.native_code;
        for (const std::string& name : e.fields)
            told += " " + name;
        for (const seen_statement& statement : t.statements())
            told += " " + statement.text;
        for (const char* value : {"ann-the-name", "hunter2", "other-name"})
            CHECK(told.find(value) == std::string::npos);
    };
    const Login ann = logins.create({.name = "ann-the-name", .password = "hunter2"}).value();
    silent(logins.create({.name = "ann-the-name", .password = "x"}), errc::unique_violation);
    silent(logins.create({.name = "other-name", .password = "hunter2"}), errc::unique_violation);
    silent(logins.create_many({{.name = "other-name"}, {.name = "ann-the-name", .password = "hunter2"}}),
           errc::unique_violation);
    silent(logins.create({.name = "hunter2\xff"}), errc::invalid_value);
    silent(logins.get("hunter2"), errc::not_found);
    silent(logins.get(tenon::by<&Login::password>("hunter2x")), errc::not_found);
    silent(logins.create({.tenantId = "hunter2"}), errc::tenant_mismatch);
    silent(logins.find_many(where(field<&Login::password> == "hunter2\xff")), errc::invalid_value);
    silent(repository<Login>(t.tenant("hunter2")).create({.name = "other-name"}), errc::foreign_key_violation);
    try {
        logins.create({.name = "ann-the-name"}).value();
        FAIL("a taken name was created");
    } catch (const tenon::bad_result_access& e) {
        CHECK(std::string(e.what()).find("ann-the-name") == std::string::npos);
        CHECK(std::string(e.what()).find("unique_violation") != std::string::npos);
    }
}

TEMPLATE_LIST_TEST_CASE("isolation 54: what comes from outside is bound, and never becomes part of a text",
                        "[isolation]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto users = repository<User>(t.tenant("a"));
    repository<User>(t.tenant("b")).create({.email = "theirs"}).value();
    const auto texts_with = [&](const std::string& value) {
        t.forget();
        users.create({.id = value, .email = value, .nick = value}).value();
        CHECK(users.get(value).value().email == value);
        CHECK(users.get(tenon::by<&User::email>(value)).value().nick == value);
        CHECK(users
                  .find_many(where(field<&User::nick> == value && field<&User::email>.contains(value) &&
                                   field<&User::id>.in({value}) && field<&User::email>.like(value)))
                  .has_value());
        CHECK(users.update(value, set<&User::nick>(value + value)).value().nick == value + value);
        CHECK(users.upsert({.id = value, .email = value}, tenon::on_conflict<&User::email>, set<&User::nick>(value))
                  .has_value());
        CHECK(users.remove(value).value().id == value);
        strings texts;
        for (const seen_statement& statement : t.statements())
            texts.push_back(statement.text);
        return texts;
    };
    const strings harmless = texts_with("x");
    for (const char* value : {"\"", "'", "\" OR \"\" = \"", "' OR 1=1 --", "; DROP TABLE \"User\"", "\"tenantId\"",
                              "?1", "$1", "x) OR (1=1", "/*", "*/", "\\", "NULL", "tenantId"})
        CHECK(texts_with(value) == harmless);
    CHECK(users.count().value() == 0);
    CHECK(repository<User>(t.tenant("b")).count().value() == 1);
}
