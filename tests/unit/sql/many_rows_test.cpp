#include <tenon/sql/statement/many_rows.hpp>

#include "support/catch.hpp"

using tenon::sql::insert_many_rows;

TEST_CASE("an INSERT of one row becomes one of many, with parameters counted on") {
    CHECK(insert_many_rows(R"(INSERT INTO "T" ("a", "b") VALUES ($1, $2))", 2, 0, 3) ==
          R"(INSERT INTO "T" ("a", "b") VALUES ($1, $2), ($3, $4), ($5, $6))");
    CHECK(insert_many_rows(R"(INSERT INTO "T" ("a") VALUES ($1))", 1, 0, 1) == R"(INSERT INTO "T" ("a") VALUES ($1))");
}

TEST_CASE("the tenant is the same parameter for all rows") {
    CHECK(insert_many_rows(R"(INSERT INTO "T" ("id", "tenantId") VALUES ($2, $1) ON CONFLICT DO NOTHING)", 2, 1, 3) ==
          R"(INSERT INTO "T" ("id", "tenantId") VALUES ($2, $1), ($3, $1), ($4, $1) ON CONFLICT DO NOTHING)");
}

TEST_CASE("a value may be an expression, and names and texts may hold anything") {
    CHECK(insert_many_rows(R"(INSERT INTO "a) VALUES (" ("$1") VALUES (f($1, ')$1("'), "x)$2""" + $2))", 2, 0, 2) ==
          R"(INSERT INTO "a) VALUES (" ("$1") VALUES (f($1, ')$1("'), "x)$2""" + $2), (f($3, ')$1("'), "x)$2""" + $4))");
}

TEST_CASE("an INSERT that selects has no rows to repeat") {
    CHECK(insert_many_rows(R"(INSERT INTO "T" ("a") SELECT $1 WHERE EXISTS (SELECT 1))", 1, 0, 2).empty());
}
