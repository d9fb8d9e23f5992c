// Texts that programs write themselves: placeholders, what a tenant's may say, and the columns that they give.
#include <tenon/sql/raw/columns.hpp>
#include <tenon/sql/raw/request.hpp>
#include <tenon/sql/raw/tenant_rules.hpp>
#include <tenon/sql/raw/text.hpp>

#include <array>
#include <string>
#include <vector>

#include "support/catch.hpp"

using namespace tenon::sql;
using tenon::column_info;
using tenon::column_type;
using tenon::errc;

namespace {

/// With so many values, or with names; or what is wrong.
std::string numbered(std::string_view text, std::size_t values, lexis spoken) {
    const std::vector<column_info> columns(values, {.field = "a value"});
    const auto made = raw_text(text, {.values = columns}, spoken);
    return made ? *made : made.error().message;
}
std::string named(std::string_view text, lexis spoken = lexis::postgres) {
    const std::array columns{column_info{.field = "level"}, column_info{.field = "name"}};
    const auto made = raw_text(text, {.values = columns, .named = true}, spoken);
    return made ? *made : made.error().message;
}
errc refusal(std::string_view text, lexis spoken = lexis::postgres) {
    const auto why = refusal_in_tenant(text, spoken);
    return why ? why->code : errc::ok;
}

} // namespace

TEST_CASE("placeholders become those of the database, in the order of the values") {
    CHECK(numbered("a > ? AND b < ?", 2, lexis::postgres) == "a > $1 AND b < $2");
    CHECK(numbered("a > ? AND b < ?", 2, lexis::sqlite) == "a > ?1 AND b < ?2");
    CHECK(numbered("a > $2 AND b < ?1 OR a = $2", 2, lexis::postgres) == "a > $2 AND b < $1 OR a = $2");
    CHECK(numbered("a > $2 AND b < ?1 OR a = $2", 2, lexis::sqlite) == "a > ?2 AND b < ?1 OR a = ?2");
    CHECK(named("a > :level AND b = :name OR :level IS NULL") == "a > $1 AND b = $2 OR $1 IS NULL");
    CHECK(named("a>:level||:name", lexis::sqlite) == "a>?1||?2");
    CHECK(numbered("SELECT 1;", 0, lexis::sqlite) == "SELECT 1;");
}

TEST_CASE("what stands in texts, quoted names and comments is no placeholder") {
    const std::string quoted = R"(SELECT '?', 'it''s ?', "a?b" -- ?
                                  , /* ? */ )";
    for (const lexis spoken : {lexis::sqlite, lexis::postgres})
        CHECK(numbered(quoted + "?", 1, spoken) == quoted + (spoken == lexis::sqlite ? "?1" : "$1"));
    CHECK(numbered("SELECT $$ ? $$, $t$ ? $$ $t$, E'\\'?', ?", 1, lexis::postgres) == "SELECT $$ ? $$, $t$ ? $$ $t$, E'\\'?', $1");
    CHECK(numbered("SELECT /* /* ? */ ? */ ?", 1, lexis::postgres) == "SELECT /* /* ? */ ? */ $1");
    CHECK(numbered("SELECT [a?], `?`, ?", 1, lexis::sqlite) == "SELECT [a?], `?`, ?1");
    CHECK(numbered("SELECT tags[?]", 1, lexis::postgres) == "SELECT tags[$1]");
}

TEST_CASE("casts and operators of PostgreSQL are no placeholders") {
    CHECK(named("SELECT :name::text, a[1:2], :level::int") == "SELECT $2::text, a[1:2], $1::int");
    CHECK(numbered("a::text = ?::text", 1, lexis::postgres) == "a::text = $1::text");
    CHECK(numbered("doc ?? 'x' AND doc ?| tags AND doc ?& tags AND b = ?", 1, lexis::postgres) ==
          "doc ? 'x' AND doc ?| tags AND doc ?& tags AND b = $1");
    CHECK(numbered("doc ? 'x' AND b = $1", 1, lexis::postgres) == "doc ? 'x' AND b = $1"); // numbers elsewhere
    CHECK(named("doc ? :name AND b = :level") == "doc ? $2 AND b = $1");
    CHECK(numbered("?||'x'", 1, lexis::postgres) == "$1||'x'");
}

