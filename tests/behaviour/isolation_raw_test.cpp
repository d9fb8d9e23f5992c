// Cases of isolation: raw SQL. Numbers are those of the list of isolation cases.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "support/database.hpp"

using namespace support;
using tenon::as;
using tenon::errc;
using tenon::repository;

namespace {

struct Leak {
    std::string leak;
};
struct Total {
    std::int64_t total = 0;
};

/// Whatever a text does, it gives nothing of tenant b's, and changes nothing of it.
template <class Database>
void try_trick(const Database& t, std::string_view text) {
    INFO(text);
    const auto a = t.tenant("a");
    const auto gives_nothing = [&](const auto& scope) {
        const auto rows = scope.query(as<Leak>, text);
        for (const Leak& row : rows.value_or(std::vector<Leak>())) CHECK(row.leak.find("of-b") == std::string::npos);
        scope.execute(text).value_or(0);
    };
    gives_nothing(a);
    const auto inside = a.transaction([&](auto& tx) -> tenon::result<void> { // and nothing is left for what follows in the transaction
        gives_nothing(tx);
        for (const Leak& row : tx.query(as<Leak>, R"(SELECT email AS leak FROM "User")").value_or(std::vector<Leak>()))
            CHECK(row.leak == "ann@of-a");
        return {};
    });
    static_cast<void>(inside); // an error may have ended it
    const auto b = repository<User>(t.tenant("b")).find_many().value();
    CHECK(each<&User::email>(b) == strings{"bob@of-b"});
    CHECK(each<&User::email>(repository<User>(a).find_many().value()) == strings{"ann@of-a"});
    CHECK(a.query(as<Leak>, R"(SELECT email AS leak FROM "User")").value().size() == 1);
}

const std::string_view tricks[] = {
    R"(SELECT email AS leak FROM "User")",
    R"(SELECT email AS leak FROM main."User")",
    R"(SELECT email AS leak FROM public."User")",
    R"(SELECT "User".email AS leak FROM main."User")",
    R"(SELECT email AS leak FROM "User" WHERE 1 = 1 OR "tenantId" = 'b')",
    R"(SELECT email AS leak FROM "User" UNION ALL SELECT email FROM main."User")",
    R"(SELECT email AS leak FROM "User" UNION ALL SELECT email FROM public."User")",
    R"(WITH "User" AS (SELECT * FROM main."User") SELECT email AS leak FROM "User")",
    R"(WITH "User" AS (SELECT * FROM public."User") SELECT email AS leak FROM "User")",
    R"(WITH "user" AS (SELECT * FROM main.uSeR) SELECT email AS leak FROM USER)",
    R"(SELECT email AS leak FROM (WITH "User" AS (SELECT * FROM main."User") SELECT * FROM "User"))",
    R"(WITH x AS (SELECT * FROM main."User") SELECT email AS leak FROM x)",
    R"(SELECT (SELECT group_concat(email) FROM main."User") AS leak)",
    R"(SELECT (SELECT email FROM "User" u WHERE u."tenantId" <> o."tenantId") AS leak FROM "User" o)",
    R"(SELECT o.email AS leak FROM "User" u CROSS JOIN main."User" o)",
    R"(SELECT o.email AS leak FROM "User" u RIGHT JOIN public."User" o ON true)",
    R"(SELECT 'of-b' AS leak WHERE (SELECT count(*) FROM main."User") > 1)",
    R"(SELECT 'of-b' AS leak WHERE EXISTS (SELECT 1 FROM main."User" WHERE "tenantId" = 'b'))",
    R"(SELECT 'of-b' AS leak WHERE (SELECT count(*) FROM public."User") > 1)",
    R"(SELECT 'of-b' AS leak WHERE (SELECT count(*) FROM sqlite_schema) > 0)",
    R"(SELECT 'of-b' AS leak FROM sqlite_schema)",
    R"(SELECT 'of-b' AS leak FROM main.sqlite_master)",
    R"(SELECT 'of-b' AS leak FROM sqlite_temp_schema)",
    R"(SELECT 'of-b ' || sql AS leak FROM temp.sqlite_master)",
    R"(WITH sqlite_schema AS (SELECT 1) SELECT 'of-b' AS leak FROM main.sqlite_schema)",
    R"(SELECT 'of-b ' || name AS leak FROM pragma_table_info('User'))",
    R"(SELECT 'of-b ' || name AS leak FROM pragma_database_list)",
    R"(SELECT 'of-b ' || file AS leak FROM pragma_database_list())",
    R"(SELECT 'of-b ' || name AS leak FROM dbstat)",
    R"(SELECT 'of-b ' || data AS leak FROM sqlite_dbpage)",
    R"(SELECT 'of-b ' || sql AS leak FROM sqlite_stmt)",
    R"(SELECT load_extension('x') AS leak)",
    R"(SELECT 'of-b ' || last_insert_rowid() AS leak)",
    R"(SELECT 'of-b ' || total_changes() AS leak)",
    R"(SELECT 'of-b ' || lastval() AS leak)",
    R"(ATTACH 'file:x?mode=memory' AS other)",
    R"(DETACH main)",
    R"(PRAGMA query_only = OFF)",
    R"(PRAGMA foreign_keys = OFF)",
    R"(PRAGMA table_info("User"))",
    R"(VACUUM INTO '/dev/null')",
    R"(EXPLAIN SELECT email AS leak FROM "User")",
    R"(EXPLAIN QUERY PLAN SELECT email AS leak FROM main."User")",
    R"(EXPLAIN ANALYZE SELECT email AS leak FROM public."User")",
    R"(CREATE TEMP VIEW "User" AS SELECT * FROM main."User")",
    R"(CREATE TEMP TABLE leaked AS SELECT email AS leak FROM "User")",
    R"(SELECT email AS leak INTO leaked FROM "User")",
    R"(CREATE TRIGGER leaking AFTER INSERT ON "User" BEGIN DELETE FROM "User"; END)",
    R"(DROP TABLE "User")",
    R"(ALTER TABLE "User" DISABLE ROW LEVEL SECURITY)",
    R"(DROP POLICY tenon_tenant ON "User")",
    R"(TRUNCATE "User")",
    R"(DELETE FROM main."User")",
    R"(DELETE FROM "User" WHERE "tenantId" = 'b')",
    R"(UPDATE "User" SET level = 9, email = 'x' WHERE "tenantId" = 'b' RETURNING 'of-b' AS leak)",
    R"(UPDATE "User" SET "tenantId" = 'b')",
    R"(UPDATE public."User" SET email = 'taken' WHERE id <> 'ua')",
    R"(INSERT INTO "User" (id, "tenantId", email, level) VALUES ('x', 'b', 'of-b', 1) RETURNING email AS leak)",
    R"(REPLACE INTO "User" (id, "tenantId", email, level) VALUES ('ub', 'b', 'x', 1))",
    R"(INSERT INTO "User" (id, "tenantId", email, level) VALUES ('ub', 'b', 'x', 1) ON CONFLICT DO NOTHING)",
    R"(WITH gone AS (DELETE FROM public."User" WHERE "tenantId" = 'b' RETURNING email) SELECT email AS leak FROM gone)",
    R"(SET tenon.tenant_id = 'b')",
    R"(SET LOCAL tenon.tenant_id = 'b')",
    R"(SET SESSION tenon.system = 'yes')",
    R"(RESET tenon.tenant_id)",
    R"(RESET ALL)",
    R"(DISCARD ALL)",
    R"(SET ROLE postgres)",
    R"(SET SESSION AUTHORIZATION postgres)",
    R"(SET row_security = off)",
    R"(SELECT set_config('tenon.tenant_id', 'b', true) AS leak)",
    R"(SELECT set_config('tenon.tenant_id', 'b', false) AS leak)",
    R"(SELECT pg_catalog.set_config('tenon.system', 'yes', true) || email AS leak FROM "User")",
    R"(WITH x AS MATERIALIZED (SELECT "set_config"('tenon.tenant_id', 'b', true)) SELECT email AS leak FROM x, "User")",
    R"(SELECT U&"set\005fconfig"('tenon.tenant_id', 'b', true) AS leak)",
    R"(SELECT U&"set!005fconfig" UESCAPE '!' ('tenon.tenant_id', 'b', true) AS leak)",
    "SELECT E'a'\n'\\'' || set_config('tenon.tenant_id','b',true) || (SELECT email FROM \"User\") || '' AS leak",
    R"(SELECT /* /* */ set_config('tenon.tenant_id', 'b', true) /* */ */ email AS leak FROM "User")",
    R"(SELECT query_to_xml('SELECT set_config(''tenon.tenant_id'', ''b'', true)', true, true, '')::text || email AS leak FROM "User")",
    R"(SELECT query_to_xml('SET tenon.tenant_id = ''b''', true, true, '')::text AS leak)",
    R"(SELECT word AS leak FROM ts_stat('SELECT to_tsvector(set_config(''tenon.tenant_id'', ''b'', false))'))",
    R"(DO $$ BEGIN PERFORM set_config('tenon.tenant_id', 'b', false); END $$)",
    R"(PREPARE leaking AS SELECT set_config('tenon.tenant_id', 'b', false))",
    R"(COPY "User" TO STDOUT)",
    R"(COPY "User" TO PROGRAM 'cat')",
    R"(BEGIN)",
    R"(COMMIT)",
    R"(ROLLBACK)",
    R"(SAVEPOINT x)",
    R"(ROLLBACK; SET tenon.tenant_id = 'b'; SELECT email AS leak FROM "User")",
    R"(SELECT email AS leak FROM "User"; SELECT email AS leak FROM main."User")",
    R"(SELECT 'a' AS leak; SET tenon.tenant_id = 'b')",
    R"(SELECT ')' || 'x' AS leak) SELECT email AS leak FROM main."User" --)",
    R"(SELECT query AS leak FROM pg_stat_activity)",
    "SELECT email AS leak FROM \"User\" -- ends here\rWHERE set_config('tenon.tenant_id', 'b', false) IS NOT NULL",
    "WITH x AS MATERIALIZED (SELECT 1 AS y -- ends here\r, set_config('tenon.tenant_id', 'b', false)\n) SELECT email AS leak FROM x, \"User\"",
    R"(LISTEN tenon)",
    R"(NOTIFY tenon, 'of-b')",
    R"(LOCK TABLE "User")",
    R"(SELECT 'x' AS leak FROM pg_advisory_lock(1))",
};

} // namespace

