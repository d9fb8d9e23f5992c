// Migrations on PostgreSQL of tables that people wrote by hand, with triggers, indexes and types of their own.
#include <tenon/migration.hpp>

#include <array>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "integration/postgres/support.hpp"
#include "support/by_hand.hpp"

using namespace tenon;
using postgres_tests::no_server;
using namespace support;
using migration::make_plan;
using migration::snapshot;

namespace {

/// A database of the server with tables that somebody else made.
struct by_hand {
    explicit by_hand(std::initializer_list<const char*> texts) {
        for (const char* text : texts) run(db, text);
    }
    postgres_database server;
    postgres::database<no_models> db = postgres::open<no_models>(server.owner()).value();
};

} // namespace

TEST_CASE("PostgreSQL: triggers of one name on several tables are several triggers") {
    if (no_server()) return;
    const by_hand s{"CREATE TABLE public.\"A\" (id text PRIMARY KEY)", "CREATE TABLE public.\"B\" (id text PRIMARY KEY)",
                    "CREATE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
                    "CREATE TRIGGER set_updated_at BEFORE UPDATE ON public.\"A\" FOR EACH ROW EXECUTE FUNCTION public.touch()",
                    "CREATE TRIGGER set_updated_at BEFORE UPDATE ON public.\"B\" FOR EACH ROW EXECUTE FUNCTION public.touch()",
                    "CREATE SCHEMA other", "CREATE TABLE other.\"A\" (id text PRIMARY KEY)",
                    "CREATE FUNCTION public.tenon_touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
                    "CREATE FUNCTION other.tenon_touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
                    "CREATE TRIGGER tenon_touch BEFORE UPDATE ON public.\"A\" FOR EACH ROW EXECUTE FUNCTION public.tenon_touch()",
                    "CREATE TRIGGER tenon_touch BEFORE UPDATE ON other.\"A\" FOR EACH ROW EXECUTE FUNCTION other.tenon_touch()"};
    const snapshot there = introspected(s.db);
    CHECK(differences(there, there) == "");
    snapshot wanted = there;
    std::erase_if(wanted.triggers, [](const auto& trigger) { return trigger.schema == "public" && trigger.name == "tenon_touch"; });
    CHECK(brought_to(s.db, wanted).changes.size() == 1);
    CHECK(rows(s.db, "SELECT tgrelid::regclass::text || '.' || tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1") ==
          std::vector<std::string>{"\"A\".set_updated_at", "\"B\".set_updated_at", "other.\"A\".tenon_touch"});
    CHECK(brought_to(s.db, there).changes.size() == 1);
    CHECK(introspected(s.db).triggers.size() == 4);
}

TEST_CASE("PostgreSQL: with a key that goes, references to it are dropped and made again, and no others") {
    if (no_server()) return;
    const by_hand s{"CREATE TABLE public.\"User\" (id text CONSTRAINT \"User_pkey\" PRIMARY KEY, mail text, level integer, CONSTRAINT \"User_mail_key\" UNIQUE (mail))",
                    "CREATE INDEX \"User_level_idx\" ON public.\"User\"(level)",
                    "CREATE TABLE public.\"Post\" (id text CONSTRAINT \"Post_pkey\" PRIMARY KEY, mail text, \"userId\" text, "
                    "CONSTRAINT \"Post_userId_fkey\" FOREIGN KEY (\"userId\") REFERENCES public.\"User\"(id), "
                    "CONSTRAINT \"Post_mail_fkey\" FOREIGN KEY (mail) REFERENCES public.\"User\"(mail))"};
    snapshot wanted = introspected(s.db);
    auto& user = table_in(wanted, "User");
    erase_named(user.indexes, "User_level_idx");
    const auto plan = brought_to(s.db, wanted);
    CHECK(told(plan) == "Drops the index \"User_level_idx\" of \"User\"\n");
    CHECK_FALSE(has(plan.script(), "Post"));

    user.indexes[0].is_constraint = false; // only an index now: another one
    CHECK(told(brought_to(s.db, wanted)) == "Drops the index \"User_mail_key\" of \"User\"\nCreates the index \"User_mail_key\" of \"User\"\n"
                                            "Drops the foreign key \"Post_mail_fkey\" of \"Post\"\nAdds the foreign key \"Post_mail_fkey\" of \"Post\"\n");
}