TEST_CASE("placeholders without a value and values without a placeholder are told at once") {
    const auto has = [](const std::string& text, std::string_view part) { return text.find(part) != text.npos; };
    const std::string message = named("SELECT :levle, :nmae, :level");
    CHECK(has(message, ":levle has no value; :nmae has no value; name stands nowhere in the text"));
    CHECK(has(numbered("SELECT ?", 0, lexis::sqlite), "? has no value"));
    CHECK(has(numbered("SELECT $3", 2, lexis::sqlite), "$3 has no value"));
    CHECK(has(numbered("SELECT 1", 1, lexis::sqlite), "stands nowhere"));
    CHECK(has(numbered("SELECT 1; SELECT 2", 0, lexis::sqlite), "several statements"));
    CHECK(has(numbered(std::string_view("SELECT 1\0", 9), 0, lexis::sqlite), "NUL"));
    for (const char* nothing : {"", " -- a comment", ";"}) CHECK(has(numbered(nothing, 0, lexis::sqlite), "no statement"));
    for (const char* control : {"BEGIN", "commit", "SAVEPOINT a", "Rollback to a"})
        CHECK(has(numbered(control, 0, lexis::postgres), "scope.transaction"));
}

TEST_CASE("a text's words tell whether it may run where nothing is written, and whether it counts rows") {
    const auto is = [](std::string_view text, bool reads, bool counts) {
        const raw_effect effect = effect_of(text);
        return effect.reads_only == reads && effect.counts == counts;
    };
    CHECK(is("select 1", true, false));
    CHECK(is("WITH a AS (SELECT 1) SELECT * FROM a", true, false));
    CHECK(is("SELECT \"update\" FROM t", true, false));
    CHECK(is("SELECT 1 FROM t FOR UPDATE", false, false));
    CHECK(is("UPDATE t SET a = 1", false, true));
    CHECK(is("WITH a AS (DELETE FROM t RETURNING 1) SELECT * FROM a", false, true));
    CHECK(is("REPLACE INTO t VALUES (1)", false, true));
    CHECK(is("CREATE TRIGGER a AFTER INSERT ON t BEGIN DELETE FROM t; END", false, false));
}

TEST_CASE("a text that calls a function may change rows, though it seems to read: but for those of SQL") {
    const auto may_change = [](std::string_view text) { return effect_of(text).may_change; };
    for (const char* text :
         {"SELECT 1", "SELECT count(*), Lower ( a ), sum(b) FILTER (WHERE b > 1) OVER (PARTITION BY c) FROM t WHERE a IN (1, 2) AND (b)",
          "SELECT a::numeric(10, 2) FROM (SELECT 1) AS t(a) JOIN u USING (a)", "WITH a AS (SELECT 1) SELECT * FROM a",
          "SELECT pg_catalog.now(), 'enqueue(1)', \"enqueue\" FROM t", "VALUES (1), (2)", "SELECT (a) FROM unnest(ARRAY[1]) AS a",
          "SELECT date_trunc('day', at), json_extract(a, '$.b') FROM t"}) {
        INFO(text);
        CHECK_FALSE(may_change(text));
        CHECK(effect_of(text).reads_only);
    }
    for (const char* text : {"SELECT enqueue(1)", "SELECT nextval('s')", "SELECT * FROM public.enqueue (1)", "SELECT public.count(1)",
                             "SELECT \"count\"(1)", "SELECT sum(enqueue(a)) FROM t", "UPDATE t SET a = 1", "DELETE FROM t"}) {
        INFO(text);
        CHECK(may_change(text));
    }
}

TEST_CASE("isolation 43 and 45: a tenant's text is one that reads or changes rows") {
    for (const char* text : {"SELECT 1", "VALUES (1)", "WITH a AS (SELECT 1) SELECT 1", "INSERT INTO t VALUES (1)", "UPDATE t SET a = 1"})
        CHECK(refusal(text) == errc::ok);
    for (const char* text : {"SET tenon.tenant_id = 'b'", "RESET ALL", "SET ROLE postgres", "EXPLAIN ANALYZE SELECT 1", "DO $$ $$", "CALL f()",
                             "COPY t TO STDOUT", "CREATE TABLE t (a int)", "TRUNCATE t", "LOCK t", "EXECUTE a", "SHOW ALL", "ATTACH 'x' AS y",
                             "PRAGMA user_version", "VACUUM INTO 'x'"})
        for (const lexis spoken : {lexis::sqlite, lexis::postgres}) CHECK(refusal(text, spoken) == errc::permission_denied);
    CHECK(refusal("DELETE FROM t", lexis::sqlite) == errc::unsupported);
    CHECK(refusal("WITH a AS (SELECT 1) DELETE FROM t", lexis::sqlite) == errc::unsupported);
}

