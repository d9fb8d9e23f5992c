// Row-level security on PostgreSQL, for each kind of tenancy in both layouts.
#include "sql/postgres/sample.hpp"

using namespace postgres_sample;
using sample::first_schema;
using sample::prisma_schema;

namespace {

const std::string tenant = "(SELECT NULLIF(pg_catalog.current_setting('tenon.tenant_id', true), ''))";
const std::string by_system = "(SELECT NULLIF(pg_catalog.current_setting('tenon.system', true), '') IS NOT NULL)";

/// What the policies of a table are, behind the statement that turns them on.
template <class Schema> texts policies(std::string_view name) {
    auto made = tenon::sql::create_policies(described<Schema>(name));
    REQUIRE_FALSE(made.empty());
    CHECK(made[0] == "ALTER TABLE \"public\".\"" + std::string(name) + "\" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY");
    made.erase(made.begin());
    return made;
}
std::string policy(std::string_view name, std::string_view table, std::string_view verbs, const std::string& condition) {
    return "CREATE POLICY \"" + std::string(name) + "\" ON \"public\".\"" + std::string(table) + "\" FOR " + std::string(verbs) +
           " USING (" + condition + ")";
}
std::string tenants(std::string_view table, std::string_view column = "tenantId") {
    return policy("tenon_tenant", table, "ALL", "\"" + std::string(column) + "\" = " + tenant + " OR " + by_system);
}

} // namespace

TEST_CASE("PostgreSQL: a tenant has its own rows, and the system all of them") {
    for (const auto& made : {policies<first_schema>("User"), policies<prisma_schema>("User")})
        CHECK(made == texts{tenants("User")});
    CHECK(policies<first_schema>("Token") == texts{tenants("Token")});
    CHECK(policies<first_schema>("group") == texts{tenants("group")});
}

TEST_CASE("PostgreSQL: rows without a tenant are read by all and written by the system") {
    CHECK(policies<first_schema>("Note") ==
          texts{tenants("Note"), policy("tenon_shared", "Note", "SELECT", "\"tenantId\" = ''")});
    CHECK(policies<prisma_schema>("Note") ==
          texts{tenants("Note"), policy("tenon_shared", "Note", "SELECT", "\"tenantId\" IS NULL")});
}

TEST_CASE("PostgreSQL: a tenant has its own row of the root") {
    for (const auto& made : {policies<first_schema>("Tenant"), policies<prisma_schema>("Tenant")})
        CHECK(made == texts{tenants("Tenant", "id")});
}

TEST_CASE("PostgreSQL: shared models are read by all and written by the system") {
    for (const auto& made : {policies<first_schema>("Country"), policies<prisma_schema>("Country")})
        CHECK(made == texts{policy("tenon_shared", "Country", "SELECT", "true"),
                            policy("tenon_system", "Country", "ALL", by_system)});
}

TEST_CASE("PostgreSQL: a row below a parent is its tenant's: by its own column, or by the parents where it has none") {
    CHECK(policies<first_schema>("Session") == texts{tenants("Session")});
    CHECK(policies<first_schema>("Event") == texts{tenants("Event")});
    CHECK(policies<prisma_schema>("Session") ==
          texts{policy("tenon_tenant", "Session", "ALL",
                       R"(EXISTS (SELECT 1 FROM "public"."User" AS "tenon_parent" WHERE )"
                       R"("tenon_parent"."id" = "Session"."userId" AND "tenon_parent"."tenantId" = )" +
                           tenant + ") OR " + by_system)});
    CHECK(policies<prisma_schema>("Event") ==
          texts{policy("tenon_tenant", "Event", "ALL",
                       R"(EXISTS (SELECT 1 FROM "public"."Session" AS "tenon_parent" WHERE )"
                       R"("tenon_parent"."id" = "Event"."sessionId" AND )"
                       R"(EXISTS (SELECT 1 FROM "public"."User" AS "tenon_parent2" WHERE )"
                       R"("tenon_parent2"."id" = "tenon_parent"."userId" AND "tenon_parent2"."tenantId" = )" +
                           tenant + ")) OR " + by_system)});
}

TEST_CASE("PostgreSQL: tenants read the trail, triggers add to it for them, and the system has all of it") {
    const std::string own = "\"tenantId\" = " + tenant;
    const auto trail = [&](const std::string& nobodys) {
        return texts{policy("tenon_tenant", "tenon_audit", "SELECT", own),
                     R"(CREATE POLICY "tenon_trail" ON "public"."tenon_audit" FOR INSERT WITH CHECK ()" + own + " AND pg_catalog.pg_trigger_depth() > 0)",
                     policy("tenon_system", "tenon_audit", "ALL", by_system), policy("tenon_shared", "tenon_audit", "SELECT", nobodys)};
    };
    CHECK(policies<tenon::schema<tenon::audit_entry>>("tenon_audit") == trail("\"tenantId\" = ''"));
    CHECK(policies<tenon::schema<tenon::layout::prisma, tenon::audit_entry>>("tenon_audit") == trail("\"tenantId\" IS NULL"));
}

TEST_CASE("PostgreSQL: every table has policies, unless they are not wanted") {
    CHECK(beginning<first_schema>("CREATE TABLE").size() == 10);
    std::size_t forced = 0;
    for (const auto& text : beginning<first_schema>("ALTER TABLE"))
        forced += text.ends_with(" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY") ? 1 : 0;
    CHECK(forced == 10);
    for (const auto& text : tenon::sql::create_tables<dialect, first_schema>({.row_level_security = false})) {
        CHECK(text.find("POLICY") == text.npos);
        CHECK(text.find("ROW LEVEL SECURITY") == text.npos);
    }
}
