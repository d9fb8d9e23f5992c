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
