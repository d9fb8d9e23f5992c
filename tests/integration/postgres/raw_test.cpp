// Raw SQL on PostgreSQL: row-level security is what keeps it within its tenant, and so has to be there.
#include "integration/postgres/support.hpp"

using namespace postgres_tests;
using tenon::as;
using tenon::errc;
using tenon::repository;

namespace {

struct Leak {
    std::string leak;
};
struct Total {
    std::int64_t total = 0;
};
struct Every {
    bool flag = false;
    std::int16_t small = 0;
    std::int64_t large = 0;
    float real = 0;
    std::string text;
    tenon::timestamp time{};
    tenon::decimal amount;
    tenon::json document;
    std::vector<std::string> tags;
};

void fill(const database& db) {
    for (const std::string tenant : {"a", "b"})
        repository<Account>(db.tenant(tenant)).create({.id = tenant + "1", .email = "of-" + tenant, .level = 1}).value();
}

} // namespace

TEST_CASE("isolation 45: row-level security keeps a tenant's raw text, and its changes, to own rows") {
    if (no_server()) return;
    const tables<> place;
    const auto db = place.open();
    fill(db);
    const auto a = db.tenant("a");
    CHECK(a.query(as<Leak>, R"(SELECT email AS leak FROM public."Account")").value().size() == 1);
    CHECK(a.execute(R"(UPDATE "Account" SET level = level + 1)").value() == 1);
    CHECK(a.execute(R"(DELETE FROM "Account" WHERE "tenantId" = 'b')").value() == 0);
    CHECK(code_of(a.execute(R"(UPDATE "Account" SET "tenantId" = 'b')")) == errc::permission_denied);
    CHECK(code_of(a.execute(R"(INSERT INTO "Account" VALUES ('x', 'b', 'x', 1, NULL))")) == errc::permission_denied);
    CHECK(a.execute(R"(INSERT INTO "Account" VALUES ('x', 'a', 'x', 1, NULL))").value() == 1);
    CHECK(a.query(as<Leak>, R"(WITH gone AS (DELETE FROM "Account" WHERE id = ? RETURNING email) SELECT email AS leak FROM gone)", "x").value().size() == 1);
    CHECK(db.system("test").query(as<Total>, R"(SELECT count(*) AS total FROM "Account" WHERE level = 1)").value().at(0).total == 1);
    for (const char* text : {"SET tenon.tenant_id = 'b'", "SET ROLE postgres", "RESET ALL", "SELECT set_config('tenon.tenant_id', 'b', true) AS leak",
                             "EXPLAIN ANALYZE SELECT 1", "SELECT query_to_xml('SELECT 1', true, true, '')::text AS leak"}) {
        INFO(text);
        CHECK(code_of(a.query(as<Leak>, text)) == errc::permission_denied);
        CHECK(code_of(a.execute(text)) == errc::permission_denied);
    }
}

TEST_CASE("without row-level security that binds its role, a tenant's raw text is refused, and the error says why") {
    if (no_server()) return;
    const tables<> place;
    const std::string text = R"(SELECT email AS leak FROM "Account")";
    const auto refused = [&](const database& db) {
        const auto rows = db.tenant("a").query(as<Leak>, text);
        CHECK(code_of(db.tenant("a").execute(R"(DELETE FROM "Account")")) == code_of(rows));
        CHECK(db.system("test").query(as<Total>, R"(SELECT count(*) AS total FROM "Account")"));
        return rows ? std::string() : std::string(to_string(rows.error().code)) + " " + rows.error().message;
    };
    CHECK(refused(place.open()).empty());
    fill(place.open());
    CHECK(refused(place.open({.row_level_security = false}))
              .starts_with("unsupported Raw SQL in a tenant's scope needs row-level security, which the options turn off. "));
    CHECK(refused(tenon::postgres::open<app>(place.server.superuser()).value())
              .starts_with("unsupported Raw SQL in a tenant's scope needs row-level security, which does not bind this role on Account, Post. "));
    support::postgres_session{place.server.owner()}(R"(ALTER TABLE "Post" DISABLE ROW LEVEL SECURITY)");
    CHECK(refused(place.open()).starts_with("unsupported Raw SQL in a tenant's scope needs row-level security, which does not bind this role on Post. "));
    CHECK(support::postgres_session{place.server.superuser()}(R"(SELECT count(*) FROM "Account")") == "2");
}