TEMPLATE_LIST_TEST_CASE("isolation 20 and 45: no raw text of a tenant reads, changes or prepares what is another's", "[isolation][raw]", backends) {
    test_database<TestType, Tenant, User> t;
    repository<User>(t.tenant("a")).create({.id = "ua", .email = "ann@of-a", .level = 1}).value();
    repository<User>(t.tenant("b")).create({.id = "ub", .email = "bob@of-b", .level = 2}).value();
    for (const std::string_view trick : tricks) try_trick(t, trick);
    // What these texts look for is there: the system sees it.
    CHECK(t.system().query(as<Leak>, R"(SELECT email AS leak FROM "User" WHERE email LIKE '%of-b')").value().at(0).leak == "bob@of-b");
    CHECK(t.tenant("b").query(as<Leak>, tricks[0]).value().at(0).leak == "bob@of-b");
}

TEMPLATE_LIST_TEST_CASE("isolation 5 and 45: a connection that ran one tenant's raw text shows the next its own rows", "[isolation][raw]", backends) {
    test_database<TestType, Tenant, User> t;
    repository<User>(t.tenant("a")).create({.id = "ua", .email = "ann@of-a"}).value();
    repository<User>(t.tenant("b")).create({.id = "ub", .email = "bob@of-b"}).value();
    for (int round = 0; round < 3; ++round)
        for (const std::string tenant : {"a", "b"}) {
            const auto rows = t.tenant(tenant).query(as<Leak>, R"(SELECT email AS leak FROM "User")").value();
            REQUIRE(rows.size() == 1);
            CHECK(rows[0].leak.ends_with("of-" + tenant));
            CHECK(repository<User>(t.tenant(tenant)).update("u" + tenant, tenon::increment<&User::level>(1)).value().level == round + 1);
            CHECK(t.system().query(as<Total>, R"(SELECT count(*) AS total FROM "User")").value().at(0).total == 2);
        }
}

