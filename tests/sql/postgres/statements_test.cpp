// The exact text of statements on PostgreSQL, where it is not what SQLite is told. The behaviour suite runs them.
#include "sql/models.hpp"
#include "support/catch.hpp"

#include <tenon/sql/dialect/choice.hpp>
#include <tenon/sql/dialect/postgres.hpp>
#include <tenon/sql/dialect/sqlite.hpp>
#include <tenon/sql/statement/insert.hpp>
#include <tenon/sql/statement/remove.hpp>
#include <tenon/sql/statement/select.hpp>
#include <tenon/sql/statement/update.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sample {
namespace {

using namespace tenon::sql; // but not its select: <sys/select.h> has one too
using tenon::field;
using tenon::ignore_case;
using tenon::nulls_order;
using tenon::sort_key;
using tenon::verb;

using first = context<postgres_dialect, tenon::layout::tenant_first, true>;
using first_system = context<postgres_dialect, tenon::layout::tenant_first, false>;
using prisma = context<postgres_dialect, tenon::layout::prisma, true>;

/// Columns that are wider than their fields, and values that have no order of their own.
struct Measure {
    std::string id;
    std::string tenantId;
    std::uint8_t tiny = 0;
    double real = 0;
    tenon::json data;
};

template <class Model> using by_id = key_shape<Model, 0>;
template <class Context, class Model, class Order, unsigned Paging>
using find_many = tenon::sql::select<Context, Model, verb::find_many, no_condition, Order, Paging, 0>;
using set_level = assignment_shape<&User::level, change::set>;
using add_level = assignment_shape<&User::level, change::add>;
constexpr tenon::field_list email_key = tenon::detail::places_of<&User::email>();

template <class Condition> struct condition_alone {
    static constexpr void write(text_writer& w) noexcept { Condition::shape::template write<first>(w, ~0U); }
};
template <class Condition> std::string_view text(const Condition&) { return text_of<condition_alone<Condition>>.view(); }

TEST_CASE("PostgreSQL: comparisons name column and parameter, and a list of any length is one of them") {
    CHECK(text(field<&User::level> >= 1) ==
          R"("level" >= $1)");
    CHECK(text(field<&User::level>.between(1, 5)) ==
          R"("level" BETWEEN $1 AND $2)");
    CHECK(text(field<&Line::amount> != 1) ==
          R"("select ""all""" <> $1)");
    CHECK(text(field<&User::nickname>.is_null()) ==
          R"("nickname" IS NULL)");
    CHECK(text(field<&User::nickname> == std::optional<std::string>("x")) ==
          R"("nickname" IS NOT DISTINCT FROM $1)");
    CHECK(text(field<&User::nickname> != std::optional<std::string>("x")) ==
          R"("nickname" IS DISTINCT FROM $1)");
    CHECK(text(field<&User::level>.in({1, 2, 3})) ==
          R"("level" = ANY($1))");
    CHECK(text(field<&User::level>.not_in({1})) ==
          R"("level" <> ALL($1))");
    CHECK(text(field<&User::balance> > tenon::decimal(10)) ==
          R"("balance" > $1)");
}

TEST_CASE("PostgreSQL: rows of any number of keys of several fields are an array for each field") {
    const auto lines = bare_condition<Line, rows_shape<place_column<Line, 0>, place_column<Line, 1>>>{};
    CHECK(text(lines) == R"(("order", "position") IN (SELECT * FROM unnest($1, $2)))");
    // Of JSON and of enumerations, which may be of any type, the server learns the type from the column.
    CHECK(text(field<&Measure::tiny> == 1 && bare_condition<Measure, rows_shape<place_column<Measure, 2>, place_column<Measure, 4>>>{}) ==
          R"(("tiny" = $1 AND (("data"::pg_catalog.text = ANY($3) OR TRUE) AND ("tiny", "data"::pg_catalog.text) IN (SELECT * FROM unnest($2, $3)))))");
}

TEST_CASE("PostgreSQL: tests of text take their value as data") {
    CHECK(text(field<&User::email>.contains("a%")) ==
          R"(pg_catalog.strpos("email", $1) > 0)");
    CHECK(text(field<&User::email>.starts_with("a")) ==
          R"(("email" >= $1 AND pg_catalog.starts_with("email", $1)))");
    CHECK(text(field<&User::email>.ends_with("a")) ==
          R"(pg_catalog.starts_with(pg_catalog.reverse("email"), pg_catalog.reverse($1)))");
    CHECK(text(field<&User::email>.like("a%")) ==
          R"(("email" LIKE pg_catalog.regexp_replace($1, '^((?:[^\\]|\\.)*)\\$', '\1\\\\')))");
}

TEST_CASE("PostgreSQL: ignore_case folds the column and the parameter by rules that no locale changes") {
    CHECK(text(ignore_case(field<&User::email>) == "A") ==
          R"((pg_catalog.translate(pg_catalog.lower("email" COLLATE pg_catalog."und-x-icu"), 'ς', 'σ') COLLATE pg_catalog."C") = (pg_catalog.translate(pg_catalog.lower($1 COLLATE pg_catalog."und-x-icu"), 'ς', 'σ') COLLATE pg_catalog."C"))");
    CHECK(text(field<&User::email>.starts_with("a", ignore_case)) ==
          R"(pg_catalog.starts_with((pg_catalog.translate(pg_catalog.lower("email" COLLATE pg_catalog."und-x-icu"), 'ς', 'σ') COLLATE pg_catalog."C"), (pg_catalog.translate(pg_catalog.lower($1 COLLATE pg_catalog."und-x-icu"), 'ς', 'σ') )"
          R"(COLLATE pg_catalog."C")))");
    CHECK(text(field<&User::email>.contains("a", ignore_case)) ==
          R"(pg_catalog.strpos((pg_catalog.translate(pg_catalog.lower("email" COLLATE pg_catalog."und-x-icu"), 'ς', 'σ') COLLATE pg_catalog."C"), (pg_catalog.translate(pg_catalog.lower($1 COLLATE pg_catalog."und-x-icu"), 'ς', 'σ') )"
          R"(COLLATE pg_catalog."C")) > 0)");
}

TEST_CASE("PostgreSQL: reads name the table with its schema and the tenant first") {
    CHECK(text_of<select_one<first, User, by_id<User>>>.view() ==
          R"(SELECT "id", "tenantId", "email", "level", "nickname", "balance" FROM "public"."User" WHERE )"
          R"("tenantId" = $1 AND "id" = $2)");
    CHECK(text_of<select_one<first, Note, by_id<Note>>>.view() ==
          R"(SELECT "id", "tenantId", "title" FROM "public"."Note" WHERE "tenantId" IN ($1, '') AND "id" = )"
          R"($2 ORDER BY "tenantId" DESC LIMIT 1)");
    CHECK(text_of<select_one<prisma, Note, by_id<Note>>>.view() ==
          R"(SELECT "id", "tenantId", "title" FROM "public"."Note" WHERE ("tenantId" = $1 OR "tenantId" IS )"
          R"(NULL) AND "id" = $2 ORDER BY "tenantId" DESC NULLS LAST LIMIT 1)");
    CHECK(text_of<select_one<prisma, Event, by_id<Event>>>.view() ==
          R"(SELECT "id", "sessionId", "what" FROM "public"."Event" WHERE EXISTS (SELECT 1 FROM )"
          R"("public"."Session" AS "tenon_parent" WHERE "tenon_parent"."id" = "Event"."sessionId" AND )"
          R"(EXISTS (SELECT 1 FROM "public"."User" AS "tenon_parent2" WHERE "tenon_parent2"."id" = )"
          R"("tenon_parent"."userId" AND "tenon_parent2"."tenantId" = $1)) AND "id" = $2)");
    CHECK(text_of<select_one<first_system, Country, key_shape<Country, 0>>>.view() ==
          R"(SELECT "code", "name" FROM "public"."Country" WHERE "code" = $1)");
    CHECK(text_of<select_count<first, Event, no_condition, 0>>.view() ==
          R"(SELECT pg_catalog.count(*) FROM "public"."Event" WHERE "tenantId" = $1)");
    CHECK(text_of<select_exists<first, User, no_condition, 0>>.view() ==
          R"(SELECT EXISTS (SELECT 1 FROM "public"."User" WHERE "tenantId" = $1))");
}

TEST_CASE("PostgreSQL: NULLs come first upwards and last downwards, where a column can hold any") {
    CHECK(text_of<find_many<first, User, sort_order<sort_key<&User::nickname, false>>, 3>>.view() ==
          R"(SELECT "id", "tenantId", "email", "level", "nickname", "balance" FROM "public"."User" WHERE )"
          R"("tenantId" = $1 ORDER BY "nickname" NULLS FIRST, "id" LIMIT $2)");
    CHECK(text_of<find_many<first, User, sort_order<sort_key<&User::nickname, true>>, 7>>.view() ==
          R"(SELECT "id", "tenantId", "email", "level", "nickname", "balance" FROM "public"."User" WHERE )"
          R"("tenantId" = $1 ORDER BY "nickname" DESC NULLS LAST, "id" DESC LIMIT $2 OFFSET $3)");
    CHECK(text_of<find_many<first, User, sort_order<sort_key<&User::nickname, true, nulls_order::first>>, 5>>.view() ==
          R"(SELECT "id", "tenantId", "email", "level", "nickname", "balance" FROM "public"."User" WHERE )"
          R"("tenantId" = $1 ORDER BY "nickname" DESC NULLS FIRST, "id" DESC OFFSET $2)");
    CHECK(text_of<find_many<first, User, sort_order<sort_key<&User::level, true>>, 1>>.view() ==
          R"(SELECT "id", "tenantId", "email", "level", "nickname", "balance" FROM "public"."User" WHERE )"
          R"("tenantId" = $1 ORDER BY "level" DESC, "id" DESC)");
}

TEST_CASE("PostgreSQL: an INSERT stamps the tenant, and keeps a sequence ahead of numbers that are given") {
    CHECK(text_of<insert<first, User, verb::create, true, false>>.view() ==
          R"(INSERT INTO "public"."User" ("id", "tenantId", "email", "level", "nickname", "balance") VALUES )"
          R"(($2, $1, $3, $4, $5, $6))");
    CHECK(text_of<insert<first, Session, verb::create, true, false>>.view() ==
          R"(INSERT INTO "public"."Session" ("tenantId", "id", "userId", "hits") VALUES ($1, $2, $3, $4))");
    CHECK(text_of<insert<prisma, Session, verb::create, true, false>>.view() ==
          R"(INSERT INTO "public"."Session" ("id", "userId", "hits") SELECT $2, $3, $4 WHERE EXISTS (SELECT )"
          R"(1 FROM "public"."User" AS "tenon_parent" WHERE "tenon_parent"."id" = $3 AND )"
          R"("tenon_parent"."tenantId" = $1))");
    CHECK(text_of<insert<first, Ticket, verb::create, false, false>>.view() ==
          R"(INSERT INTO "public"."Ticket" ("tenantId", "subject", "changedAt") VALUES ($1, $2, $3) )"
          R"(RETURNING "id")");
    CHECK(text_of<insert<first, Ticket, verb::create, true, false>>.view() ==
          R"(INSERT INTO "public"."Ticket" ("id", "tenantId", "subject", "changedAt") VALUES (GREATEST($2, )"
          R"(LEAST($2, pg_catalog.setval(pg_catalog.pg_get_serial_sequence('"public"."Ticket"', 'id'), )"
          R"(GREATEST($2, )"
          R"(pg_catalog.pg_sequence_last_value(pg_catalog.pg_get_serial_sequence('"public"."Ticket"', )"
          R"('id')), 1)))), $1, $3, $4))");
    CHECK(text_of<insert<first, User, verb::create_many, true, true>>.view() ==
          R"(INSERT INTO "public"."User" ("id", "tenantId", "email", "level", "nickname", "balance") VALUES )"
          R"(($2, $1, $3, $4, $5, $6) ON CONFLICT DO NOTHING)");
    CHECK(text_of<insert<first_system, Session, verb::create, true, false>>.view() ==
          R"(INSERT INTO "public"."Session" ("tenantId", "id", "userId", "hits") SELECT )"
          R"("parent"."tenantId", $1, $2, $3 FROM "public"."User" AS "parent" WHERE "parent"."id" = $2 AND )"
          R"((SELECT pg_catalog.count(*) FROM "public"."User" AS "same" WHERE "same"."id" = $2) = 1)");
}

TEST_CASE("PostgreSQL: an upsert, an update and a removal stay inside the tenant") {
    CHECK(text_of<upsert<first, User, email_key, true, set_level>>.view() ==
          R"(INSERT INTO "public"."User" ("id", "tenantId", "email", "level", "nickname", "balance") VALUES )"
          R"(($2, $1, $3, $4, $5, $6) ON CONFLICT ("tenantId", "email") DO UPDATE SET "level" = $7 WHERE )"
          R"("User"."tenantId" = $1 RETURNING "id", "tenantId", "email", "level", "nickname", "balance")");
    CHECK(text_of<upsert<prisma, User, email_key, true, set_level>>.view() ==
          R"(INSERT INTO "public"."User" ("id", "tenantId", "email", "level", "nickname", "balance") VALUES )"
          R"(($2, $1, $3, $4, $5, $6) ON CONFLICT ("email") DO UPDATE SET "level" = $7 WHERE )"
          R"("User"."tenantId" = $1 RETURNING "id", "tenantId", "email", "level", "nickname", "balance")");
    CHECK(text_of<update_one<first, User, by_id<User>, set_level, add_level>>.view() ==
          R"(UPDATE "public"."User" SET "level" = $2, "level" = "User"."level" + $3 WHERE "tenantId" = $1 )"
          R"(AND "id" = $4 RETURNING "id", "tenantId", "email", "level", "nickname", "balance")");
    CHECK(text_of<update_many<prisma, User, target_rows<no_condition, sort_order<>, true, 0>, add_level>>.view() ==
          R"(UPDATE "public"."User" SET "level" = "User"."level" + $2 WHERE "tenantId" = $1 AND ("id") IN )"
          R"((SELECT "id" FROM "public"."User" WHERE "tenantId" = $1 ORDER BY "id" LIMIT $3))");
    CHECK(text_of<remove_one<prisma, Session, by_id<Session>>>.view() ==
          R"(DELETE FROM "public"."Session" WHERE EXISTS (SELECT 1 FROM "public"."User" AS "tenon_parent" )"
          R"(WHERE "tenon_parent"."id" = "Session"."userId" AND "tenon_parent"."tenantId" = $1) AND "id" = )"
          R"($2 RETURNING "id", "userId", "hits")");
    CHECK(text_of<remove_many<first, User, no_condition, sort_order<>, true, 0>>.view() ==
          R"(DELETE FROM "public"."User" WHERE "tenantId" = $1 AND ("tenantId", "id") IN (SELECT )"
          R"("tenantId", "id" FROM "public"."User" WHERE "tenantId" = $1 ORDER BY "id" LIMIT $2))");
}

TEST_CASE("PostgreSQL: a computed number is kept to its field where the column is wider, and is never what is no number") {
    CHECK(text_of<update_one<prisma, Measure, by_id<Measure>, assignment_shape<&Measure::tiny, change::add>>>.view() ==
          R"(UPDATE "public"."Measure" SET "tiny" = "Measure"."tiny" + $2 + CASE WHEN ("Measure"."tiny" + )"
          R"($2) BETWEEN 0 AND 255 THEN 0 ELSE 1e30 END WHERE "tenantId" = $1 AND "id" = $3 RETURNING "id", )"
          R"("tenantId", "tiny", "real", "data")");
    CHECK(text_of<update_one<first, Measure, by_id<Measure>, assignment_shape<&Measure::tiny, change::add>>>.view() ==
          R"(UPDATE "public"."Measure" SET "tiny" = "Measure"."tiny" + $2 WHERE "tenantId" = $1 AND "id" = )"
          R"($3 RETURNING "id", "tenantId", "tiny", "real", "data")");
    CHECK(text_of<update_one<first, Measure, by_id<Measure>, assignment_shape<&Measure::real, change::multiply>>>.view() ==
          R"(UPDATE "public"."Measure" SET "real" = NULLIF("Measure"."real" * $2, 'NaN'::pg_catalog.float8) )"
          R"(WHERE "tenantId" = $1 AND "id" = $3 RETURNING "id", "tenantId", "tiny", "real", "data")");
}

TEST_CASE("PostgreSQL: JSON that is kept as it was spelled is compared as text") {
    CHECK(text_of<select_count<first, Measure, decltype(field<&Measure::data> == tenon::json())::shape, 0>>.view() ==
          R"(SELECT pg_catalog.count(*) FROM "public"."Measure" WHERE "tenantId" = $1 AND "data"::pg_catalog.text = $2)");
    CHECK(text_of<select_count<prisma, Measure, decltype(field<&Measure::data> == tenon::json())::shape, 0>>.view() ==
          R"(SELECT pg_catalog.count(*) FROM "public"."Measure" WHERE "tenantId" = $1 AND "data" = $2)");
}

TEST_CASE("a program that chooses its database when it runs has every statement in both dialects") {
    using either = context<dialect_choice<sqlite_dialect, postgres_dialect>, tenon::layout::tenant_first, true>;
    using statement = update_one<either, User, by_id<User>, set_level>;
    constexpr auto& spec = spec_of<statement>;
    REQUIRE(spec.texts.size() == 2);
    CHECK(spec.text == text_of<update_one<context<sqlite_dialect, tenon::layout::tenant_first, true>, User, by_id<User>, set_level>>.view());
    CHECK(spec.in_dialect(0).text == spec.text);
    CHECK(spec.in_dialect(1).text == text_of<update_one<first, User, by_id<User>, set_level>>.view());
    CHECK(spec.in_dialect(1).number == spec.number);
    CHECK(spec_of<update_one<first, User, by_id<User>, set_level>>.texts.empty());
    constexpr auto& rows = spec_of<select_count<either, Line, rows_shape<place_column<Line, 0>, place_column<Line, 1>>, 0>>;
    CHECK(rows.in_dialect(0).text.ends_with(R"("tenantId" = ?1 AND ("order", "position") IN (SELECT value, value2 FROM tenon_array(?2, ?3)))"));
    CHECK(rows.in_dialect(1).text.ends_with(R"("tenantId" = $1 AND ("order", "position") IN (SELECT * FROM unnest($2, $3)))"));
}

} // namespace
} // namespace sample