TEST_CASE("the server tells which columns may be NULL, and of which types they are") {
    if (no_server()) return;
    const tables<> place;
    const auto db = place.open();
    fill(db);
    const auto a = db.tenant("a");
    const auto nullable = a.query(as<Leak>, R"(SELECT note AS leak FROM "Account")");
    REQUIRE(code_of(nullable) == errc::schema_mismatch);
    CHECK(nullable.error().message.find("leak may be NULL: make the field a std::optional") != std::string::npos);
    CHECK(a.query(as<Leak>, R"(SELECT coalesce(note, 'none') AS leak FROM "Account")").value().at(0).leak == "none");
    const auto sum = a.query(as<Total>, R"(SELECT sum(level::bigint) AS total FROM "Account")");
    REQUIRE(code_of(sum) == errc::schema_mismatch);
    CHECK(sum.error().message.find("total is numeric in the database and 64-bit integer in the struct") != std::string::npos);
    CHECK(a.query(as<Total>, R"(SELECT sum(level) AS total FROM "Account")").value().at(0).total == 1);
    const Every row = a.query(as<Every>, R"(SELECT true AS flag, 1::smallint AS small, ?::bigint AS large, 0.5::real AS real, 'x'::varchar AS text,
                                            timestamptz '2026-01-02 03:04:05Z' AS time, 1.50::numeric AS amount, '{"a": 1}'::jsonb AS document,
                                            ARRAY['x', 'y'] AS tags)",
                              INT64_MAX)
                          .value()
                          .at(0);
    CHECK(row.large == INT64_MAX);
    CHECK(row.amount == tenon::decimal::parse("1.5").value());
    CHECK(row.tags == std::vector<std::string>{"x", "y"});
    const auto wrong = a.query(as<Every>, R"(SELECT 1 AS flag, 'x'::text AS small, 0.5 AS large, 1 AS real, 1 AS text, date '2026-01-02' AS time,
                                             0.5::real AS amount, 'x'::text AS document, 'x'::text AS tags)");
    REQUIRE(code_of(wrong) == errc::schema_mismatch);
    CHECK(wrong.error().fields.size() == 9);
}

TEST_CASE("operators on JSON, lists and casts stand beside placeholders") {
    if (no_server()) return;
    const tables<> place;
    const auto a = place.open().tenant("a");
    const auto total = [&](std::string_view text, const auto&... values) { return a.query(as<Total>, text, values...).value().at(0).total; };
    CHECK(total("SELECT count(*) AS total WHERE '{\"a\": 1}'::jsonb ?? ?", "a") == 1);
    CHECK(total("SELECT count(*) AS total WHERE '{\"a\": 1}'::jsonb ? $1", "a") == 1);
    CHECK(total("SELECT count(*) AS total WHERE '{\"a\": 1}'::jsonb ?| ?", std::vector<std::string>{"x", "a"}) == 1);
    CHECK(total("SELECT count(*) AS total FROM unnest(:numbers::bigint[]) AS n WHERE n = ANY(:numbers)",
                tenon::arg("numbers", std::vector<std::int64_t>{1, 2, 3})) == 3);
    CHECK(total("SELECT ((ARRAY[1, 2, 3])[2:3])[1]::bigint + :one::bigint AS total", tenon::arg("one", 1)) == 3);
}

TEST_CASE("a connection that broke while nobody used it costs a raw text nothing") {
    if (no_server()) return;
    const tables<> place;
    const auto db = place.open({.idle_check = std::chrono::milliseconds(0)});
    fill(db);
    CHECK(db.tenant("a").query(as<Leak>, R"(SELECT email AS leak FROM "Account")").value().size() == 1);
    support::postgres_session{place.server.superuser()}(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
    CHECK(db.tenant("a").query(as<Leak>, R"(SELECT email AS leak FROM "Account")").value().size() == 1);
}