TEST_CASE("PostgreSQL: with a column go the policies and triggers that need it, and no others of its name") {
    if (no_server()) return;
    const by_hand s{"CREATE TABLE public.\"User\" (id text CONSTRAINT \"User_pkey\" PRIMARY KEY, level integer)",
                    "CREATE TABLE public.\"Post\" (id text CONSTRAINT \"Post_pkey\" PRIMARY KEY, level integer, \"userId\" text)",
                    "CREATE POLICY tenon_level ON public.\"User\" USING (level > 0)", "CREATE POLICY tenon_level ON public.\"Post\" USING (level > 1)",
                    "CREATE POLICY tenon_user ON public.\"Post\" USING (EXISTS (SELECT 1 FROM public.\"User\" u WHERE u.id = \"userId\" AND u.level > 2))",
                    "CREATE FUNCTION public.tenon_touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
                    "CREATE TRIGGER tenon_post BEFORE UPDATE OF level ON public.\"Post\" FOR EACH ROW EXECUTE FUNCTION public.tenon_touch()",
                    "CREATE FUNCTION public.tenon_touch_user() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
                    "CREATE TRIGGER tenon_user BEFORE UPDATE OF level ON public.\"User\" FOR EACH ROW EXECUTE FUNCTION public.tenon_touch_user()"};
    snapshot wanted = introspected(s.db);
    column_in(table_in(wanted, "User"), "level").type = "bigint";
    const auto plan = brought_to(s.db, wanted);
    CHECK(told(plan) == "Changes the column \"level\" of \"User\"\n"
                        "Drops the policy \"tenon_user\" of \"Post\"\nCreates the policy \"tenon_user\" of \"Post\"\n"
                        "Drops the policy \"tenon_level\" of \"User\"\nCreates the policy \"tenon_level\" of \"User\"\n"
                        "Drops the trigger \"tenon_user\" of \"User\"\nCreates the trigger \"tenon_user\" of \"User\"\n");
    CHECK_FALSE(has(plan.script(), "tenon_post"));
}

TEST_CASE("PostgreSQL: an index of an expression, or of a class of operators, is somebody else's whatever its name") {
    if (no_server()) return;
    const by_hand s{"CREATE TABLE public.\"User\" (id text PRIMARY KEY, mail text, nick text, level integer)",
                    "CREATE INDEX \"User_lower_idx\" ON public.\"User\"(lower(mail))", "CREATE INDEX \"User_level_lower_idx\" ON public.\"User\"(level, lower(nick))",
                    "CREATE INDEX \"User_mail_idx\" ON public.\"User\"(mail text_pattern_ops)",
                    "CREATE INDEX \"User_nick_idx\" ON public.\"User\"(nick COLLATE \"C\")", "CREATE INDEX \"User_mail_idx1\" ON public.\"User\"(mail)",
                    "CREATE INDEX \"User_id_idx\" ON public.\"User\"(id) INCLUDE (mail)", "CREATE UNIQUE INDEX \"User_nick_key\" ON public.\"User\"(nick) NULLS NOT DISTINCT",
                    "CREATE INDEX \"User_level_idx\" ON public.\"User\"(level)"};
    const snapshot there = introspected(s.db);
    snapshot wanted = there;
    table_in(wanted, "User").indexes.clear();
    CHECK(differences(there, wanted) == "Drops the index \"User_level_idx\" of \"User\"\n");
    brought_to(s.db, wanted);
    // The way back makes them of their own texts.
    brought_to(s.db, {.dialect = there.dialect});
    brought_to(s.db, there);
    CHECK(rows(s.db, "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'").size() == 9);
}

