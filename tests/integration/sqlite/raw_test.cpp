// Raw SQL on SQLite: the authorizer, and what it leaves alone.
#include "integration/sqlite/support.hpp"

using namespace sqlite_tests;
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

/// Tables with rows of two tenants, and tables and a view that belong to no model.
database filled() {
    auto db = tenon::sqlite::open<app>(":memory:").value();
    db.create_tables().value();
    for (const std::string tenant : {"a", "b"})
        repository<Account>(db.tenant(tenant)).create({.id = tenant + "1", .email = "of-" + tenant}).value();
    const auto system = db.system("test");
    system.execute("CREATE VIEW every AS SELECT email AS leak FROM Account").value();
    system.execute("CREATE TABLE other (leak TEXT)").value();
    system.execute("CREATE VIRTUAL TABLE pages USING dbstat").value_or(0);
    return db;
}
errc code_of(const database& db, std::string_view text) {
    const auto rows = db.tenant("a").query(as<Leak>, text);
    return rows ? errc::ok : rows.error().code;
}

} // namespace

TEST_CASE("isolation 45: SQLite refuses base tables, views, tables of its own and what is no reading") {
    const auto db = filled();
    for (const char* text :
         {"SELECT email AS leak FROM main.Account", "SELECT email AS leak FROM main.'Account'", "SELECT leak FROM every", "SELECT leak FROM other",
          "SELECT leak FROM main.other", "SELECT 'x' AS leak FROM other", "SELECT count(*) || '' AS leak FROM other",
          "SELECT count(*) || '' AS leak FROM main.Account", "SELECT count(*) || '' AS leak FROM every", "SELECT sql AS leak FROM sqlite_schema",
          "SELECT sql AS leak FROM sqlite_temp_master", "SELECT 'x' AS leak FROM sqlite_schema", "SELECT name AS leak FROM pragma_table_list",
          "SELECT name AS leak FROM pragma_table_info('Account')", "SELECT 'x' AS leak FROM pragma_database_list", "SELECT stat AS leak FROM sqlite_stat1",
          "SELECT last_insert_rowid() || '' AS leak", "SELECT changes() || '' AS leak", "PRAGMA table_info(Account)", "ATTACH ':memory:' AS x",
          "EXPLAIN SELECT 1", "VACUUM", "CREATE TEMP TABLE x (leak TEXT)", "ANALYZE", "REINDEX",
          "SELECT email AS leak FROM (WITH Account AS (SELECT * FROM main.Account) SELECT * FROM Account)"}) {
        INFO(text);
        CHECK(code_of(db, text) == errc::permission_denied);
    }
    // Names that would hide what SQLite has, or what the guard gives.
    for (const char* text : {"WITH sqlite_schema AS (SELECT 1) SELECT 'x' AS leak FROM sqlite_schema", "WITH dbstat AS (SELECT 1) SELECT 'x' AS leak",
                             "WITH Account AS (SELECT 1) SELECT 'x' AS leak FROM Account",
                             "WITH tenon_x AS (SELECT 1) SELECT 'x' AS leak FROM tenon_x",
                             // Where such an expression is not to be seen, its name is the table's, of which only rows are counted.
                             "SELECT (SELECT leak FROM (WITH other(leak) AS (SELECT 1) SELECT leak FROM other)) || (SELECT count(*) FROM other) AS leak",
                             "SELECT (WITH EVERY AS (SELECT 1) SELECT 1 FROM every) || (SELECT count(*) FROM every) AS leak"}) {
        INFO(text);
        CHECK(code_of(db, text) == errc::invalid_sql);
    }
    for (const char* text : {"INSERT INTO Account VALUES (1)", "WITH x AS (SELECT 1) DELETE FROM Account", "UPDATE Account SET level = 1"})
        CHECK(code_of(db, text) == errc::unsupported);
    CHECK(db.tenant("a").execute("DELETE FROM Account").error().code == errc::unsupported);
    CHECK(db.system("test").query(as<Total>, "SELECT count(*) AS total FROM Account").value().at(0).total == 2);
}

TEST_CASE("a tenant's raw text may use joins, table expressions, JSON and the tables of its own rows") {
    const auto db = filled();
    const auto a = db.tenant("a");
    const auto total = [&](std::string_view text) { return a.query(as<Total>, text).value().at(0).total; };
    CHECK(total("SELECT count(*) AS total FROM Account") == 1);
    CHECK(total("SELECT count(*) AS total FROM account, ACCOUNT AS again") == 1);
    CHECK(total("WITH x AS (SELECT * FROM Account) SELECT count(*) AS total FROM x") == 1);
    CHECK(total("WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT sum(i) AS total FROM n") == 15);
    CHECK(total("SELECT count(*) AS total FROM json_each('[1, 2, 3]')") == 3);
    CHECK(total("SELECT count(*) AS total FROM Account a LEFT JOIN Post p ON p.accountId = a.id WHERE p.id IS NULL") == 1);
    CHECK(total("SELECT max(length(email)) AS total FROM Account GROUP BY tenantId HAVING count(*) = 1 ORDER BY 1 LIMIT 1") == 4);
    CHECK(total("SELECT count(*) OVER () AS total FROM Account") == 1);
    CHECK(a.query(as<Leak>, "VALUES ('x')").error().code == errc::schema_mismatch); // its column has no name
}

TEST_CASE("a guard that was closed leaves other statements alone, also when SQLite prepares them again") {
    directory place;
    const auto db = tenon::sqlite::open<app>(place / "raw.db").value();
    db.create_tables().value();
    const auto accounts = repository<Account>(db.tenant("a"));
    accounts.create({.id = "1", .email = "x"}).value();
    CHECK(accounts.count().value() == 1);
    CHECK(db.tenant("a").query(as<Leak>, "SELECT email AS leak FROM Account").value().at(0).leak == "x");
    CHECK(db.tenant("a").query(as<Leak>, "SELECT absent").error().code == errc::missing_column);
    db.system("test").execute("CREATE INDEX again ON Account (level)").value(); // the schema is another now
    CHECK(accounts.count().value() == 1);
    CHECK(accounts.update("1", tenon::set<&Account::level>(2)).value().level == 2);
    CHECK(db.tenant("a").query(as<Leak>, "SELECT email AS leak FROM Account").value().at(0).leak == "x");
}

TEST_CASE("a tenant's raw text finds its rows by the index") {
    struct Step {
        std::int64_t id = 0;
        std::int64_t parent = 0;
        std::int64_t notused = 0;
        std::string detail;
    };
    const auto db = filled();
    // The text as it is guarded, which only the system may explain.
    const auto guarded = tenon::sql::guard_text("SELECT count(*) FROM Account WHERE email = 'x'", app::info(), "secret", 1);
    const auto plan = db.system("test").query(as<Step>, "EXPLAIN QUERY PLAN " + guarded.text, "a").value();
    CHECK(plan.size() == 1);
    CHECK(plan.at(0).detail.find("USING COVERING INDEX") != std::string::npos);
    CHECK(plan.at(0).detail.find("tenantId=? AND email=?") != std::string::npos);
}

TEST_CASE("what no placeholder of tenon's is does not become NULL") {
    const auto db = filled();
    for (const char* text : {"SELECT email AS leak FROM Account WHERE email = @x", "SELECT email AS leak FROM Account WHERE email = $x",
                             "SELECT email AS leak FROM Account WHERE email = :x", "SELECT email AS leak FROM Account WHERE email ?? 'x'"}) {
        INFO(text);
        CHECK(code_of(db, text) == errc::invalid_sql);
    }
}
