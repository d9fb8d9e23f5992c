// What doctor() finds, one fault at a time.
#include <tenon/postgres.hpp>

#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/models.hpp"
#include "support/postgres.hpp"

using namespace support;
using tenon::postgres::finding_kind;

namespace {

using app = tenon::schema<Tenant, User, Note, Session, Country>;

/// The kinds of what is found, as a role; `User` among them as the table.
std::vector<finding_kind> found(const std::string& url, tenon::postgres::options how = {}) {
    const auto db = tenon::postgres::open<app>(url, std::move(how)).value();
    std::vector<finding_kind> kinds;
    const auto findings = tenon::postgres::doctor(db).value();
    for (const auto& finding : findings) {
        CHECK(finding.text.find(':') != std::string::npos); // and then what to do
        kinds.push_back(finding.kind);
    }
    return kinds;
}
using kinds = std::vector<finding_kind>;

} // namespace

TEST_CASE("nothing is found where tenon made the tables, as their owner and as the application's role") {
    if (postgres_url().empty()) return;
    const postgres_database database;
    tenon::postgres::open<app>(database.owner(), {.application_role = "tenon_app"}).value().create_tables().value();
    CHECK(found(database.owner()).empty());
    CHECK(found(database.as("tenon_app")).empty());
}

TEST_CASE("a superuser and a role with BYPASSRLS are told") {
    if (postgres_url().empty()) return;
    const postgres_database database;
    tenon::postgres::open<app>(database.owner()).value().create_tables().value();
    CHECK(found(database.superuser()) == kinds{finding_kind::superuser});
    postgres_session admin{database.superuser()};
    admin("CREATE ROLE tenon_doctor_test LOGIN BYPASSRLS");
    CHECK(found(database.as("tenon_doctor_test")) == kinds{finding_kind::bypasses_policies});
    admin("DROP ROLE tenon_doctor_test");
}

TEST_CASE("tables without row-level security, without FORCE, without policies, and missing ones are told") {
    if (postgres_url().empty()) return;
    const postgres_database database;
    const auto db = tenon::postgres::open<app>(database.owner()).value();
    CHECK(tenon::postgres::doctor(db).value().size() == 5); // no table at all
    db.create_tables().value();
    postgres_session owner{database.owner()};

    owner(R"(ALTER TABLE "User" DISABLE ROW LEVEL SECURITY)");
    auto findings = tenon::postgres::doctor(db).value();
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].kind == finding_kind::not_enabled);
    CHECK(findings[0].table == "public.User");
    owner(R"(ALTER TABLE "User" ENABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY)");
    CHECK(found(database.owner()) == kinds{finding_kind::not_forced});
    owner(R"(ALTER TABLE "User" FORCE ROW LEVEL SECURITY; DROP POLICY tenon_tenant ON "User")");
    CHECK(found(database.owner()) == kinds{finding_kind::missing_policy});
    owner(R"(DROP TABLE "User" CASCADE)");
    CHECK(found(database.owner()) == kinds{finding_kind::missing_table});
}

TEST_CASE("a database that was opened without row-level security, and a session that works for somebody, are told") {
    if (postgres_url().empty()) return;
    const postgres_database database;
    tenon::postgres::open<app>(database.owner()).value().create_tables().value();
    CHECK(found(database.owner(), {.row_level_security = false}) == kinds{finding_kind::policies_off});
    // As a pooler leaves it that does not reset what a client has set for its session.
    CHECK(found(database.owner() + " options='-c tenon.tenant_id=b'") == kinds{finding_kind::leaking_settings});
}

TEST_CASE("a policy beside tenon's, which lets more rows through, is told where it binds the role") {
    if (postgres_url().empty()) return;
    const postgres_database database;
    tenon::postgres::open<app>(database.owner(), {.application_role = "tenon_app"}).value().create_tables().value();
    postgres_session owner{database.owner()};
    owner(R"(CREATE POLICY everybody ON "User" USING (true))");
    CHECK(found(database.as("tenon_app")) == kinds{finding_kind::foreign_policy});
    owner(R"(DROP POLICY everybody ON "User"; CREATE POLICY tenon_everybody ON "User" TO tenon_app USING (true))");
    CHECK(found(database.as("tenon_app")) == kinds{finding_kind::foreign_policy});
    CHECK(found(database.owner()).empty()); // whom it does not bind
    owner(R"(DROP POLICY tenon_everybody ON "User"; CREATE POLICY fewer ON "User" AS RESTRICTIVE USING (true))");
    CHECK(found(database.as("tenon_app")).empty());
    owner(R"(DROP POLICY tenon_shared ON "Country")"); // nobody but a system scope reads it
    CHECK(found(database.as("tenon_app")) == kinds{finding_kind::missing_policy});
}

TEST_CASE("the audit trail is looked at as any other table") {
    if (postgres_url().empty()) return;
    const postgres_database database;
    using audited = tenon::schema<Tenant, User, Note, Session, Country, tenon::audit_entry>;
    const auto db = tenon::postgres::open<audited>(database.owner()).value();
    db.create_tables().value();
    CHECK(tenon::postgres::doctor(db).value().empty());
    postgres_session{database.owner()}(R"(ALTER TABLE tenon_audit DISABLE ROW LEVEL SECURITY)");
    const auto findings = tenon::postgres::doctor(db).value();
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].kind == finding_kind::not_enabled);
    CHECK(findings[0].table == "public.tenon_audit");
}

TEST_CASE("the role that writes is looked at, and that of each replica") {
    if (postgres_url().empty()) return;
    const postgres_database database;
    tenon::postgres::open<app>(database.owner(), {.application_role = "tenon_app"}).value().create_tables().value();
    const std::string app_role = database.as("tenon_app");
    CHECK(found(app_role, {.replicas = {app_role}}).empty());
    CHECK(found(database.superuser(), {.replicas = {app_role}}) == kinds{finding_kind::superuser});
    CHECK(found(app_role, {.replicas = {app_role, "host=/nowhere", database.superuser()}}) == kinds{finding_kind::superuser});
    CHECK(found(database.superuser(), {.replicas = {database.superuser()}}) == kinds{finding_kind::superuser}); // told once
}
