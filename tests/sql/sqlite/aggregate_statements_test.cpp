// The exact text of aggregates, groups and distinct rows, in both layouts and both kinds of scope.
#include "sql/sqlite/sample.hpp"

#include <tenon/sql/statement/aggregate.hpp>
#include <tenon/sql/statement/distinct.hpp>

namespace sample {
namespace {

using namespace tenon::sql;
using tenon::sort_key;
template <class... Words> using list = aggregate_list<Words...>;
template <auto Aggregate> using word = std::remove_cv_t<decltype(Aggregate)>;
using counted = count_of_rows;
using adult = decltype(tenon::field<&User::level> >= 18)::shape;
using many = decltype(tenon::count() > 3)::shape;
using wanted = decltype(tenon::when(true, tenon::field<&User::level> >= 18))::shape;
using maybe_many = decltype(tenon::when(true, tenon::count() > 3) && tenon::sum<&User::level> < 9)::shape;
constexpr unsigned sorted = static_cast<unsigned>(paging::order);
constexpr unsigned cut = static_cast<unsigned>(paging::take) | static_cast<unsigned>(paging::skip);

template <class Context, class Model, class Words, class Condition = no_condition>
using aggregates = select_aggregates<Context, Model, Words, Condition, 0>;
template <class Context, class Model, class Columns, class Words, class Order = sort_order<>, unsigned Paging = 0>
using groups = select_groups<Context, Model, Columns, Words, no_condition, no_condition, Order, Paging, 0>;
template <class Context, class Model, class Columns, class Order = sort_order<>, unsigned Paging = 0>
using distinct_rows = select_distinct<Context, Model, Columns, no_condition, Order, Paging, 0>;

TEST_CASE("aggregates are computed by functions that neither round nor overflow in silence") {
    expect<first, aggregates<first, User, list<counted, word<tenon::count_values<&User::nickname>>,
                                               word<tenon::count_distinct<&User::email>>>>>(
        R"(SELECT count(*), count("nickname"), count(DISTINCT "email") FROM "User" WHERE "tenantId" = ?1)", 1);
    expect<first, aggregates<first, User, list<word<tenon::sum<&User::level>>, word<tenon::avg<&User::level>>,
                                               word<tenon::min<&User::email>>, word<tenon::max<&User::level>>>, adult>>(
        R"(SELECT tenon_integer(tenon_sum("level"), -9223372036854775808, 9223372036854775807), tenon_avg("level"), min("email"), max("level") FROM "User" WHERE "tenantId" = ?1 )"
        R"(AND "level" >= ?2)", 2);
    expect<first, aggregates<first, User, list<word<tenon::sum<&User::balance>>, word<tenon::avg<&User::balance>>,
                                               word<tenon::min<&User::balance>>, word<tenon::count_distinct<&User::balance>>>>>(
        R"(SELECT tenon_decimal_sum("balance"), tenon_decimal_avg("balance"), min("balance" COLLATE tenon_decimal), )"
        R"(count(DISTINCT "balance") FROM "User" WHERE "tenantId" = ?1)", 1);
    expect<prisma, aggregates<prisma, User, list<word<tenon::max<&User::balance>>>>>(
        R"(SELECT CAST(max("balance" COLLATE tenon_decimal) AS NUMERIC) FROM "User" WHERE "tenantId" = ?1)", 1);
}

TEST_CASE("aggregates are of the scope's rows, in every kind of tenancy") {
    using hits = list<word<tenon::sum<&Session::hits>>>;
    expect<first, aggregates<first, Session, hits>>(
        R"(SELECT tenon_integer(tenon_sum("hits"), -9223372036854775808, 9223372036854775807) FROM "Session" WHERE "tenantId" = ?1)", 1);
    expect<prisma, aggregates<prisma, Session, hits>>(
        R"(SELECT tenon_integer(tenon_sum("hits"), -9223372036854775808, 9223372036854775807) FROM "Session" WHERE EXISTS (SELECT 1 FROM "User" AS "tenon_parent" WHERE )"
        R"("tenon_parent"."id" = "Session"."userId" AND "tenon_parent"."tenantId" = ?1))", 1);
    expect<first_system, aggregates<first_system, Session, hits>>(R"(SELECT tenon_integer(tenon_sum("hits"), -9223372036854775808, 9223372036854775807) FROM "Session")", 0);
    expect<first, aggregates<first, Token, list<counted>>>(R"(SELECT count(*) FROM "Token" WHERE "tenantId" = ?1)", 1);
    expect<first, aggregates<first, Country, list<counted>>>(R"(SELECT count(*) FROM "Country")", 0);
    expect<first, aggregates<first, Tenant, list<counted>>>(R"(SELECT count(*) FROM "Tenant" WHERE "id" = ?1)", 1);
    // Rows without a tenant are stored under the empty one, which is NULL for all that see it.
    using owners = list<word<tenon::count_values<&Note::tenantId>>>;
    expect<first, aggregates<first, Note, owners>>(
        R"(SELECT count(NULLIF("tenantId", '')) FROM "Note" WHERE "tenantId" IN (?1, ''))", 1);
    expect<prisma, aggregates<prisma, Note, owners>>(
        R"(SELECT count("tenantId") FROM "Note" WHERE ("tenantId" = ?1 OR "tenantId" IS NULL))", 1);
}

TEST_CASE("groups name their fields first, and are sorted by the request and then by them") {
    expect<first, groups<first, User, group_columns<&User::level, &User::nickname>, list<counted>>>(
        R"(SELECT "level", "nickname", count(*) FROM "User" WHERE "tenantId" = ?1 GROUP BY "level", "nickname")", 1);
    expect<first, groups<first, User, group_columns<&User::level, &User::nickname>, list<counted>, sort_order<>, cut>>(
        R"(SELECT "level", "nickname", count(*) FROM "User" WHERE "tenantId" = ?1 GROUP BY "level", "nickname" )"
        R"(ORDER BY "level", "nickname" LIMIT ?2 OFFSET ?3)", 3);
    expect<first, groups<first, User, group_columns<&User::level, &User::nickname>, list<>,
                         sort_order<sort_key<tenon::count(), true>, sort_key<&User::nickname, true>>, sorted>>(
        R"(SELECT "level", "nickname" FROM "User" WHERE "tenantId" = ?1 GROUP BY "level", "nickname" )"
        R"(ORDER BY count(*) DESC, "nickname" DESC, "level" DESC)", 1);
    expect<first, groups<first, User, group_columns<&User::balance>, list<counted>,
                         sort_order<sort_key<tenon::sum<&User::balance>, false>>, sorted>>(
        R"(SELECT "balance", count(*) FROM "User" WHERE "tenantId" = ?1 GROUP BY "balance" COLLATE tenon_decimal )"
        R"(ORDER BY tenon_decimal_sum("balance") COLLATE tenon_decimal, "balance" COLLATE tenon_decimal)", 1);
    expect<first_system, groups<first_system, User, group_columns<&User::tenantId>, list<counted>>>(
        R"(SELECT "tenantId", count(*) FROM "User" GROUP BY "tenantId")", 0);
    expect<first, groups<first, Line, group_columns<&Line::order>, list<word<tenon::sum<&Line::amount>>>>>(
        R"(SELECT "order", tenon_integer(tenon_sum("select ""all"""), -9223372036854775808, 9223372036854775807) FROM "group" WHERE "tenantId" = ?1 GROUP BY "order")", 1);
}

TEST_CASE("where comes before the groups and having after them, each with its optional parts") {
    using by_level = group_columns<&User::level>;
    expect<first, select_groups<first, User, by_level, list<>, adult, many, sort_order<>, 0, 0>>(
        R"(SELECT "level" FROM "User" WHERE "tenantId" = ?1 AND "level" >= ?2 GROUP BY "level" HAVING count(*) > ?3)", 3);
    expect<first, select_groups<first, User, by_level, list<>, wanted, maybe_many, sort_order<>, 0, 0>>(
        R"(SELECT "level" FROM "User" WHERE "tenantId" = ?1 GROUP BY "level" HAVING tenon_integer(tenon_sum("level"), -9223372036854775808, 9223372036854775807) < ?2)", 2);
    expect<first, select_groups<first, User, by_level, list<>, wanted, maybe_many, sort_order<>, 0, 1>>(
        R"(SELECT "level" FROM "User" WHERE "tenantId" = ?1 AND "level" >= ?2 GROUP BY "level" HAVING )"
        R"(tenon_integer(tenon_sum("level"), -9223372036854775808, 9223372036854775807) < ?3)", 3);
    expect<first, select_groups<first, User, by_level, list<>, wanted, maybe_many, sort_order<>, 0, 2>>(
        R"(SELECT "level" FROM "User" WHERE "tenantId" = ?1 GROUP BY "level" HAVING (count(*) > ?2 AND )"
        R"(tenon_integer(tenon_sum("level"), -9223372036854775808, 9223372036854775807) < ?3))", 3);
    using priced = decltype(tenon::max<&User::balance> > tenon::decimal(3))::shape;
    expect<first, select_groups<first, User, by_level, list<>, no_condition, priced, sort_order<>, 0, 0>>(
        R"(SELECT "level" FROM "User" WHERE "tenantId" = ?1 GROUP BY "level" HAVING max("balance" COLLATE )"
        R"(tenon_decimal) COLLATE tenon_decimal > ?2)", 2);
    using spread = decltype(tenon::min<&User::email> != tenon::max<&User::email>)::shape;
    expect<first, select_groups<first, User, by_level, list<>, no_condition, spread, sort_order<>, 0, 0>>(
        R"(SELECT "level" FROM "User" WHERE "tenantId" = ?1 GROUP BY "level" HAVING min("email") <> max("email"))", 1);
}

TEST_CASE("distinct numbers the rows that are alike, and takes the first ones") {
    expect<first, distinct_rows<first, Session, group_columns<&Session::userId>>>(
        R"(SELECT "id", "userId", "hits" FROM (SELECT "id", "userId", "hits", row_number() OVER (PARTITION BY "userId" )"
        R"(ORDER BY "id") AS "tenon_number" FROM "Session" WHERE "tenantId" = ?1) AS "tenon_rows" WHERE "tenon_number" )"
        R"(= 1 ORDER BY "id")", 1);
    expect<first_system, distinct_rows<first_system, Session, group_columns<&Session::userId, &Session::hits>,
                                       sort_order<sort_key<&Session::hits, true>>, cut | sorted>>(
        R"(SELECT "id", "userId", "hits" FROM (SELECT "id", "userId", "hits", "tenantId", row_number() OVER (PARTITION )"
        R"(BY "userId", "hits" ORDER BY "hits" DESC, "tenantId" DESC, "id" DESC) AS "tenon_number" FROM "Session") AS )"
        R"("tenon_rows" WHERE "tenon_number" = 1 ORDER BY "hits" DESC, "tenantId" DESC, "id" DESC LIMIT ?1 OFFSET ?2)", 2);
    expect<prisma, distinct_rows<prisma, Session, group_columns<&Session::hits>>>(
        R"(SELECT "id", "userId", "hits" FROM (SELECT "id", "userId", "hits", row_number() OVER (PARTITION BY "hits" )"
        R"(ORDER BY "id") AS "tenon_number" FROM "Session" WHERE EXISTS (SELECT 1 FROM "User" AS "tenon_parent" WHERE )"
        R"("tenon_parent"."id" = "Session"."userId" AND "tenon_parent"."tenantId" = ?1)) AS "tenon_rows" WHERE )"
        R"("tenon_number" = 1 ORDER BY "id")", 1);
    expect<first, distinct_rows<first, Setting, group_columns<&Setting::theme>>>(
        R"(SELECT "tenantId", "theme" FROM (SELECT "tenantId", "theme", row_number() OVER (PARTITION BY "theme") AS )"
        R"("tenon_number" FROM "Setting" WHERE "tenantId" = ?1) AS "tenon_rows" WHERE "tenon_number" = 1)", 1);
}

} // namespace
} // namespace sample
