// The exact text of filters and counts of related rows on PostgreSQL.
#include "sql/models.hpp"
#include "support/catch.hpp"

#include <tenon/sql/dialect/postgres.hpp>

#include <string_view>

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

} // namespace
} // namespace sample
