// The exact text of filters and counts of related rows on PostgreSQL.
#include "sql/models.hpp"
#include "support/catch.hpp"

#include <tenon/sql/dialect/postgres.hpp>

#include <string_view>
#include <type_traits>

namespace sample {
namespace {

using namespace tenon::sql;
using tenon::field;
using tenon::related;

using first = context<postgres_dialect, tenon::layout::tenant_first, true>;
using first_system = context<postgres_dialect, tenon::layout::tenant_first, false>;

template <class Context, class Condition>
constexpr std::string_view counted = text_of<select_count<Context, User, Condition, 0>>.view();

TEST_CASE("PostgreSQL: related rows are a sub-select with the tenant in it") {
    using idle = decltype(related<&Session::userId>.none(field<&Session::hits> > 3))::shape;
    CHECK(counted<first, idle> == R"(SELECT pg_catalog.count(*) FROM "public"."User" WHERE "tenantId" = $1 AND NOT EXISTS (SELECT 1 FROM "public"."Session" )"
                                  R"(AS "tenon_related" WHERE "tenon_related"."userId" = "User"."id" AND "tenon_related"."tenantId" = $1 AND "hits" > $2))");
    CHECK(counted<first_system, idle> == R"(SELECT pg_catalog.count(*) FROM "public"."User" WHERE NOT EXISTS (SELECT 1 FROM "public"."Session" )"
                                         R"(AS "tenon_related" WHERE "tenon_related"."userId" = "User"."id" AND "User"."tenantId" = "tenon_related"."tenantId" AND "hits" > $1))");
    struct one_count {
        static constexpr void write(text_writer& w) noexcept {
            w.next_parameter();
            related_count<relation_between<&Session::userId, true>, no_condition, 0>::write<first>(w, "User");
        }
    };
    CHECK(text_of<one_count>.view() == R"((SELECT pg_catalog.count(*) FROM "public"."Session" AS "tenon_related" WHERE "tenon_related"."userId" = "User"."id" )"
                                       R"(AND "tenon_related"."tenantId" = $1))");
}

TEST_CASE("PostgreSQL: what a page is sorted by besides its columns is computed once, and is a column to the outer statement") {
    using by_level = sort_order<std::remove_const_t<decltype(related<&Session::userId>.desc(tenon::field<&User::level>))>>;
    constexpr unsigned paging = static_cast<unsigned>(paging::order) | static_cast<unsigned>(paging::take);
    CHECK(text_of<select_keyset<first, Session, no_condition, by_level, false, paging, true, page_columns<first, Session>, 0>>.view() ==
          R"(SELECT "id", "userId", "hits", "tenon_total" FROM (SELECT pg_catalog.count(*) AS "tenon_total" FROM "public"."Session" WHERE "tenantId" = $1) )"
          R"(AS "tenon_all" LEFT JOIN (SELECT "id", "userId", "hits", (SELECT "tenon_related"."level" FROM "public"."User" AS "tenon_related" WHERE )"
          R"("tenon_related"."id" = "Session"."userId" AND "tenon_related"."tenantId" = $1) AS "tenon_key1" FROM "public"."Session" WHERE "tenantId" = $1 )"
          R"(ORDER BY "tenon_key1" DESC NULLS LAST, "id" LIMIT $2) AS "tenon_page" ON true ORDER BY "tenon_key1" DESC NULLS LAST, "id")");
}

} // namespace
} // namespace sample
