// Where the statements of a script end, and in which line they begin.
#include <tenon/sql/migration/script.hpp>

#include <string>
#include <string_view>
#include <vector>

#include "support/catch.hpp"

using tenon::sql::first_words;
using tenon::sql::postgres_syntax;
using tenon::sql::script_syntax;
using tenon::sql::sqlite_syntax;

namespace {

/// `line:text` of each statement.
std::vector<std::string> split(std::string_view script, const script_syntax& syntax) {
    std::vector<std::string> found;
    for (const auto& one : tenon::sql::statements_of(script, syntax))
        found.push_back(std::to_string(one.line) + ":" + std::string(one.text));
    return found;
}
using list = std::vector<std::string>;

} // namespace

TEST_CASE("a script is split at its semicolons, and a statement's line is that of its first word") {
    for (const auto& syntax : {sqlite_syntax, postgres_syntax}) {
        CHECK(split("", syntax) == list{});
        CHECK(split(" \n;;\n-- nothing\n/* here; */;", syntax) == list{});
        CHECK(split("SELECT 1", syntax) == list{"1:SELECT 1"});
        CHECK(split("-- CreateTable\nCREATE TABLE a (\n  b int\n) ;\n\n-- x\nDROP TABLE a;\n", syntax) ==
              list{"2:CREATE TABLE a (\n  b int\n)", "7:DROP TABLE a"});
        CHECK(split("a\r\n;\r\nb", syntax) == list{"1:a", "3:b"});
    }
}

TEST_CASE("semicolons in texts, names and comments end no statement") {
    for (const auto& syntax : {sqlite_syntax, postgres_syntax}) {
        CHECK(split("a ';' b; c", syntax) == list{"1:a ';' b", "1:c"});
        CHECK(split("a 'it''s;' b; c", syntax) == list{"1:a 'it''s;' b", "1:c"});
        CHECK(split("a \"x;\"\"y\" b; c", syntax) == list{"1:a \"x;\"\"y\" b", "1:c"});
        CHECK(split("a -- ; '\n b; c", syntax) == list{"1:a -- ; '\n b", "2:c"});
        CHECK(split("a /* ; ' */ b; c", syntax) == list{"1:a /* ; ' */ b", "1:c"});
        CHECK(split("a '-- ' b; c", syntax) == list{"1:a '-- ' b", "1:c"});
        CHECK(split("a '\\'; c", syntax) == list{"1:a '\\'", "1:c"});
    }
}

TEST_CASE("what is not closed reaches to the end") {
    for (const auto& syntax : {sqlite_syntax, postgres_syntax}) {
        CHECK(split("a; b 'c; d", syntax) == list{"1:a", "1:b 'c; d"});
        CHECK(split("a; b /* c; d", syntax) == list{"1:a", "1:b /* c; d"});
        CHECK(split("a; b \"c; d", syntax) == list{"1:a", "1:b \"c; d"});
        CHECK(split("a; -- c; d", syntax) == list{"1:a"});
    }
    CHECK(split("a; b $$c; d", postgres_syntax) == list{"1:a", "1:b $$c; d"});
    CHECK(split("a; CREATE TRIGGER t BEGIN b; c", sqlite_syntax) == list{"1:a", "1:CREATE TRIGGER t BEGIN b; c"});
    CHECK(split("a E'\\", postgres_syntax) == list{"1:a E'\\"});
}

TEST_CASE("on SQLite backticks and brackets quote names, and comments do not nest") {
    CHECK(split("a `;` b; c [;'] d; e", sqlite_syntax) == list{"1:a `;` b", "1:c [;'] d", "1:e"});
    CHECK(split("a /* /* */; b", sqlite_syntax) == list{"1:a /* /* */", "1:b"});
    CHECK(split("a $$; b", sqlite_syntax) == list{"1:a $$", "1:b"});
}

TEST_CASE("the body of a trigger belongs to it on SQLite") {
    CHECK(split("CREATE TRIGGER t AFTER INSERT ON a BEGIN\n  UPDATE a SET b = CASE WHEN 1 THEN 2 END;\n  DELETE FROM c;\nEND;\nSELECT 1;", sqlite_syntax) ==
          list{"1:CREATE TRIGGER t AFTER INSERT ON a BEGIN\n  UPDATE a SET b = CASE WHEN 1 THEN 2 END;\n  DELETE FROM c;\nEND", "5:SELECT 1"});
    CHECK(split("create temp trigger t begin a; -- end;\n end ; b", sqlite_syntax) == list{"1:create temp trigger t begin a; -- end;\n end", "2:b"});
    CHECK(split("CREATE TRIGGER t BEGIN SELECT '; END;'; END; b", sqlite_syntax) == list{"1:CREATE TRIGGER t BEGIN SELECT '; END;'; END", "1:b"});
    // Only a trigger has such a body.
    CHECK(split("CREATE TABLE trigger (a); b", sqlite_syntax) == list{"1:CREATE TABLE trigger (a)", "1:b"});
    CHECK(split("DROP TRIGGER t; b", sqlite_syntax) == list{"1:DROP TRIGGER t", "1:b"});
}