TEST_CASE("PostgreSQL: a column that gets the type of what it refers to is not compared with it before") {
    if (no_server()) return;
    const by_hand s{"CREATE TABLE public.\"User\" (id uuid CONSTRAINT \"User_pkey\" PRIMARY KEY)",
                    "CREATE TABLE public.\"Post\" (id text CONSTRAINT \"Post_pkey\" PRIMARY KEY, \"userId\" text, \"friendId\" uuid)",
                    "INSERT INTO public.\"User\" VALUES ('00000000-0000-0000-0000-000000000001')",
                    "INSERT INTO public.\"Post\" VALUES ('1', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002')"};
    snapshot wanted = introspected(s.db);
    auto& post = table_in(wanted, "Post");
    column_in(post, "userId").type = "uuid";
    post.foreign_keys.push_back({"Post_userId_fkey", {"userId"}, "public", "User", {"id"}, "CASCADE", {}, "NO ACTION"});
    snapshot more = wanted;
    brought_to(s.db, wanted);
    table_in(more, "Post").foreign_keys.push_back({"Post_friendId_fkey", {"friendId"}, "public", "User", {"id"}, "CASCADE", {}, "NO ACTION"});
    CHECK(has(obstacles(s.db, more), "Rows of \"Post\" refer to none of \"User\" by the foreign key \"Post_friendId_fkey\""));
    // By their names of before, too.
    auto& user = table_in(more, "User");
    user.name = "Person", user.renamed_from = "User", column_in(user, "id").name = "key", column_in(user, "key").renamed_from = "id";
    user.primary_key = {"key"}, user.primary_key_name = "Person_pkey";
    auto& renamed = table_in(more, "Post");
    column_in(renamed, "friendId").name = "palId", column_in(renamed, "palId").renamed_from = "friendId";
    for (auto& key : renamed.foreign_keys) key.target = "Person", key.target_columns = {"key"};
    renamed.foreign_keys[1].columns = {"palId"};
    CHECK(has(obstacles(s.db, more), "Rows of \"Post\" refer to none of \"Person\" by the foreign key \"Post_friendId_fkey\""));
    // One that is new has no rows.
    snapshot fresh = more;
    auto team = *introspected(s.db).find("public", "User");
    team.name = "Team", team.primary_key_name = "Team_pkey", team.foreign_keys.clear();
    fresh.tables.push_back(team);
    auto& led = table_in(fresh, "Post").foreign_keys[1];
    led.name = "Post_palId_fkey", led.target = "Team", led.target_columns = {"id"};
    CHECK(has(obstacles(s.db, fresh), "Rows of \"Post\" refer to none of \"Team\" by the foreign key \"Post_palId_fkey\""));
    run(s.db, "UPDATE public.\"Post\" SET \"friendId\" = NULL");
    brought_to(s.db, more);
}

TEST_CASE("PostgreSQL: a column gets any other type, whether values of the old one become such or not") {
    if (no_server()) return;
    const std::array types{"smallint", "bigint", "real", "numeric(9,2)", "boolean", "text", "character varying(40)", "bytea", "date",
                           "timestamp(3) without time zone", "timestamp with time zone", "time without time zone", "uuid", "json", "jsonb",
                           "integer[]", "text[]", "uuid[]", "\"Mood\"", "\"Mood\"[]"};
    const by_hand s{"CREATE TYPE public.\"Mood\" AS ENUM ('fine', 'bad')", "CREATE TABLE public.\"All\" (id text PRIMARY KEY)",
                    "CREATE TABLE public.\"Old\" (id text PRIMARY KEY, at bigint, seen bigint NOT NULL, born bigint NOT NULL DEFAULT 0, made bigint)",
                    "CREATE INDEX \"Old_at_idx\" ON public.\"Old\"(at)", "INSERT INTO public.\"Old\" VALUES ('1', 1, 1, 1, 1)"};
    std::string from = "ALTER TABLE public.\"All\"", to = from;
    for (std::size_t i = 0; i < types.size(); ++i)
        for (std::size_t j = 0; j < types.size(); ++j)
            for (auto* text : {&from, &to}) {
                const std::string type = types[text == &from ? i : j];
                text->append(i + j == 0 ? "" : ",").append(" ADD COLUMN c").append(std::to_string(i * types.size() + j)).append(" ");
                text->append(type.starts_with("\"") ? "public." + type : type).append(i % 2 == 0 ? " NOT NULL" : "");
            }
    const by_hand other{"CREATE TYPE public.\"Mood\" AS ENUM ('fine', 'bad')", "CREATE TABLE public.\"All\" (id text PRIMARY KEY)", to.c_str()};
    run(s.db, from);
    snapshot wanted = introspected(s.db);
    table_in(wanted, "All") = *introspected(other.db).find("public", "All");
    brought_to(s.db, wanted);

    // Where there are rows: NULL, or the default, takes the place of values; where neither can, the rows are in the way.
    auto& old = table_in(wanted, "Old");
    column_in(old, "at").type = "timestamp with time zone";
    column_in(old, "born").type = "date", column_in(old, "born").default_text = "'2000-01-01'::date";
    column_in(old, "made").type = "uuid", column_in(old, "made").nullable = false;
    column_in(old, "seen").type = "uuid";
    const auto refused = make_plan(introspected(s.db), wanted);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message.starts_with("These would be lost: Old.at, Old.seen, Old.born, Old.made: "));
    const std::string in_the_way = obstacles(s.db, wanted);
    CHECK(has(in_the_way, "Old.seen becomes uuid, and rows hold values that this type has not"));
    CHECK(has(in_the_way, "Old.made becomes uuid, and rows hold values that this type has not"));
    column_in(old, "seen").nullable = column_in(old, "made").nullable = true;
    brought_to(s.db, wanted);
    CHECK(rows(s.db, "SELECT concat(at, '/', seen, '/', born, '/', made) FROM public.\"Old\"") == std::vector<std::string>{"//2000-01-01/"});
}

