// A script before it runs: how it wants to be run, and what has no place in it.
#include <tenon/migration/run_script.hpp>

#include <string>

#include "support/catch.hpp"

using tenon::errc;
using tenon::migration::parse_script;

TEST_CASE("a script says in its first line that it wants no transaction") {
    CHECK(parse_script("m.sql", "CREATE TABLE a (b int)", tenon::sql::postgres_syntax).value().in_transaction);
    CHECK_FALSE(parse_script("m.sql", "-- tenon: no transaction\nVACUUM", tenon::sql::sqlite_syntax).value().in_transaction);
    CHECK_FALSE(parse_script("m.sql", "\xEF\xBB\xBF-- tenon: no transaction\nVACUUM", tenon::sql::sqlite_syntax).value().in_transaction);
    CHECK(parse_script("m.sql", "VACUUM; -- tenon: no transaction", tenon::sql::sqlite_syntax).value().in_transaction);
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
