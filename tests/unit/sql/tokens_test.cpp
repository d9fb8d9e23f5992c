#include <tenon/sql/ddl/danger.hpp>
#include <tenon/sql/ddl/sqlite_table_text.hpp>
#include <tenon/sql/ddl/tokens.hpp>

#include <string>
#include <vector>

#include "support/catch.hpp"

using namespace tenon::sql;

namespace {

std::vector<std::string> values(std::string_view text) {
    std::vector<std::string> found;
    for (const auto& token : tokens_of(text)) found.push_back(token.value);
    return found;
}

} // namespace

TEST_CASE("SQL is cut into words, names, texts, numbers and symbols; comments are none") {
    CHECK(values("a >= -1.5e+3 -- no\n AND \"b\"\"c\" /* nor this */ <> 'it''s'") ==
          std::vector<std::string>{"a", ">", "=", "-", "1.5e+3", "AND", "b\"c", "<", ">", "'it''s'"});
    CHECK(values("E'a\\'b' x'00' [odd name] `other` $f$ it's; $f$") ==
          std::vector<std::string>{"E'a\\'b'", "x'00'", "odd name", "other", "$f$ it's; $f$"});
    CHECK(values("ARRAY['a'::text] tags[1] text[]") ==
          std::vector<std::string>{"ARRAY", "[", "'a'", ":", ":", "text", "]", "tags", "[", "1", "]", "text", "[", "]"});
    // A number ends where no more of it follows, though there is no space.
    CHECK(values("1ELSE-x 2e$a$ 3e5AND 4E-7.") == std::vector<std::string>{"1", "ELSE", "-", "x", "2", "e$a$", "3e5", "AND", "4E-7."});
    CHECK(values("a -- no\rb") == std::vector<std::string>{"a", "b"}); // as PostgreSQL reads it
    CHECK(tokens_of("a -- no\rb", lexis::sqlite).size() == 1);
    for (const char* unfinished : {"'a", "\"a", "[a", "$a$b", "/* a", "$", "e'\\"}) CHECK(tokens_of(unfinished).size() <= 2);
}

TEST_CASE("expressions are the same however they are spaced and quoted") {
    CHECK(same_expression("\"a\">1", "a > 1"));
    CHECK_FALSE(same_expression("a > 1", "a > 2"));
    CHECK_FALSE(same_expression("a = 'b'", "a = b"));
    CHECK_FALSE(same_expression("a", "a b"));
}

TEST_CASE("a name is found where it is one, and not in a text or in another name") {
    CHECK(mentions("(\"level\" > 3)", "level"));
    CHECK(mentions("level IN (1)", "level"));
    CHECK_FALSE(mentions("a = 'level'", "level"));
    CHECK_FALSE(mentions("levels > 1", "level"));
    CHECK(mentions("\"a\"\"b\" = 1", "a\"b"));
    CHECK(with_name("old > 1 AND 'old' <> \"old\"", "old", "\"new\"") == "\"new\" > 1 AND 'old' <> \"new\"");
}

TEST_CASE("a check that allows more than before is known, in the words of both databases") {
    CHECK(widens("\"s\" IN ('a', 'b')", "\"s\" IN ('b', 'c', 'a')"));
    CHECK_FALSE(widens("\"s\" IN ('a', 'b')", "\"s\" IN ('a', 'c')"));
    CHECK(widens("(s = ANY (ARRAY['a'::text]))", "(s = ANY (ARRAY['a'::text, 'b'::text]))"));
    CHECK(widens("\"n\" BETWEEN -128 AND 127", "\"n\" BETWEEN -32768 AND 32767"));
    CHECK_FALSE(widens("\"n\" BETWEEN -128 AND 127", "\"n\" BETWEEN 0 AND 255"));
    CHECK(widens("((n >= '-128'::integer) AND (n <= 127))", "((n >= '-32768'::integer) AND (n <= 32767))"));
    CHECK_FALSE(widens("n IN (2, 3)", "n IN (1, 4)"));
    CHECK_FALSE(widens("\"d\" BETWEEN 1.5e+00 AND 2.5e+00", "\"d\" BETWEEN 1.9e+00 AND 2.1e+00"));
    CHECK_FALSE(widens("((d >= (1.5)::double precision) AND (d <= (2.5)::double precision))", "((d >= (1.9)::double precision) AND (d <= (2.1)::double precision))"));
    CHECK_FALSE(widens("\"s\" NOT IN ('a')", "\"s\" NOT IN ('a', 'b')"));
    CHECK_FALSE(widens("\"s\" IN ('a')", "\"t\" IN ('a', 'b')"));
    CHECK_FALSE(widens("\"n\" > 3", "\"n\" > 2"));
}

TEST_CASE("a CREATE TABLE statement tells what SQLite tells nowhere else") {
    const auto table = read_sqlite_table(R"(CREATE TABLE "T, (" (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, -- a comment, with a comma
        "name" TEXT COLLATE NOCASE DEFAULT ('a, (b)') CONSTRAINT "named" CHECK ("name" <> ')'),
        "p" TEXT REFERENCES other(id) ON DELETE CASCADE,
        "twice" AS ("id" * 2) STORED,
        UNIQUE ("name", "p"),
        CONSTRAINT "T_fkey" FOREIGN KEY ("p") REFERENCES "other" ("id"),
        CHECK (length("p") > (1 + 1))
    ))");
    CHECK(table.autoincrement);
    REQUIRE(table.checks.size() == 2);
    CHECK(table.checks[0].name == "named");
    CHECK(table.checks[0].condition == "\"name\" <> ')'");
    CHECK(table.checks[1].name.empty());
    CHECK(table.checks[1].condition == "length(\"p\") > (1 + 1)");
    CHECK(table.foreign_key_names == std::vector<std::string>{"", "T_fkey"});
    REQUIRE(table.collations.size() == 1);
    CHECK(table.collations[0].text == "COLLATE NOCASE");
    REQUIRE(table.computed.size() == 1);
    CHECK(table.computed[0].text == "GENERATED ALWAYS AS (\"id\" * 2) STORED");
    CHECK(read_sqlite_table("CREATE TABLE t (a, CONSTRAINT \"t_pkey\" PRIMARY KEY (a)) WITHOUT ROWID").primary_key_name == "t_pkey");
    for (const char* broken : {"", "CREATE TABLE t", "CREATE TABLE t (", "CREATE TABLE t (a CHECK (", "CREATE TABLE t (CONSTRAINT"})
        CHECK(read_sqlite_table(broken).foreign_key_names.empty());
    CHECK(read_sqlite_index("CREATE INDEX i ON t(a) WHERE a > 1 COLLATE NOCASE").condition == "a > 1 COLLATE NOCASE");
    CHECK_FALSE(read_sqlite_index("CREATE INDEX i ON t(a) WHERE a > 1 COLLATE NOCASE").has_order);
    CHECK(read_sqlite_index("CREATE INDEX i ON t(a, b collate nocase)").has_order);
    CHECK(read_sqlite_index("CREATE INDEX \"where\" ON t(a)").condition.empty());
}