TEST_CASE("PostgreSQL: values that another type has too are no loss: those of lists, of enums, and yes and no") {
    if (no_server()) return;
    const by_hand s{"CREATE TYPE public.\"Mood\" AS ENUM ('fine', 'bad')", "CREATE TYPE public.\"Humour\" AS ENUM ('bad', 'fine')",
                    "CREATE TABLE public.\"All\" (id text PRIMARY KEY, a integer[], b text[] COLLATE \"C\", c integer[], d boolean, e integer, "
                    "f public.\"Mood\", g public.\"Mood\"[], h text[] COLLATE \"C\")",
                    "INSERT INTO public.\"All\" VALUES ('1', '{1,2}', '{3,NULL}', '{4}', true, 0, 'fine', '{bad,fine}', '{fine}')"};
    const snapshot there = introspected(s.db);
    snapshot wanted = there;
    auto& all = table_in(wanted, "All");
    const std::string texts = column_in(all, "b").type, mood = column_in(all, "f").type;
    column_in(all, "a").type = texts, column_in(all, "b").type = "bigint[]", column_in(all, "c").type = "bigint[]";
    column_in(all, "d").type = "bigint", column_in(all, "e").type = "boolean";
    column_in(all, "f").type = "public.\"Humour\"", column_in(all, "g").type = texts, column_in(all, "h").type = mood + "[]";
    const std::string row = "SELECT concat_ws('/', a, b, c, d, e, f, g, h) FROM public.\"All\"";
    const auto before = rows(s.db, row);
    CHECK(brought_to(s.db, wanted).losses.empty());
    CHECK(rows(s.db, row) == std::vector<std::string>{"{1,2}/{3,NULL}/{4}/1/f/fine/{bad,fine}/{fine}"});
    CHECK(brought_to(s.db, there).losses.empty());
    CHECK(rows(s.db, row) == before);
}

