// The exact text of filters by related rows: the tenant is in each sub-select, in both layouts and both kinds of scope.
#include "sql/sqlite/sample.hpp"

namespace sample {
namespace {

using namespace tenon::sql;
using tenon::field;
using tenon::related;

template <class Context, class Model, class Condition, unsigned Mask = 0>
using rows = tenon::sql::select<Context, Model, tenon::verb::find_many, Condition, sort_order<>, 0, Mask>;
using busy = decltype(related<&Session::userId>.some(field<&Session::hits> > 3) && field<&User::level> >= 2)::shape;
using idle = decltype(related<&Session::userId>.none())::shape;
using quiet = decltype(related<&Session::userId>.every(field<&Session::hits> < 3 || field<&Session::hits> == 9))::shape;
using adult = decltype(related<&Session::userId>.is(field<&User::level> >= 18))::shape;
using nested = decltype(related<&Session::userId>.some(related<&Event::sessionId>.some(field<&Event::what> == "x")))::shape;
using maybe = decltype(related<&Session::userId>.some(tenon::when(true, field<&Session::hits> > 3)))::shape;

std::string users(std::string_view condition) {
    return R"(SELECT "id", "tenantId", "email", "level", "nickname", "balance" FROM "User" WHERE )" + std::string(condition);
}

TEST_CASE("a filter of related rows is a sub-select with the tenant in it") {
    expect<first, rows<first, User, busy>>(
        users(R"("tenantId" = ?1 AND (EXISTS (SELECT 1 FROM "Session" AS "tenon_related" WHERE "tenon_related"."userId" = "User"."id" )"
              R"(AND "tenon_related"."tenantId" = ?1 AND "hits" > ?2) AND "level" >= ?3))"), 3);
    expect<first, rows<first, User, idle>>(
        users(R"("tenantId" = ?1 AND NOT EXISTS (SELECT 1 FROM "Session" AS "tenon_related" WHERE "tenon_related"."userId" = "User"."id" )"
              R"(AND "tenon_related"."tenantId" = ?1))"), 1);
    expect<first, rows<first, User, quiet>>(
        users(R"("tenantId" = ?1 AND NOT EXISTS (SELECT 1 FROM "Session" AS "tenon_related" WHERE "tenon_related"."userId" = "User"."id" )"
              R"(AND "tenon_related"."tenantId" = ?1 AND (("hits" < ?2 OR "hits" = ?3)) IS NOT TRUE))"), 3);
    expect<first, rows<first, Session, adult>>(
        R"(SELECT "id", "userId", "hits" FROM "Session" WHERE "tenantId" = ?1 AND EXISTS (SELECT 1 FROM "User" AS "tenon_related" )"
        R"(WHERE "tenon_related"."id" = "Session"."userId" AND "tenon_related"."tenantId" = ?1 AND "level" >= ?2))", 2);
}

TEST_CASE("an order by related rows is a sub-select with the tenant in it") {
    constexpr auto level = related<&Session::userId>.desc<&User::level>.nulls_last();
    using by_level = sort_order<std::remove_cv_t<decltype(level)>, tenon::sort_key<&Session::hits, false>>;
    using by_count = sort_order<decltype(related<&Session::userId>.most())>;
    constexpr auto ordered = static_cast<unsigned>(paging::order);
    expect<first, tenon::sql::select<first, Session, tenon::verb::find_many, no_condition, by_level, ordered, 0>>(
        R"(SELECT "id", "userId", "hits" FROM "Session" WHERE "tenantId" = ?1 ORDER BY (SELECT "tenon_related"."level" FROM "User" AS "tenon_related" )"
        R"(WHERE "tenon_related"."id" = "Session"."userId" AND "tenon_related"."tenantId" = ?1) DESC NULLS LAST, "hits", "id")", 1);
    expect<first, tenon::sql::select<first, User, tenon::verb::find_many, no_condition, by_count, ordered, 0>>(
        R"(SELECT "id", "tenantId", "email", "level", "nickname", "balance" FROM "User" WHERE "tenantId" = ?1 ORDER BY (SELECT COUNT(*) FROM "Session" )"
        R"(AS "tenon_related" WHERE "tenon_related"."userId" = "User"."id" AND "tenon_related"."tenantId" = ?1) DESC, "id")", 1);
}

TEST_CASE("where rows have their tenant through a parent, related rows ask it too") {
    expect<prisma, rows<prisma, User, idle>>(
        users(R"("tenantId" = ?1 AND NOT EXISTS (SELECT 1 FROM "Session" AS "tenon_related" WHERE "tenon_related"."userId" = "User"."id" AND )"
              R"(EXISTS (SELECT 1 FROM "User" AS "tenon_parent" WHERE "tenon_parent"."id" = "tenon_related"."userId" AND "tenon_parent"."tenantId" = ?1)))"), 1);
}

TEST_CASE("from a system scope related rows are of the same tenant") {
    expect<first_system, rows<first_system, User, idle>>(
        users(R"(NOT EXISTS (SELECT 1 FROM "Session" AS "tenon_related" WHERE "tenon_related"."userId" = "User"."id" )"
              R"(AND "User"."tenantId" = "tenon_related"."tenantId"))"), 0);
    expect<prisma_system, rows<prisma_system, User, idle>>(
        users(R"(NOT EXISTS (SELECT 1 FROM "Session" AS "tenon_related" WHERE "tenon_related"."userId" = "User"."id"))"), 0);
}

TEST_CASE("filters of related rows stand in each other, and in the conditions of every verb") {
    expect<first, rows<first, User, nested>>(
        users(R"("tenantId" = ?1 AND EXISTS (SELECT 1 FROM "Session" AS "tenon_related" WHERE "tenon_related"."userId" = "User"."id" )"
              R"(AND "tenon_related"."tenantId" = ?1 AND EXISTS (SELECT 1 FROM "Event" AS "tenon_related2" WHERE )"
              R"("tenon_related2"."sessionId" = "tenon_related"."id" AND "tenon_related2"."tenantId" = ?1 AND "what" = ?2)))"), 2);
    expect<first, remove_many<first, User, idle, sort_order<>, false, 0>>(
        R"(DELETE FROM "User" WHERE "tenantId" = ?1 AND NOT EXISTS (SELECT 1 FROM "Session" AS "tenon_related" WHERE )"
        R"("tenon_related"."userId" = "User"."id" AND "tenon_related"."tenantId" = ?1))", 1);
    expect<first, rows<first, User, maybe, 1>>(
        users(R"("tenantId" = ?1 AND EXISTS (SELECT 1 FROM "Session" AS "tenon_related" WHERE "tenon_related"."userId" = "User"."id" )"
              R"(AND "tenon_related"."tenantId" = ?1 AND "hits" > ?2))"), 2);
    expect<first, rows<first, User, maybe, 0>>(
        users(R"("tenantId" = ?1 AND EXISTS (SELECT 1 FROM "Session" AS "tenon_related" WHERE "tenon_related"."userId" = "User"."id" )"
              R"(AND "tenon_related"."tenantId" = ?1))"), 1);
}

} // namespace
} // namespace sample
