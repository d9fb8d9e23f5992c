// The exact text of the levels of shapes: counts of related rows are columns, the first rows of each row above are numbered.
#include "sql/sqlite/sample.hpp"

#include <array>

namespace sample {
namespace {

using namespace tenon::sql;
using tenon::field;
using tenon::sort_key;

template <class Context, class Model, auto Places, bool Tenant, class... Counts>
using columns = shape_columns<columns_at<Model, Places, Tenant>, Counts...>;
constexpr std::array<std::size_t, 2> id_and_email{0, 2};
constexpr std::array<std::size_t, 2> hits_and_link{2, 1};
constexpr tenon::field_list link = tenon::detail::places_of<&Session::userId>();
constexpr tenon::field_list two_fields = tenon::detail::places_of<&Session::userId, &Session::hits>();
using sessions = related_count<relation_between<&Session::userId, true>, no_condition, 0>;
using busy_sessions = related_count<relation_between<&Session::userId, true>, decltype(field<&Session::hits> > 3)::shape, 0>;
using level = decltype(field<&User::level> > 1)::shape;
using most_hits = sort_order<sort_key<&Session::hits, true>>;

TEST_CASE("a count of related rows is a column, with the tenant in it, and its values come before those of the filter") {
    expect<first, select_shape<first, User, tenon::verb::find_many, columns<first, User, id_and_email, false, sessions, busy_sessions>, level, sort_order<>, 0, 0>>(
        R"(SELECT "id", "email", (SELECT count(*) FROM "Session" AS "tenon_related" WHERE "tenon_related"."userId" = "User"."id" AND )"
        R"("tenon_related"."tenantId" = ?1), (SELECT count(*) FROM "Session" AS "tenon_related" WHERE "tenon_related"."userId" = "User"."id" AND )"
        R"("tenon_related"."tenantId" = ?1 AND "hits" > ?2) FROM "User" WHERE "tenantId" = ?1 AND "level" > ?3)", 3);
    expect<first_system, select_shape<first_system, User, tenon::verb::find_many, columns<first_system, User, id_and_email, true, sessions>, no_condition, sort_order<>, 0, 0>>(
        R"(SELECT "id", "email", "tenantId", (SELECT count(*) FROM "Session" AS "tenon_related" WHERE "tenon_related"."userId" = "User"."id" )"
        R"(AND "User"."tenantId" = "tenon_related"."tenantId") FROM "User")", 0);
}

TEST_CASE("the first rows of each row above are numbered in their order, in one statement") {
    expect<first, select_top<first, Session, columns<first, Session, hits_and_link, false>, link_partition<Session, link, false>, no_condition, most_hits, 0>>(
        R"(SELECT "hits", "userId" FROM (SELECT "id", "userId", "hits", row_number() OVER (PARTITION BY "userId" ORDER BY "hits" DESC, "id" DESC) )"
        R"(AS "tenon_number" FROM "Session" WHERE "tenantId" = ?1) AS "tenon_rows" WHERE "tenon_number" <= ?2 ORDER BY "hits" DESC, "id" DESC)", 2);
    expect<first_system, select_top<first_system, Session, columns<first_system, Session, hits_and_link, true>, link_partition<Session, link, true>, no_condition, sort_order<>, 0>>(
        R"(SELECT "hits", "userId", "tenantId" FROM (SELECT "id", "userId", "hits", "tenantId", row_number() OVER (PARTITION BY "userId", "tenantId" )"
        R"(ORDER BY "tenantId", "id") AS "tenon_number" FROM "Session") AS "tenon_rows" WHERE "tenon_number" <= ?1 ORDER BY "tenantId", "id")", 1);
    expect<first, select_top<first, Session, columns<first, Session, hits_and_link, false>, link_partition<Session, two_fields, false>, no_condition, sort_order<>, 0>>(
        R"(SELECT "hits", "userId" FROM (SELECT "id", "userId", "hits", row_number() OVER (PARTITION BY "userId", "hits" ORDER BY "id") )"
        R"(AS "tenon_number" FROM "Session" WHERE "tenantId" = ?1) AS "tenon_rows" WHERE "tenon_number" <= ?2 ORDER BY "id")", 2);
    using events = related_count<relation_between<&Event::sessionId, true>, no_condition, 0>;
    expect<first, select_top<first, Session, columns<first, Session, hits_and_link, false, events>, link_partition<Session, link, false>, no_condition, sort_order<>, 0>>(
        R"(SELECT "hits", "userId", (SELECT count(*) FROM "Event" AS "tenon_related" WHERE "tenon_related"."sessionId" = "tenon_rows"."id" AND )"
        R"("tenon_related"."tenantId" = ?1) FROM (SELECT "id", "userId", "hits", row_number() OVER (PARTITION BY "userId" ORDER BY "id") )"
        R"(AS "tenon_number" FROM "Session" WHERE "tenantId" = ?1) AS "tenon_rows" WHERE "tenon_number" <= ?2 ORDER BY "id")", 2);
}

} // namespace
} // namespace sample
