// The exact text of aggregates, groups and distinct rows on PostgreSQL, where it is not what SQLite is told.
#include "sql/models.hpp"
#include "support/catch.hpp"

#include <tenon/sql/dialect/choice.hpp>
#include <tenon/sql/dialect/postgres.hpp>
#include <tenon/sql/dialect/sqlite.hpp>
#include <tenon/sql/statement/aggregate.hpp>
#include <tenon/sql/statement/distinct.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace sample {
namespace {

using namespace tenon::sql;
using tenon::sort_key;

using first = context<postgres_dialect, tenon::layout::tenant_first, true>;
using prisma = context<postgres_dialect, tenon::layout::prisma, true>;

struct Measure {
    std::string id;
    std::string tenantId;
    std::uint8_t tiny = 0;
    std::optional<std::int64_t> big;
    float narrow = 0;
    tenon::decimal price;
    tenon::uuid key;
};

/// The text of one aggregate.
template <class Aggregate, class Context> struct alone {
    static constexpr void write(text_writer& w) noexcept { Aggregate::template write_comparable<Context>(w); }
};
template <class Context = first, class Aggregate> std::string_view text(Aggregate) {
    return text_of<alone<Aggregate, Context>>.view();
}

TEST_CASE("PostgreSQL: counts, the least and the greatest are the server's own") {
    CHECK(text(tenon::count()) == "count(*)");
    CHECK(text(tenon::count_values<&Measure::big>) == R"(pg_catalog.count("big"))");
    CHECK(text(tenon::count_distinct<&Measure::big>) == R"(pg_catalog.count(DISTINCT "big"))");
    CHECK(text(tenon::min<&Measure::price>) == R"(pg_catalog.min("price"))");
    CHECK(text(tenon::max<&Measure::narrow>) == R"(pg_catalog.max("narrow"))");
    CHECK(text(tenon::min<&Measure::key>) == R"(pg_catalog.min("key"::pg_catalog.text COLLATE "C")::pg_catalog.uuid)");
    CHECK(text(tenon::max<&Measure::key>) == R"(pg_catalog.max("key"::pg_catalog.text COLLATE "C")::pg_catalog.uuid)");
}

TEST_CASE("PostgreSQL: a sum of integers has 64 bits, and one of real numbers is of doubles") {
    CHECK(text(tenon::sum<&Measure::tiny>) == R"(pg_catalog.sum("tiny")::pg_catalog.int8)");
    CHECK(text(tenon::sum<&Measure::big>) == R"(pg_catalog.sum("big")::pg_catalog.int8)");
    CHECK(text(tenon::sum<&Measure::price>) == R"(pg_catalog.sum("price"))");
    CHECK(text(tenon::sum<&Measure::narrow>) ==
          R"(NULLIF(pg_catalog.sum("narrow"::pg_catalog.float8), 'NaN'::pg_catalog.float8))");
}

TEST_CASE("PostgreSQL: averages are those that SQLite is taught") {
    CHECK(text(tenon::avg<&Measure::tiny>) == R"(pg_catalog.sum("tiny")::pg_catalog.float8 / pg_catalog.count("tiny"))");
    CHECK(text(tenon::avg<&Measure::narrow>) ==
          R"(NULLIF(pg_catalog.avg("narrow"::pg_catalog.float8), 'NaN'::pg_catalog.float8))");
    CHECK(text(tenon::avg<&Measure::price>) ==
          R"(pg_catalog.div(pg_catalog.sum("price") * 2e30 + pg_catalog.sign(pg_catalog.sum("price")) * )"
          R"(pg_catalog.count("price"), 2 * pg_catalog.count("price")) * 1e-30)");
}

TEST_CASE("PostgreSQL: groups and distinct rows put NULL where SQLite has it") {
    using most_first = sort_order<sort_key<tenon::sum<&User::level>, true>>;
    using many = decltype(tenon::count() > 3)::shape;
    constexpr auto sorted = static_cast<unsigned>(paging::order) | static_cast<unsigned>(paging::take);
    CHECK(text_of<select_groups<first, User, group_columns<&User::nickname>, aggregate_list<count_of_rows>, no_condition, many,
                                most_first, sorted, 0>>.view() ==
          R"(SELECT "nickname", count(*) FROM "public"."User" WHERE "tenantId" = $1 GROUP BY "nickname" HAVING count(*) > )"
          R"($2 ORDER BY pg_catalog.sum("level")::pg_catalog.int8 DESC NULLS LAST, "nickname" DESC NULLS LAST LIMIT $3)");
    CHECK(text_of<select_distinct<prisma, User, group_columns<&User::nickname>, no_condition, sort_order<>, 0, 0>>.view() ==
          R"(SELECT "id", "tenantId", "email", "level", "nickname", "balance" FROM (SELECT "id", "tenantId", "email", )"
          R"("level", "nickname", "balance", row_number() OVER (PARTITION BY "nickname" ORDER BY "id") AS "tenon_number" )"
          R"(FROM "public"."User" WHERE "tenantId" = $1) AS "tenon_rows" WHERE "tenon_number" = 1 ORDER BY "id")");
}

TEST_CASE("an aggregate for one of two databases is written for each") {
    using either = context<dialect_choice<sqlite_dialect, postgres_dialect>, tenon::layout::tenant_first, true>;
    using total = select_aggregates<either, Measure, aggregate_list<aggregate_of<aggregate_function::sum, &Measure::big>>,
                                    no_condition, 0>;
    CHECK(text_of<total, 0>.view() == R"(SELECT tenon_integer(tenon_sum("big"), -9223372036854775808, 9223372036854775807) FROM "Measure" WHERE "tenantId" = ?1)");
    CHECK(text_of<total, 1>.view() ==
          R"(SELECT pg_catalog.sum("big")::pg_catalog.int8 FROM "public"."Measure" WHERE "tenantId" = $1)");
}

} // namespace
} // namespace sample
