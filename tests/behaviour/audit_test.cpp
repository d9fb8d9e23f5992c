// The audit that reads every statement of this suite: that it sees what it should, and that statements of each kind of
// model pass it.
#include <string>

#include "support/audit.hpp"
#include "support/database.hpp"

using namespace support;
using tenon::field;
using tenon::repository;
using tenon::set;
using tenon::where;

namespace {

using first = tenon::schema<Tenant, User, Note, Session, Click, Country>;
using prisma = tenon::schema<tenon::layout::prisma, Tenant, User, Note, Session, Click, Country>;

std::string in_first(const char* text) { return statement_audit(first::info())(text); }
std::string in_prisma(const char* text) { return statement_audit(prisma::info())(text); }

const char* const one_tenant[] = {
    R"(SELECT "id" FROM "User" WHERE "tenantId" = ?1)",
    R"(SELECT "id" FROM "User" WHERE "tenantId" = $1 AND ("level" = $2 OR "level" = $3) ORDER BY "id")"
    R"( LIMIT $4)",
    R"(SELECT EXISTS (SELECT 1 FROM "User" WHERE "tenantId" = ?1 AND "id" = ?2))",
    R"(SELECT "id" FROM "User" WHERE "level" = ?2 AND "tenantId" = ?1)",
    R"(SELECT "id" FROM "Note" WHERE "tenantId" IN (?1, '') AND NOT ("text" = ?2))",
    R"(SELECT "id" FROM "User" WHERE "tenantId" = ?1 AND "id" IN (SELECT value FROM values_of(?2)))",
    R"(SELECT "level", count(*) FROM "User" WHERE "tenantId" = ?1 GROUP BY "level" HAVING count(*) > ?2)",
    R"(SELECT "id" FROM (SELECT "id", row_number() OVER (PARTITION BY "level") AS "n" FROM "User" WHERE "tenantId")"
    R"( = ?1) AS "rows" WHERE "n" = 1)",
    R"(SELECT "id" FROM (SELECT "id" FROM "User" WHERE "tenantId" = ?1 AND "level" = ?2 UNION ALL SELECT "id" FROM)"
    R"( "User" WHERE "tenantId" = ?1 AND "level" > ?2) AS "rows" ORDER BY "id" LIMIT ?3)",
    R"(SELECT "id", "total" FROM (SELECT count(*) AS "total" FROM "User" WHERE "tenantId" = ?1) AS "all")"
    R"( LEFT JOIN (SELECT "id" FROM "User" WHERE "tenantId" = ?1 LIMIT ?2) AS "page" ON true)",
    R"(SELECT "name" FROM "Country")",
    R"(SELECT "id" FROM "Tenant" WHERE "id" = ?1)",
    R"(UPDATE "User" SET "level" = ?2 WHERE "tenantId" = ?1 AND "id" = ?3 RETURNING "id")",
    R"(DELETE FROM "User" WHERE "tenantId" = ?1 AND ("tenantId", "id") IN (SELECT "tenantId", "id" FROM)"
    R"( "User" WHERE "tenantId" = ?1 LIMIT ?2))",
    R"(INSERT INTO "User" ("id", "tenantId", "email") VALUES (?2, ?1, ?3))",
    R"(INSERT INTO "User" ("id", "tenantId") VALUES (?2, ?1) ON CONFLICT DO NOTHING)",
    R"(INSERT INTO "User" ("id", "tenantId") VALUES (?2, ?1) ON CONFLICT ("tenantId", "id") DO UPDATE SET)"
    R"( "level" = ?3 WHERE "User"."tenantId" = ?1 RETURNING "id")",
    R"(INSERT INTO "Session" ("tenantId", "id", "userId") VALUES (?1, ?2, ?3))",
};

const char* const one_tenant_as_prisma[] = {
    R"(SELECT "id" FROM "Note" WHERE ("tenantId" = ?1 OR "tenantId" IS NULL) AND "id" = ?2)",
    R"(SELECT "id" FROM "Session" WHERE EXISTS (SELECT 1 FROM "User" AS "parent" WHERE "parent"."id" =)"
    R"( "Session"."userId" AND "parent"."tenantId" = ?1))",
    R"(INSERT INTO "Session" ("id", "userId") SELECT ?2, ?3 WHERE EXISTS (SELECT 1 FROM "User" AS "parent")"
    R"( WHERE "parent"."id" = ?3 AND "parent"."tenantId" = ?1))",
};

const char* const leaving[] = {
    R"(SELECT "id" FROM (SELECT "id" FROM "User" WHERE "tenantId" = ?1 UNION ALL SELECT "id" FROM "User") AS "rows")",
    R"(SELECT "id" FROM (SELECT "id" FROM "User" UNION ALL SELECT "id" FROM "User" WHERE "tenantId" = ?1) AS "rows")",
    R"(SELECT "id" FROM "User" WHERE "tenantId" = ?1 UNION SELECT "id" FROM "User" WHERE "tenantId" = ?1)",
    R"(SELECT "id", "total" FROM (SELECT count(*) AS "total" FROM "User") AS "all")"
    R"( LEFT JOIN (SELECT "id" FROM "User" WHERE "tenantId" = ?1 LIMIT ?2) AS "page" ON true)",
    R"(SELECT "id", "total" FROM (SELECT count(*) AS "total" FROM "User" WHERE "tenantId" = ?1) AS "all")"
    R"( LEFT JOIN (SELECT "id" FROM "User" LIMIT ?2) AS "page" ON true)",
    R"(SELECT "id" FROM "User")",
    R"(SELECT "id" FROM "User" WHERE "id" = ?1)",
    R"(SELECT "id" FROM "User" WHERE "tenantId" = ?2)",
    R"(SELECT "id" FROM "User" WHERE "tenantId" <> ?1)",
    R"(SELECT "id" FROM "User" WHERE "tenantId" >= ?1)",
    R"(SELECT "id" FROM "User" WHERE "tenantId" = ?1 OR "level" = ?2)",
    R"(SELECT "id" FROM "User" WHERE "level" = ?2 OR "tenantId" = ?1)",
    R"(SELECT "id" FROM "User" WHERE NOT "tenantId" = ?1)",
    R"(SELECT "id" FROM "User" WHERE NOT ("tenantId" = ?1))",
    R"(SELECT "id" FROM "User" WHERE ("tenantId" = ?1 OR "level" = ?2))",
    R"(SELECT "id" FROM "User" WHERE "tenantId" = ?1 || "level")",
    R"(SELECT "id" FROM "User" WHERE "tenantId" = 'a')",
    R"(SELECT "id" FROM "User" WHERE "tenantId" = "tenantId")",
    R"(SELECT "id" FROM "User" WHERE "tenantId" IN (?1, ''))", // rows of nobody are the notes' only
    R"(SELECT "id" FROM "User" WHERE "tenantId" = ?1 AND "email" = 'ann')",
    R"(SELECT "id" FROM "User" WHERE "tenantId" = ?1 UNION SELECT "id" FROM "User")",
    R"(SELECT "id" FROM "User" WHERE "tenantId" = ?1; DELETE FROM "User")",
    R"(SELECT "id" FROM "User" AS "u" JOIN "Session" ON "Session"."userId" = "u"."id" WHERE "u"."tenantId")"
    R"( = ?1)",
    R"(SELECT count(*) FROM "Unknown" WHERE "tenantId" = ?1)",
    R"(SELECT EXISTS (SELECT 1 FROM "User" WHERE "id" = ?2))",
    R"(SELECT "level", count(*) FROM "User" GROUP BY "level" HAVING "tenantId" = ?1)",
    R"(SELECT "level", count(*) FROM "User" WHERE "level" > ?2 GROUP BY "level" HAVING "tenantId" = ?1)",
    R"(SELECT "id" FROM (SELECT "id", "tenantId" FROM "User") AS "rows" WHERE "tenantId" = ?1)",
    R"(UPDATE "User" SET "tenantId" = ?1 WHERE "id" = ?2)",
    R"(DELETE FROM "User" WHERE ("tenantId", "id") IN (SELECT "tenantId", "id" FROM "User" WHERE)"
    R"( "tenantId" = ?1 LIMIT ?2))",
    R"(DELETE FROM "User" WHERE "tenantId" = ?1 AND "id" IN (SELECT "id" FROM "User" LIMIT ?2))",
    R"(INSERT INTO "User" ("id", "tenantId") VALUES (?1, ?2))",
    R"(INSERT INTO "User" ("id", "email") VALUES (?1, ?2))",
    R"(INSERT INTO "User" ("id", "tenantId") VALUES (?2, ?1) ON CONFLICT ("id") DO UPDATE SET "level" = ?3)"
    R"( RETURNING "id")",
    R"(INSERT INTO "User" ("id", "tenantId") VALUES (?2, ?1) ON CONFLICT ("id") DO UPDATE SET "level" = ?3)"
    R"( WHERE "User"."id" = ?2)",
    R"(INSERT INTO "Session" ("id", "userId") VALUES (?1, ?2))",
    R"(SELECT "id" FROM "Tenant")",
};

const char* const leaving_as_prisma[] = {
    R"(SELECT "id" FROM "Session")",
    R"(SELECT "id" FROM "Session" WHERE EXISTS (SELECT 1 FROM "User" AS "parent" WHERE "parent"."id" =)"
    R"( "Session"."userId"))",
    R"(SELECT "id" FROM "Session" WHERE EXISTS (SELECT 1 FROM "User" AS "parent" WHERE "parent"."tenantId")"
    R"( = ?1))",
    R"(SELECT "id" FROM "Session" WHERE EXISTS (SELECT 1 FROM "Note" AS "parent" WHERE "parent"."id" =)"
    R"( "Session"."userId" AND "parent"."tenantId" = ?1))",
    R"(INSERT INTO "Session" ("id", "userId") VALUES (?2, ?3))",
};

/// Of a system scope: what a database that is distributed by the tenant column needs it in.
const char* const with_tenant_column[] = {
    R"(SELECT "id" FROM "User" WHERE "level" = $1)", // of all tenants
    R"(INSERT INTO "public"."User" ("id", "tenantId") VALUES ($1, $2) ON CONFLICT ("tenantId", "email") DO UPDATE SET)"
    R"( "level" = $3)",
    R"(INSERT INTO "Session" ("tenantId", "id", "userId") SELECT "parent"."tenantId", ?1, ?2 FROM "User" AS "parent")"
    R"( WHERE "parent"."id" = ?2 ON CONFLICT DO NOTHING RETURNING 1)",
    R"(UPDATE "User" SET "level" = ?1 WHERE ("tenantId", "id") IN (SELECT "tenantId", "id" FROM "User" LIMIT ?2))",
    R"(SELECT "id" FROM "User" WHERE "id" IN (SELECT value FROM tenon_array(?1)))",
    R"(SELECT "id" FROM "User" JOIN "Session" ON "Session"."tenantId" = "User"."tenantId" AND "userId" = "User"."id")",
    R"(INSERT INTO "Tenant" ("id") VALUES (?1) ON CONFLICT ("id") DO UPDATE SET "name" = ?2)", // on every node
    R"(INSERT INTO "Country" ("code") VALUES (?1) ON CONFLICT ("code") DO UPDATE SET "name" = ?2)",
};
const char* const without_tenant_column[] = {
    R"(INSERT INTO "public"."User" ("id", "email") VALUES ($1, $2))",
    R"(INSERT INTO "Session" ("id", "userId") SELECT ?1, ?2 FROM "User" AS "parent" WHERE "parent"."tenantId" = ?3)",
    R"(INSERT INTO "User" ("id", "tenantId") VALUES ($1, $2) ON CONFLICT ("email") DO UPDATE SET "level" = $3)",
    R"(UPDATE "User" SET "level" = ?1 WHERE "id" IN (SELECT "id" FROM "User" LIMIT ?2))",
    R"(DELETE FROM "User" WHERE ("tenantId", "id") IN (SELECT "id", "id" FROM "User" LIMIT ?2))",
    R"(DELETE FROM "User" WHERE ("level", "id") IN (SELECT "tenantId", "id" FROM "User" LIMIT ?2))",
    R"(SELECT "id" FROM "User" JOIN "Session" ON "userId" = "User"."id" WHERE "User"."tenantId" = ?1)",
};

} // namespace