TEST_CASE("isolation 45: a tenant's text does not name what reaches settings, other texts or other sessions") {
    for (const char* text :
         {"SELECT set_config('tenon.tenant_id', 'b', true)", "SELECT SET_CONFIG('a', 'b', true)", "SELECT \"set_config\"('a', 'b', true)",
          "SELECT pg_catalog.set_config('a', 'b', true)", "SELECT pg_catalog . /**/ \"set_config\" ('a', 'b', true)",
          "SELECT 1 /* /* */ */, set_config('a', 'b', true)", "SELECT U&\"set\\005fconfig\"('a', 'b', true)",
          "SELECT u&\"set!005fconfig\" UESCAPE '!'", "SELECT E'\\'' || set_config('a', 'b', true) || E'\\''",
          "SELECT E'a'\n'\\'' || set_config('a', 'b', true) || '", "SELECT '\\'",
          "SELECT query_to_xml('SELECT set_config(''a'', ''b'', true)', true, true, '')", "SELECT * FROM ts_stat('SELECT 1')",
          "SELECT * FROM dblink('x', 'y')", "SELECT * FROM pg_stat_activity", "SELECT lastval()", "SELECT lo_get(1)",
          "SELECT pg_advisory_lock(1)", "SELECT * INTO copied FROM t", "SELECT pg_read_file('x')",
          // Where a comment ends, and where a number does, is what the server says.
          "SELECT 1 --\r, set_config('a', 'b', true)", "SELECT CASE WHEN a THEN 1ELSE-set_config('a', 'b', true)::int END", "SELECT 1INTO copied",
          "SELECT * FROM crosstab2('SELECT 1')", "SELECT xpath_table('a', 'b', 'c', 'd', 'e')", "SELECT run_command_on_workers('SELECT 1')",
          "SELECT query FROM citus_stat_activity", "DELETE FROM _tenon_migrations", "SELECT * FROM public.\"_prisma_migrations\""})
        CHECK(refusal(text) == errc::permission_denied);
    for (const char* text : {"SELECT 'set_config'", "SELECT $$ set_config $$", "SELECT $$ \\ $$", "SELECT pg_catalog.lower(a), pg_typeof(a) FROM t",
                             "SELECT a -- set_config\n FROM t", "INSERT INTO t SELECT 1", "SELECT pg_advisory_xact_lock(1)"})
        CHECK(refusal(text) == errc::ok);
}

TEST_CASE("columns fill fields by their names, and all that does not fit is told at once") {
    const std::array fields{column_info{.field = "id", .column = "id"}, column_info{.field = "level", .column = "level", .type = column_type::int32},
                            column_info{.field = "nick", .column = "nick", .nullable = true}};
    const type_set texts = set_of(column_type::text), numbers = set_of(column_type::int32, column_type::int64);
    const auto places = match_columns("Card", fields, {{"nick", "text", texts, true}, {"level", "integer", numbers}, {"id"}});
    REQUIRE(places);
    CHECK(*places == std::vector{2, 1, 0});

    const auto wrong = match_columns("Card", fields, {{"id", "text", texts, true}, {"level", "text", texts}, {"other"}, {"level", "integer", numbers}});
    REQUIRE_FALSE(wrong);
    CHECK(wrong.error().code == errc::schema_mismatch);
    CHECK(wrong.error().model == "Card");
    CHECK(wrong.error().fields == std::vector<std::string>{"id", "level", "nick", "other"});
    CHECK(wrong.error().message ==
          "The columns do not fit the struct: id may be NULL: make the field a std::optional, or give another value by COALESCE; level is "
          "there twice: name one of them otherwise, by AS; nick is missing: select it, or name what is meant so, by AS; other has no field: "
          "add one, or leave the column out. " +
              std::string(tenon::message(errc::schema_mismatch)));
    const auto type = match_columns("Card", std::span(fields).first(2), {{"id", "text", texts}, {"level", "text", texts}});
    REQUIRE_FALSE(type);
    CHECK(type.error().message.find("level is text in the database and 32-bit integer in the struct") != std::string::npos);
}