TEST_CASE("PostgreSQL: texts become new names of an enum, and names that it loses may stay as texts, or go") {
    if (no_server()) return;
    const by_hand s{"CREATE TYPE public.\"Mood\" AS ENUM ('fine', 'odd')",
                    "CREATE TABLE public.\"All\" (id text PRIMARY KEY, mood public.\"Mood\" DEFAULT 'fine', word text, was public.\"Mood\" DEFAULT 'odd', gone public.\"Mood\"[])",
                    "INSERT INTO public.\"All\" VALUES ('1', 'fine', 'last', 'odd', '{odd}')"};
    const snapshot there = introspected(s.db);
    snapshot more = there;
    more.enums[0].labels = {"fine", "odd", "last"};
    column_in(table_in(more, "All"), "word").type = "public.\"Mood\"";
    CHECK(brought_to(s.db, more).losses.empty());
    snapshot other = more;
    auto& all = table_in(other, "All");
    other.enums[0].labels = {"last", "fine"};
    column_in(all, "was").type = "text", column_in(all, "was").default_text.clear();
    erase_named(all.columns, "gone");
    CHECK(brought_to(s.db, other).losses == std::vector<std::string>{"All.gone"});
    CHECK(rows(s.db, "SELECT concat_ws('/', mood, word, was) FROM public.\"All\"") == std::vector<std::string>{"fine/last/odd"});
    run(s.db, "UPDATE public.\"All\" SET word = 'fine'");
    brought_to(s.db, there);
    CHECK(rows(s.db, "SELECT concat_ws('/', mood, word, was) FROM public.\"All\"") == std::vector<std::string>{"fine/fine/odd"});
    all = *there.find("public", "All"), other.enums[0].labels = {"fine"};
    CHECK(has(obstacles(s.db, other), "Rows of \"All\" hold a name in \"was\" that \"Mood\" no longer has"));
}

TEST_CASE("PostgreSQL: what numbers the rows of a column counts as far as its new type does") {
    if (no_server()) return;
    const by_hand s{"CREATE TABLE public.\"All\" (id serial PRIMARY KEY, other integer GENERATED BY DEFAULT AS IDENTITY)"};
    snapshot wanted = introspected(s.db);
    for (const char* name : {"id", "other"}) column_in(table_in(wanted, "All"), name).type = "bigint";
    brought_to(s.db, wanted);
    CHECK(rows(s.db, "SELECT data_type::text FROM pg_sequences") == std::vector<std::string>{"bigint", "bigint"});
}

TEST_CASE("PostgreSQL: times that get another type are what they were in UTC, wherever the server is") {
    if (no_server()) return;
    postgres_database server;
    const auto db = postgres::open<no_models>(server.owner() + " options='-c TimeZone=America/New_York -c DateStyle=SQL,DMY'").value();
    run(db, "CREATE TABLE public.\"Log\" (a timestamp(3), b timestamptz, c timestamptz, d date, e text, f timestamptz)");
    run(db, "INSERT INTO public.\"Log\" VALUES ('2026-01-31 23:30:00', '2026-01-31 23:30:00Z', '2026-02-01 00:30:00Z', '2026-01-31', '2026-02-01 00:30:00', '2026-02-01 00:30:00Z')");
    snapshot wanted = introspected(db);
    auto& log = table_in(wanted, "Log");
    for (const char* name : {"a", "d", "e"}) column_in(log, name).type = "timestamp(3) with time zone";
    column_in(log, "b").type = "timestamp(3) without time zone", column_in(log, "c").type = "date", column_in(log, "f").type = "text";
    brought_to(db, wanted);
    CHECK(rows(db, "SELECT concat_ws(' ', a = '2026-01-31 23:30:00Z', b = '2026-01-31 23:30:00', c = '2026-02-01', d = '2026-01-31 00:00:00Z', e = '2026-02-01 00:30:00Z', f) "
                   "FROM public.\"Log\"") == std::vector<std::string>{"t t t t t 2026-02-01 00:30:00+00"});
}