TEST_CASE("the audit sees keys and joins that do not carry the tenant column, in every scope", "[audit]") {
    for (const char* text : with_tenant_column)
        CHECK(statement_audit(first::info()).without_tenant(text) == "");
    for (const char* text : without_tenant_column)
        CHECK(statement_audit(first::info()).without_tenant(text) != "");
    for (const char* text : without_tenant_column)
        CHECK(statement_audit(prisma::info()).without_tenant(text) == "");
}

TEST_CASE("the audit lets statements of one tenant pass", "[audit]") {
    for (const char* text : one_tenant)
        CHECK(in_first(text) == "");
    for (const char* text : one_tenant_as_prisma)
        CHECK(in_prisma(text) == "");
}

TEST_CASE("the audit sees statements that leave the tenant", "[audit]") {
    for (const char* text : leaving)
        CHECK(in_first(text) != "");
    for (const char* text : leaving_as_prisma)
        CHECK(in_prisma(text) != "");
}

TEMPLATE_LIST_TEST_CASE("every verb on every kind of model passes the audit", "[audit]", backends) {
    test_database<TestType, Tenant, User, Note, Session, Click, Country> t;
    repository<User>(t.tenant("a")).create({.id = "u", .email = "e"}).value();
    repository<Session>(t.tenant("a")).create({.id = "s", .userId = "u"}).value();
    t.forget();
    const auto every_verb = [&](const auto& rows, const auto& row, const auto& key, auto filter, auto order,
                                auto change, auto conflict) {
        static_cast<void>(rows.create(row));
        static_cast<void>(rows.create_many(std::vector{row}));
        static_cast<void>(rows.create_many(std::vector{row}, tenon::skip_duplicates));
        static_cast<void>(rows.upsert(row, conflict, change));
        rows.find_unique(key).value();
        rows.find_first(where(filter || !filter), order).value();
        rows.find_many(where(tenon::when(true, filter) || tenon::when(false, filter)), order, tenon::take(1),
                       tenon::skip(1))
            .value();
        rows.page(tenon::take(1)).value();
        const auto page = rows.page(where(!filter || filter), order, tenon::take(1)).value();
        for (const auto& at : page.items) {
            const auto cursor = rows.cursor_of(at, order).value();
            rows.find_many(order, tenon::after(cursor)).value();
            rows.page(order, tenon::before(cursor), tenon::take(1)).value();
        }
        rows.count(where(filter)).value();
        rows.aggregate(tenon::count(), where(filter)).value();
        rows.exists(key).value();
        rows.exists(where(!filter)).value();
        static_cast<void>(rows.update(key, change));
        rows.update_many(where(filter || !filter), change).value();
        rows.update_many(tenon::all_rows, order, tenon::take(1), change).value();
        rows.remove_many(where(filter), order, tenon::take(1)).value();
        rows.remove_many(where(filter && !filter)).value();
        static_cast<void>(rows.remove(key));
    };
    every_verb(repository<Click>(t.tenant("a")), Click{.id = "1", .sessionId = "s", .target = "t"}, "1",
               field<&Click::target> == "t", tenon::order_by(tenon::asc<&Click::target>), set<&Click::target>("x"),
               tenon::on_conflict<&Click::id>);
    every_verb(repository<Session>(t.tenant("a")), Session{.id = "1", .userId = "u"}, "1", field<&Session::hits> == 1,
               tenon::order_by(tenon::asc<&Session::hits>), tenon::increment<&Session::hits>(1),
               tenon::on_conflict<&Session::id>);
    every_verb(repository<Note>(t.tenant("a")), Note{.id = "1", .text = "t"}, "1", field<&Note::text> == "t",
               tenon::order_by(tenon::asc<&Note::text>), set<&Note::text>("x"), tenon::on_conflict<&Note::text>);
    every_verb(repository<User>(t.tenant("a")), User{.id = "1", .email = "t"}, "1", field<&User::level> == 1,
               tenon::order_by(tenon::asc<&User::level>), tenon::increment<&User::level>(1),
               tenon::on_conflict<&User::email>);
    every_verb(repository<Tenant>(t.tenant("a")), Tenant{.id = "a", .name = "t"}, "a", field<&Tenant::name> == "t",
               tenon::order_by(tenon::asc<&Tenant::name>), set<&Tenant::name>("x"), tenon::on_conflict<&Tenant::id>);
    repository<Country>(t.tenant("a")).find_many(where(field<&Country::name>.contains("x"))).value();
    // The database object checks, when it goes, that the audit had nothing to say of these.
    CHECK(t.statements().size() > 80);
}