TEST_CASE("on PostgreSQL a trigger has no body") {
    CHECK(split("CREATE TRIGGER t AFTER INSERT ON a EXECUTE FUNCTION f(); b", postgres_syntax) ==
          list{"1:CREATE TRIGGER t AFTER INSERT ON a EXECUTE FUNCTION f()", "1:b"});
}

TEST_CASE("on PostgreSQL dollars quote texts, by their tags") {
    CHECK(split("DO $$ a; b $$; c", postgres_syntax) == list{"1:DO $$ a; b $$", "1:c"});
    CHECK(split("DO $x$ a; $$ b; $x$; c", postgres_syntax) == list{"1:DO $x$ a; $$ b; $x$", "1:c"});
    CHECK(split("a $1; b $2; c", postgres_syntax) == list{"1:a $1", "1:b $2", "1:c"});
    CHECK(split("a x$$; b", postgres_syntax) == list{"1:a x$$", "1:b"}); // a part of the name
    CHECK(split("a $x; b", postgres_syntax) == list{"1:a $x", "1:b"});
}

TEST_CASE("on PostgreSQL a backslash escapes in E texts only, and comments nest") {
    CHECK(split("a E'\\';' b; c", postgres_syntax) == list{"1:a E'\\';' b", "1:c"});
    CHECK(split("a e'\\\\'; c", postgres_syntax) == list{"1:a e'\\\\'", "1:c"});
    CHECK(split("a like'\\'; c", postgres_syntax) == list{"1:a like'\\'", "1:c"});
    CHECK(split("a /* /* ; */ ; */ b; c", postgres_syntax) == list{"1:a /* /* ; */ ; */ b", "1:c"});
}

TEST_CASE("on PostgreSQL the body of a routine and what is in parentheses belong to one statement") {
    CHECK(split("CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC\n SELECT CASE WHEN true THEN 1 END; SELECT 2; END; b", postgres_syntax) ==
          list{"1:CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC\n SELECT CASE WHEN true THEN 1 END; SELECT 2; END", "2:b"});
    CHECK(split("CREATE RULE r AS ON INSERT TO t DO (a; b); c", postgres_syntax) == list{"1:CREATE RULE r AS ON INSERT TO t DO (a; b)", "1:c"});
    CHECK(split("a ) ; b", postgres_syntax) == list{"1:a )", "1:b"});
    CHECK(split("CREATE TABLE begin_x (a int); b", postgres_syntax) == list{"1:CREATE TABLE begin_x (a int)", "1:b"});
}

TEST_CASE("on PostgreSQL only BEGIN ATOMIC opens the body of a routine") {
    for (const char* routine : {"CREATE FUNCTION f(begin int) RETURNS int LANGUAGE sql AS $$ SELECT begin $$", "CREATE FUNCTION f(a int) RETURNS begin LANGUAGE sql AS ';'",
                                "CREATE FUNCTION begin(a text) RETURNS int RETURN CASE a WHEN 'x' THEN 1 END", "CREATE PROCEDURE p(begin atomic) LANGUAGE sql AS ''",
                                "CREATE FUNCTION f(\"BEGIN\" int, atomic int) RETURNS int RETURN 1", "CREATE FUNCTION begin.atomic() RETURNS int RETURN 1"})
        CHECK(split(std::string(routine) + "; b", postgres_syntax) == list{std::string("1:") + routine, "1:b"});
    const std::string body = "CREATE FUNCTION f(begin int) RETURNS int BEGIN -- ;\n /* ; */ ATOMIC SELECT CASE begin WHEN 1 THEN 2 END; SELECT 2; END";
    CHECK(split(body + "; b", postgres_syntax) == list{"1:" + body, "2:b"});
}

TEST_CASE("a comment ends where the database lets it end: on PostgreSQL at a carriage return too") {
    CHECK(split("-- a\rb; -- c\rd; e", postgres_syntax) == list{"1:b", "1:d", "1:e"});
    CHECK(split("-- a\rb; -- c\rd; e", sqlite_syntax) == list{});
    CHECK(split("a; -- b\r\nc", postgres_syntax) == list{"1:a", "2:c"});
    const auto statements = tenon::sql::statements_of("a;\r-- tenon: no transaction\rb", postgres_syntax);
    REQUIRE(statements.size() == 2);
    CHECK(statements[0].in_transaction);
    CHECK_FALSE(statements[1].in_transaction);
}

TEST_CASE("the first words of a statement tell what it is") {
    CHECK(first_words("create  index\n concurrently x", 3) == "CREATE INDEX CONCURRENTLY");
    CHECK(first_words("VACUUM", 2) == "VACUUM");
    CHECK(first_words("BEGIN;", 2) == "BEGIN");
    CHECK(first_words("SELECT(1)", 2) == "SELECT");
    CHECK(first_words("(SELECT 1)", 2) == "");
}
