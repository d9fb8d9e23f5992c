// layout::prisma on PostgreSQL: the DDL that Prisma writes, each name with its schema.
#include "sql/postgres/sample.hpp"
#include "sql/prisma_models.hpp"

#include <vector>

using namespace postgres_sample;
using prisma_tables::app;

namespace {

enum class Flag { ON, OFF };

/// What prisma_models.hpp does not have.
struct Other {
    std::int64_t id = 0;
    std::vector<std::string> tags;
    std::vector<Flag> flags;
    std::optional<std::vector<int>> numbers;
    std::int16_t small = 0;
    tenon::uuid uuid;
    tenon::date day;
    std::optional<std::string> note;
    tenon::timestamp at;
    static constexpr auto tenon_model = tenon::table(
        tenon::shared, tenon::in_schema("Odd"), tenon::generated<&Other::id>(tenon::autoincrement), tenon::index<&Other::note>,
        tenon::default_value<&Other::at>(tenon::timestamp(std::chrono::milliseconds(1700000000123))),
        tenon::index<&Other::day>(tenon::where(tenon::field<&Other::note>.starts_with("a") &&
                                        tenon::field<&Other::at> > tenon::timestamp(std::chrono::milliseconds(0)))));
};
using others = tenon::schema<tenon::layout::prisma, Other>;

} // namespace

TEST_CASE("PostgreSQL, layout::prisma: what Prisma creates") {
    const auto made = tenon::sql::create_tables<dialect, app>({.row_level_security = false});
    REQUIRE(made.size() == 15);
    CHECK(made[1] == R"(CREATE TYPE "public"."role" AS ENUM ('USER', 'ADMIN'))");
    CHECK(made[2] == R"(CREATE TABLE "public"."Tenant" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "Tenant_pkey" PRIMARY KEY ("id")
))");
    CHECK(made[3] == R"(CREATE TABLE "public"."User" (
    "id" TEXT NOT NULL,
    "tenantId" TEXT,
    "email" TEXT NOT NULL,
    "name" TEXT,
    "role" "public"."role" NOT NULL DEFAULT 'USER',
    "active" BOOLEAN NOT NULL DEFAULT true,
    "score" DOUBLE PRECISION NOT NULL,
    "visits" BIGINT NOT NULL,
    "balance" DECIMAL(65,30) NOT NULL,
    "settings" JSONB,
    "avatar" BYTEA NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
))");
    CHECK(made[4] == R"(CREATE TABLE "public"."Post" (
    "id" SERIAL NOT NULL,
    "authorId" TEXT NOT NULL,
    "reviewerId" TEXT,
    "title" TEXT NOT NULL,

    CONSTRAINT "Post_pkey" PRIMARY KEY ("id")
))");
    CHECK(made[5] == R"(CREATE TABLE "public"."Membership" (
    "tenantId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "team" TEXT NOT NULL,
    "mentorId" TEXT,

    CONSTRAINT "Membership_pkey" PRIMARY KEY ("tenantId", "userId")
))");
}

TEST_CASE("PostgreSQL, layout::prisma: unique fields come first, then indexes, then uniques of several fields") {
    CHECK(beginning<app>("CREATE UNIQUE INDEX") ==
          texts{R"(CREATE UNIQUE INDEX "User_email_key" ON "public"."User"("email"))",
                R"(CREATE UNIQUE INDEX "User_tenantId_name_key" ON "public"."User"("tenantId", "name"))"});
    const auto made = tenon::sql::create_tables<dialect, app>();
    CHECK(made[7] == R"(CREATE INDEX "User_role_active_idx" ON "public"."User"("role", "active"))");
    CHECK(made[9] == R"(CREATE INDEX "Post_title_idx" ON "public"."Post"("title" DESC))");
}

TEST_CASE("PostgreSQL, layout::prisma: foreign keys are added once all tables are there, and a tenant is not set to NULL") {
    CHECK(beginning<app>("ALTER TABLE", {.row_level_security = false}) ==
          texts{R"(ALTER TABLE "public"."User" ADD CONSTRAINT "User_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "public"."Tenant"("id") ON DELETE RESTRICT ON UPDATE CASCADE)",
                R"(ALTER TABLE "public"."Post" ADD CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "public"."User"("id") ON DELETE RESTRICT ON UPDATE CASCADE)",
                R"(ALTER TABLE "public"."Post" ADD CONSTRAINT "Post_reviewerId_fkey" FOREIGN KEY ("reviewerId") REFERENCES "public"."User"("id") ON DELETE SET NULL ON UPDATE CASCADE)",
                R"(ALTER TABLE "public"."Membership" ADD CONSTRAINT "Membership_tenantId_mentorId_fkey" FOREIGN KEY ("tenantId", "mentorId") REFERENCES "public"."Membership"("tenantId", "userId") ON DELETE SET NULL ("mentorId") ON UPDATE CASCADE)",
                R"(ALTER TABLE "public"."Membership" ADD CONSTRAINT "Membership_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "public"."Tenant"("id") ON DELETE RESTRICT ON UPDATE CASCADE)"});
}

TEST_CASE("PostgreSQL, layout::prisma: lists may be NULL, enums lie in the schema of their table, indexes have no order of NULLs") {
    CHECK(tenon::sql::create_tables<dialect, others>({.row_level_security = false}) ==
          texts{"SET LOCAL search_path TO pg_catalog, pg_temp", R"(CREATE SCHEMA IF NOT EXISTS "Odd")", R"(CREATE TYPE "Odd"."Flag" AS ENUM ('ON', 'OFF'))",
                R"(CREATE TABLE "Odd"."Other" (
    "id" BIGSERIAL NOT NULL,
    "tags" TEXT[],
    "flags" "Odd"."Flag"[],
    "numbers" INTEGER[],
    "small" SMALLINT NOT NULL,
    "uuid" UUID NOT NULL,
    "day" DATE NOT NULL,
    "note" TEXT,
    "at" TIMESTAMP(3) NOT NULL DEFAULT '2023-11-14T22:13:20.123Z'::timestamp,

    CONSTRAINT "Other_pkey" PRIMARY KEY ("id")
))",
                R"(CREATE INDEX "Other_note_idx" ON "Odd"."Other"("note"))",
                R"(CREATE INDEX "Other_day_idx" ON "Odd"."Other"("day") WHERE (pg_catalog.starts_with("note", 'a') AND "at" > '1970-01-01T00:00:00.000Z'::timestamp))"});
}
