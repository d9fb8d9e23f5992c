// A script before it runs: how it wants to be run, and what has no place in it.
#include <tenon/migration/run_script.hpp>

#include <string>

#include "support/catch.hpp"

using tenon::errc;
using tenon::migration::parse_script;

TEST_CASE("what stands below the line `-- tenon: no transaction` runs in none, and what stands above it does") {
    const auto inside = [](std::string_view text) { return parse_script("m.sql", text, tenon::sql::postgres_syntax).value().in_transaction; };
    CHECK(inside("CREATE TABLE a (b int); SELECT 1") == 2);
    CHECK(inside("-- tenon: no transaction\nVACUUM") == 0);
    CHECK(inside("\xEF\xBB\xBF-- tenon: no transaction\nVACUUM") == 0);
    CHECK(inside("VACUUM;\n-- Why\n-- tenon: no transaction, since it is an index\n-- More\nSELECT 2; SELECT 3;") == 1);
    CHECK(inside("VACUUM; -- tenon: no transaction") == 1); // nothing is below it
    CHECK(inside("SELECT 1; -- tenon: no transaction\nSELECT 2") == 2); // no line of its own
    CHECK(inside("SELECT '\n-- tenon: no transaction\n'; SELECT 2") == 2);
    CHECK(inside("SELECT $$\n-- tenon: no transaction\n$$; SELECT\n-- tenon: no transaction\n2; SELECT 3") == 3); // within a statement
    CHECK(inside("/*\n-- tenon: no transaction\n*/ SELECT 2") == 1);
}

TEST_CASE("a script is gone on with at what was not done, and at the drop before it") {
    const auto parsed = parse_script("m.sql", "SELECT 1;\n-- tenon: no transaction\nVACUUM; DROP INDEX CONCURRENTLY IF EXISTS i; CREATE INDEX CONCURRENTLY i ON a (b); VACUUM",
                                     tenon::sql::postgres_syntax).value();
    CHECK(parsed.resumes_at(0) == 1);
    CHECK(parsed.resumes_at(1) == 1);
    CHECK(parsed.resumes_at(2) == 2);
    CHECK(parsed.resumes_at(3) == 2);
    CHECK(parsed.resumes_at(4) == 4);
    CHECK(parsed.resumes_at(5) == 5);
    CHECK(parsed.resumes_at(9) == 5);
}

TEST_CASE("a script that turns references off has that done around its transaction") {
    const auto off = [](std::string_view text) { return parse_script("m.sql", text, tenon::sql::sqlite_syntax).value().leaves_references; };
    CHECK(off("PRAGMA foreign_keys=OFF; a"));
    CHECK(off("pragma foreign_keys = 0; a"));
    CHECK(off("PRAGMA foreign_keys(off)"));
    CHECK_FALSE(off("PRAGMA foreign_keys = ON"));
    CHECK_FALSE(off("PRAGMA defer_foreign_keys = ON; PRAGMA foreign_key_check"));
    CHECK_FALSE(off("SELECT 'PRAGMA foreign_keys = OFF'"));
}

TEST_CASE("a script that may change its connection says so, and one that only makes and fills tables does not") {
    const auto changes = [](std::string_view text) { return parse_script("m.sql", text, tenon::sql::postgres_syntax).value().changes_session; };
    for (const char* text : {"SET role x", "CREATE TABLE a (b int); set search_path TO b", "SELECT pg_catalog.set_config('a.b', 'c', false)", "PRAGMA foreign_keys = ON",
                             "CREATE TEMP TABLE a (b int)", "create local temporary table a (b int)", "CREATE OR REPLACE TEMP VIEW a AS SELECT 1", "DO $$ BEGIN END $$",
                             "INSERT INTO a SELECT set_config('a.b', 'c', false)", "LISTEN a", "CALL a()", "-- tenon: no transaction\nSET a = b"})
        CHECK(changes(text));
    for (const char* text : {"SET LOCAL search_path TO a", "CREATE TABLE a (b int)", "ALTER TABLE a ALTER b SET NOT NULL; UPDATE a SET b = 1", "", "DROP INDEX a"})
        CHECK_FALSE(changes(text));
}

TEST_CASE("a script that would end tenon's own transaction is refused, with the line") {
    for (const char* word : {"BEGIN", "commit", "ROLLBACK", "END", "START TRANSACTION", "SAVEPOINT a", "RELEASE a", "ABORT"}) {
        const auto parsed = parse_script("m.sql", "SELECT 1;\n\n" + std::string(word) + ";", tenon::sql::postgres_syntax);
        REQUIRE_FALSE(parsed);
        CHECK(parsed.error().code == errc::migration_invalid);
        CHECK(parsed.error().message.starts_with("m.sql:3: statement 2 of 2 begins or ends a transaction"));
    }
    CHECK_FALSE(parse_script("m.sql", "COPY t FROM STDIN", tenon::sql::postgres_syntax));
    CHECK(parse_script("m.sql", "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END", tenon::sql::postgres_syntax));
}