namespace {

struct Contract {
    std::string id;
    std::string tenantId;
    std::string title;
    static constexpr auto tenon_model = tenon::table(tenon::audited);
};

} // namespace

TEMPLATE_LIST_TEST_CASE("isolation 45: a tenant's raw text reads its own trail, and writes none of it", "[isolation][raw][audit]", backends) {
    test_database<TestType, Contract, tenon::audit_entry> t;
    for (const std::string tenant : {"a", "b"}) repository<Contract>(t.tenant(tenant)).create({.id = "c" + tenant, .title = "of-" + tenant}).value();
    const auto a = t.tenant("a");
    const auto own = a.query(as<Leak>, R"(SELECT CAST("after" AS TEXT) || '' AS leak FROM "tenon_audit")"); // no column: it is never NULL
    REQUIRE(own.value().size() == 1);
    CHECK(own->at(0).leak.find("of-a") != std::string::npos);
    CHECK(a.query(as<tenon::audit_entry>, R"(SELECT * FROM tenon_audit WHERE model = ?)", "Contract").value().at(0).tenantId == "a");
    CHECK(a.query(as<Total>, R"(SELECT count(*) AS total FROM "Contract" c JOIN tenon_audit e ON e."tenantId" = c."tenantId")").value().at(0).total == 1);

    for (const char* text :
         {R"(SELECT CAST("after" AS TEXT) || '' AS leak FROM main.tenon_audit)", R"(SELECT CAST("after" AS TEXT) || '' AS leak FROM public.tenon_audit)",
          R"(SELECT CAST("after" AS TEXT) || '' AS leak FROM (WITH tenon_audit AS (SELECT * FROM main.tenon_audit) SELECT * FROM tenon_audit))",
          R"(WITH tenon_audit AS (SELECT * FROM main.tenon_audit) SELECT CAST("after" AS TEXT) || '' AS leak FROM tenon_audit)",
          R"(SELECT CAST("after" AS TEXT) || '' AS leak FROM tenon_audit WHERE 1 = 1 OR "tenantId" = 'b')", R"(SELECT 'of-b' AS leak FROM tenon_audit WHERE "tenantId" <> 'a')",
          R"(SELECT 'of-b' AS leak WHERE (SELECT count(*) FROM tenon_audit) > 1)"}) {
        INFO(text);
        for (const Leak& row : a.query(as<Leak>, text).value_or(std::vector<Leak>())) CHECK(row.leak.find("of-b") == std::string::npos);
    }
    for (const char* text :
         {"UPDATE tenon_audit SET model = 'x'", R"(UPDATE "tenon_audit" SET model = 'x' RETURNING model)", "DELETE FROM tenon_audit",
          "DELETE FROM public.tenon_audit WHERE id > 0", "DELETE FROM main.\"tenon_audit\"",
          "INSERT INTO tenon_audit (\"tenantId\", model, action, key, at) SELECT \"tenantId\", model, action, key, at FROM tenon_audit",
          R"(WITH gone AS (DELETE FROM tenon_audit RETURNING 1) SELECT count(*) FROM gone)"}) {
        INFO(text);
        CHECK(code_of(a.execute(text)) == errc::permission_denied);
    }
    CHECK(repository<tenon::audit_entry>(t.system()).count().value() == 2);
    CHECK(repository<tenon::audit_entry>(a).find_first().value()->model == "Contract");
    // A change that it may make leaves its trail; on SQLite it makes none.
    const auto renamed = a.execute(R"(UPDATE "Contract" SET title = 'by hand')");
    CHECK(repository<tenon::audit_entry>(a).count().value() == 1 + renamed.value_or(0));
}
