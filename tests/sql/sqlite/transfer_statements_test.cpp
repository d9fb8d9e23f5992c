// The exact text of what exports and imports send, in both layouts and both kinds of scope.
#include "sql/sqlite/sample.hpp"

#include <tenon/sql/statement/transfer.hpp>

namespace sample {
namespace {

using namespace tenon::sql;

/// Refers to itself and to a user, and can do without either at first.
struct Task {
    std::string id;
    std::string tenantId;
    std::optional<std::string> partOf;
    std::optional<std::string> userId;
    std::string noteId;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Task::partOf, &Task::id>, tenon::references<&Task::userId, &User::id>,
                                                     tenon::references<&Task::noteId, &Note::id>);
};
struct Kept {
    std::string id;
    std::string tenantId;
    std::optional<tenon::timestamp> removedAt;
    static constexpr auto tenon_model = tenon::table(tenon::soft_delete<&Kept::removedAt>);
};

template <class Statement> std::string_view text() { return text_of<Statement>.view(); }

TEST_CASE("an export reads a tenant's own rows, removed ones too, by their key") {
    expect<first, select_own<first, User>>(
        R"(SELECT "id", "tenantId", "email", "level", "nickname", "balance" FROM "User" WHERE "tenantId" = ?1 ORDER BY "id")", 1);
    expect<first, select_own<first, Note>>(R"(SELECT "id", "tenantId", "title" FROM "Note" WHERE "tenantId" = ?1 ORDER BY "tenantId", "id")", 1);
    expect<prisma, select_own<prisma, Event>>(
        R"(SELECT "id", "sessionId", "what" FROM "Event" WHERE EXISTS (SELECT 1 FROM "Session" AS "tenon_parent" WHERE "tenon_parent"."id" = "Event"."sessionId" AND )"
        R"(EXISTS (SELECT 1 FROM "User" AS "tenon_parent2" WHERE "tenon_parent2"."id" = "tenon_parent"."userId" AND "tenon_parent2"."tenantId" = ?1)) ORDER BY "id")", 1);
    expect<first, count_own<first, Token>>(R"(SELECT count(*) FROM "Token" WHERE "tenantId" = ?1)", 1);
    CHECK(text<select_own<first, Kept>>() == R"(SELECT "id", "tenantId", "removedAt" FROM "Kept" WHERE "tenantId" = ?1 ORDER BY "id")");
}

TEST_CASE("an export reads in a system scope what no tenant has, and which tenants there are") {
    expect<first_system, select_own<first_system, Country>>(R"(SELECT "code", "name" FROM "Country" ORDER BY "code")", 0);
    expect<first_system, select_own<first_system, Note>>(
        R"(SELECT "id", "tenantId", "title" FROM "Note" WHERE "tenantId" = '' ORDER BY "tenantId", "id")", 0);
    expect<prisma_system, select_own<prisma_system, Note>>(
        R"(SELECT "id", "tenantId", "title" FROM "Note" WHERE "tenantId" IS NULL ORDER BY "id")", 0);
    expect<prisma_system, select_own<prisma_system, Session>>(
        R"(SELECT "id", "userId", "hits" FROM "Session" WHERE EXISTS (SELECT 1 FROM "User" AS "tenon_parent" WHERE "tenon_parent"."id" = "Session"."userId" AND )"
        R"("tenon_parent"."tenantId" IS NULL) ORDER BY "id")", 0);
    expect<first_system, select_tenants<first_system, Session>>(R"(SELECT DISTINCT "tenantId" FROM "Session" WHERE "tenantId" <> '')", 0);
}

TEST_CASE("an import sets the references that could wait in the tenant's own row, to rows that the tenant sees") {
    CHECK(text<update_references<first, Task>>() ==
          R"(UPDATE "Task" SET "partOf" = ?2, "userId" = ?3 WHERE "tenantId" = ?1 AND "id" = ?4)");
    CHECK(text<update_references<prisma, Task>>() ==
          R"(UPDATE "Task" SET "partOf" = ?2, "userId" = ?3 WHERE "tenantId" = ?1 AND "id" = ?4 AND )"
          R"((EXISTS (SELECT 1 FROM "Task" AS "tenon_target" WHERE "tenon_target"."id" = ?2 AND "tenon_target"."tenantId" = ?1) OR ?2 IS NULL) AND )"
          R"((EXISTS (SELECT 1 FROM "User" AS "tenon_target" WHERE "tenon_target"."id" = ?3 AND "tenon_target"."tenantId" = ?1) OR ?3 IS NULL))");
    STATIC_REQUIRE(postponable_fields<Task>.size() == 2);
    STATIC_REQUIRE(postponable_fields<Session>.empty());
}

} // namespace
} // namespace sample
