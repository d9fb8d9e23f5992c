// How a raw text of a tenant is told to SQLite: each name of a table means the tenant's own rows.
#include <tenon/sql/raw/guarded_text.hpp>

#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/models.hpp"

using namespace support;
using tenon::sql::guard_text;

namespace {

template <class Layout>
std::string guarded(std::string_view text) {
    using schema = tenon::schema<Layout, Tenant, User, Note, Session, Click, Country>;
    return guard_text(text, schema::info(), "secret", 2).text;
}
std::string guarded(std::string_view text) { return guarded<tenon::layout::tenant_first>(text); }

} // namespace

TEST_CASE("a table that the text names is one table expression over another, whose name is secret") {
    CHECK(guarded("SELECT email FROM user WHERE level > ?1") ==
          R"(WITH "secret User" AS NOT MATERIALIZED (SELECT "id", "tenantId", "email", "level", "nick" FROM main."User" WHERE )"
          R"("tenantId" = ?2), "User" AS NOT MATERIALIZED (SELECT * FROM "secret User") SELECT email FROM user WHERE level > ?1)");
    CHECK(guarded("SELECT code FROM [Country]") ==
          R"(WITH "secret Country" AS NOT MATERIALIZED (SELECT "code", "name" FROM main."Country"), )"
          R"("Country" AS NOT MATERIALIZED (SELECT * FROM "secret Country") SELECT code FROM [Country])");
    CHECK(guarded("SELECT 1") == "SELECT 1");
}

TEST_CASE("which rows these are is what the model says") {
    const auto has = [](const std::string& text, std::string_view part) { return text.find(part) != text.npos; };
    CHECK(has(guarded("SELECT * FROM Tenant"), R"(FROM main."Tenant" WHERE "id" = ?2))"));
    CHECK(has(guarded("SELECT * FROM Note"), R"(FROM main."Note" WHERE "tenantId" IN (?2, '')))"));
    CHECK(has(guarded("SELECT * FROM Click"), R"("tenantId" FROM main."Click" WHERE "tenantId" = ?2))") == false);
    CHECK(has(guarded("SELECT * FROM Click"), R"(FROM main."Click" WHERE "tenantId" = ?2))"));
    using prisma = tenon::layout::prisma;
    CHECK(has(guarded<prisma>("SELECT * FROM Note"), R"(FROM main."Note" WHERE "tenantId" = ?2 OR "tenantId" IS NULL))"));
    CHECK(has(guarded<prisma>("SELECT * FROM Session"),
              R"(FROM main."Session" WHERE EXISTS (SELECT 1 FROM main."User" AS "tenon_parent" WHERE "tenon_parent"."id" = )"
              R"("Session"."userId" AND "tenon_parent"."tenantId" = ?2)))"));
}

TEST_CASE("a text's own table expressions follow, and their names are known") {
    const auto made = [](std::string_view text) { return guard_text(text, tenon::schema<User>::info(), "secret", 1); };
    const std::string own = made("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT i FROM n, User").text;
    CHECK(own.starts_with(R"(WITH "secret User" AS)"));
    CHECK(own.ends_with(R"(FROM "secret User"), n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT i FROM n, User)"));
    CHECK(made("WITH a AS (SELECT 1), b(x, y) AS NOT MATERIALIZED (SELECT 1, 2) SELECT (SELECT 1) AS c, 'User'").own ==
          std::vector<std::string>{"a", "b"});
    CHECK(made("SELECT 'User'").tables == std::vector<std::string>{"User"});
    CHECK(made("SELECT 1").has_tenant == false);
    CHECK(made("SELECT 1 FROM User").has_tenant);
}