TEST_CASE("PostgreSQL: names that move on by one are given in the order in which they are free, there and back") {
    if (no_server()) return;
    const by_hand s{"CREATE TABLE public.\"Draft\" (id text CONSTRAINT \"Draft_pkey\" PRIMARY KEY, a text, b text)",
                    "CREATE INDEX \"Draft_a_idx\" ON public.\"Draft\"(a)", "CREATE INDEX \"Draft_b_idx\" ON public.\"Draft\"(b)",
                    "CREATE TABLE public.\"Post\" (id text CONSTRAINT \"Post_pkey\" PRIMARY KEY, draft text, "
                    "CONSTRAINT \"Post_draft_fkey\" FOREIGN KEY (draft) REFERENCES public.\"Draft\"(id))",
                    "INSERT INTO public.\"Draft\" VALUES ('d', 'x', 'y')", "INSERT INTO public.\"Post\" VALUES ('p', 'd')"};
    const snapshot there = introspected(s.db);
    snapshot wanted = there;
    auto &entry = table_in(wanted, "Post"), &post = table_in(wanted, "Draft");
    entry.name = "Entry", entry.renamed_from = "Post", entry.primary_key_name = "Entry_pkey";
    post.name = "Post", post.renamed_from = "Draft", post.primary_key_name = "Post_pkey";
    entry.foreign_keys[0].target = "Post", entry.foreign_keys[0].name = "Entry_draft_fkey";
    column_in(post, "b").renamed_from = "b", column_in(post, "b").name = "c";
    column_in(post, "a").renamed_from = "a", column_in(post, "a").name = "b";
    for (auto& index : post.indexes) {
        const std::string column = index.name == "Draft_a_idx" ? "b" : "c";
        index.name = "Post_" + column + "_idx";
        index.keys[0].text = column;
    }
    CHECK(brought_to(s.db, wanted).losses.empty());
    CHECK(rows(s.db, "SELECT b || c FROM public.\"Post\"") == std::vector<std::string>{"xy"});
    CHECK(rows(s.db, "SELECT draft FROM public.\"Entry\"") == std::vector<std::string>{"d"});
    const auto back = value_of(make_plan(wanted, there));
    CHECK(back.losses.empty());
    value_of(migration::apply(s.db.system("back"), back));
    CHECK(differences(introspected(s.db), there) == "");
    CHECK(rows(s.db, "SELECT a || b FROM public.\"Draft\"") == std::vector<std::string>{"xy"});
}

TEST_CASE("PostgreSQL: a column that the database numbers can be numbered by the program's role, in a table that was there too") {
    if (no_server()) return;
    const by_hand s{"CREATE TABLE public.\"Ticket\" (id text PRIMARY KEY, was integer NOT NULL)",
                    "GRANT USAGE ON SCHEMA public TO tenon_app", "GRANT SELECT, INSERT, UPDATE, DELETE ON public.\"Ticket\" TO tenon_app"};
    snapshot wanted = introspected(s.db);
    wanted.application_role = "tenon_app";
    auto& ticket = table_in(wanted, "Ticket");
    ticket.columns.push_back({.name = "number", .type = "integer", .numbered = sql::numbering::serial});
    column_in(ticket, "was").numbered = sql::numbering::serial;
    brought_to(s.db, wanted);
    postgres_session program(s.server.as("tenon_app"));
    CHECK(program("INSERT INTO public.\"Ticket\" (id) VALUES ('1') RETURNING number || '/' || was") == "1/1");
}

TEST_CASE("PostgreSQL: rows whose lists hold a name that goes, or that a new primary key would have twice, are told before") {
    if (no_server()) return;
    const by_hand s{"CREATE TYPE public.\"Mood\" AS ENUM ('fine', 'odd', 'bad')",
                    "CREATE TABLE public.\"Day\" (id text NOT NULL, tenant text NOT NULL, moods public.\"Mood\"[], CONSTRAINT \"Day_pkey\" PRIMARY KEY (tenant, id))",
                    "INSERT INTO public.\"Day\" VALUES ('1', 'acme', '{fine,odd}'), ('1', 'globex', NULL), ('2', 'acme', '{}')"};
    snapshot fewer = introspected(s.db), wanted = fewer;
    fewer.enums[0].labels = {"fine", "bad"};
    CHECK(has(obstacles(s.db, fewer), "Rows of \"Day\" hold a name in \"moods\" that \"Mood\" no longer has: change them first"));
    run(s.db, "UPDATE public.\"Day\" SET moods = '{fine,bad}' WHERE tenant = 'acme'");
    brought_to(s.db, fewer);

    table_in(wanted, "Day").primary_key = {"id"};
    wanted.enums = fewer.enums;
    CHECK(has(obstacles(s.db, wanted), "Rows of \"Day\" have the same values in its new primary key"));
    run(s.db, "UPDATE public.\"Day\" SET id = '3' WHERE tenant = 'globex'");
    brought_to(s.db, wanted);
}
