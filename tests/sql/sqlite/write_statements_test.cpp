// The exact text of every statement that writes, in both layouts and both kinds of scope.
#include "sql/sqlite/sample.hpp"

namespace sample {
namespace {

using tenon::field_list;
using tenon::nulls_order;
using tenon::sort_key;
using tenon::verb;
using namespace tenon::sql;
using tenon::sql::select; // and not that of POSIX
using adult = decltype(tenon::field<&User::level> >= 18)::shape;
using set_level = assignment_shape<&User::level, change::set>;
using add_level = assignment_shape<&User::level, change::add>;
using set_nickname = assignment_shape<&User::nickname, change::set>;
using multiply_hits = assignment_shape<&Session::hits, change::multiply>;
using set_parent = assignment_shape<&Session::userId, change::set>;
using set_title = assignment_shape<&Note::title, change::set>;
using subtract_amount = assignment_shape<&Line::amount, change::subtract>;
using set_theme = assignment_shape<&Setting::theme, change::set>;

TEST_CASE("an INSERT in a tenant's scope takes the tenant from the scope, whatever the struct says") {
    expect<first, insert<first, User, verb::create, true, false>>(
        R"(INSERT INTO "User" ("id", "tenantId", "email", "level", "nickname", "balance") VALUES (?2, ?1, )"
        R"(?3, ?4, ?5, ?6))", 6);
    expect<first, insert<first, Note, verb::create, true, false>>(
        R"(INSERT INTO "Note" ("id", "tenantId", "title") VALUES (?2, ?1, ?3))", 3);
    expect<first, insert<first, Session, verb::create, true, false>>(
        R"(INSERT INTO "Session" ("tenantId", "id", "userId", "hits") VALUES (?1, ?2, ?3, ?4))", 4);
    expect<first, insert<first, Event, verb::create, true, false>>(
        R"(INSERT INTO "Event" ("tenantId", "id", "sessionId", "what") VALUES (?1, ?2, ?3, ?4))", 4);
    expect<first, insert<first, Token, verb::create, true, false>>(
        R"(INSERT INTO "Token" ("tenantId", "id", "secret") VALUES (?1, ?2, ?3))", 3);
    expect<first, insert<first, Line, verb::create, true, false>>(
        R"(INSERT INTO "group" ("order", "position", "tenantId", "select ""all""") VALUES (?2, ?3, ?1, ?4))", 4);
    expect<first, insert<first, Setting, verb::create, true, false>>(
        R"(INSERT INTO "Setting" ("tenantId", "theme") VALUES (?1, ?2))", 2);
    expect<first, insert<first, Tenant, verb::create, true, false>>(
        R"(INSERT INTO "Tenant" ("id", "name") VALUES (?1, ?2))", 2);
    expect<prisma, insert<prisma, User, verb::create, true, false>>(
        R"(INSERT INTO "User" ("id", "tenantId", "email", "level", "nickname", "balance") VALUES (?2, ?1, )"
        R"(?3, ?4, ?5, ?6))", 6);
    expect<prisma, insert<prisma, Note, verb::create, true, false>>(
        R"(INSERT INTO "Note" ("id", "tenantId", "title") VALUES (?2, ?1, ?3))", 3);
}

TEST_CASE("in Prisma's layout an INSERT below a parent asks for the parent in the same statement") {
    expect<prisma, insert<prisma, Session, verb::create, true, false>>(
        R"(INSERT INTO "Session" ("id", "userId", "hits") SELECT ?2, ?3, ?4 WHERE EXISTS (SELECT 1 FROM )"
        R"("User" AS "tenon_parent" WHERE "tenon_parent"."id" = ?3 AND "tenon_parent"."tenantId" = ?1))", 4);
    expect<prisma, insert<prisma, Event, verb::create, true, false>>(
        R"(INSERT INTO "Event" ("id", "sessionId", "what") SELECT ?2, ?3, ?4 WHERE EXISTS (SELECT 1 FROM )"
        R"("Session" AS "tenon_parent" WHERE "tenon_parent"."id" = ?3 AND EXISTS (SELECT 1 FROM "User" AS )"
        R"("tenon_parent2" WHERE "tenon_parent2"."id" = "tenon_parent"."userId" AND )"
        R"("tenon_parent2"."tenantId" = ?1)))", 4);
    expect<prisma, insert<prisma, Event, verb::create_many, true, true>>(
        R"(INSERT INTO "Event" ("id", "sessionId", "what") SELECT ?2, ?3, ?4 WHERE EXISTS (SELECT 1 FROM )"
        R"("Session" AS "tenon_parent" WHERE "tenon_parent"."id" = ?3 AND EXISTS (SELECT 1 FROM "User" AS )"
        R"("tenon_parent2" WHERE "tenon_parent2"."id" = "tenon_parent"."userId" AND )"
        R"("tenon_parent2"."tenantId" = ?1)) ON CONFLICT DO NOTHING)", 4);
}

TEST_CASE("an INSERT in a system scope takes the tenant from the struct, or from the parent's row") {
    expect<first_system, insert<first_system, User, verb::create, true, false>>(
        R"(INSERT INTO "User" ("id", "tenantId", "email", "level", "nickname", "balance") VALUES (?1, ?2, )"
        R"(?3, ?4, ?5, ?6))", 6);
    expect<first_system, insert<first_system, Note, verb::create, true, false>>(
        R"(INSERT INTO "Note" ("id", "tenantId", "title") VALUES (?1, ?2, ?3))", 3);
    expect<first_system, insert<first_system, Session, verb::create, true, false>>(
        R"(INSERT INTO "Session" ("tenantId", "id", "userId", "hits") SELECT "parent"."tenantId", ?1, ?2, )"
        R"(?3 FROM "User" AS "parent" WHERE "parent"."id" = ?2 AND (SELECT count(*) FROM "User" AS "same" )"
        R"(WHERE "same"."id" = ?2) = 1)", 3);
    expect<first_system, insert<first_system, Event, verb::create, true, false>>(
        R"(INSERT INTO "Event" ("tenantId", "id", "sessionId", "what") SELECT "parent"."tenantId", ?1, ?2, )"
        R"(?3 FROM "Session" AS "parent" WHERE "parent"."id" = ?2 AND (SELECT count(*) FROM "Session" AS )"
        R"("same" WHERE "same"."id" = ?2) = 1)", 3);
    expect<first_system, insert<first_system, Country, verb::create, true, false>>(
        R"(INSERT INTO "Country" ("code", "name") VALUES (?1, ?2))", 2);
    expect<prisma_system, insert<prisma_system, User, verb::create, true, false>>(
        R"(INSERT INTO "User" ("id", "tenantId", "email", "level", "nickname", "balance") VALUES (?1, ?2, )"
        R"(?3, ?4, ?5, ?6))", 6);
    expect<prisma_system, insert<prisma_system, Session, verb::create, true, false>>(
        R"(INSERT INTO "Session" ("id", "userId", "hits") VALUES (?1, ?2, ?3))", 3);
}

TEST_CASE("a number that the database gives is left out and comes back; duplicates can be skipped") {
    expect<first, insert<first, Ticket, verb::create, false, false>>(
        R"(INSERT INTO "Ticket" ("tenantId", "subject", "changedAt") VALUES (?1, ?2, ?3) RETURNING "id")", 3);
    expect<first, insert<first, Ticket, verb::create, true, false>>(
        R"(INSERT INTO "Ticket" ("id", "tenantId", "subject", "changedAt") VALUES (?2, ?1, ?3, ?4))", 4);
    expect<first, insert<first, Ticket, verb::create_many, false, true>>(
        R"(INSERT INTO "Ticket" ("tenantId", "subject", "changedAt") VALUES (?1, ?2, ?3) ON CONFLICT DO )"
        R"(NOTHING RETURNING "id")", 3);
    expect<first, insert<first, User, verb::create_many, true, true>>(
        R"(INSERT INTO "User" ("id", "tenantId", "email", "level", "nickname", "balance") VALUES (?2, ?1, )"
        R"(?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING)", 6);
    expect<prisma, insert<prisma, Ticket, verb::create, false, false>>(
        R"(INSERT INTO "Ticket" ("tenantId", "subject", "changedAt") VALUES (?1, ?2, ?3) RETURNING "id")", 3);
}

TEST_CASE("an upsert's conflict target leads with the tenant, and what it changes is the tenant's own") {
    expect<first, upsert<first, User, tenon::detail::places_of<&User::email>(), true, set_level>>(
        R"(INSERT INTO "User" ("id", "tenantId", "email", "level", "nickname", "balance") VALUES (?2, ?1, )"
        R"(?3, ?4, ?5, ?6) ON CONFLICT ("tenantId", "email") DO UPDATE SET "level" = ?7 WHERE )"
        R"("User"."tenantId" = ?1 RETURNING "id", "tenantId", "email", "level", "nickname", "balance")", 7);
    expect<first, upsert<first, Note, tenon::detail::places_of<&Note::title>(), true, set_title>>(
        R"(INSERT INTO "Note" ("id", "tenantId", "title") VALUES (?2, ?1, ?3) ON CONFLICT ("tenantId", )"
        R"("title") DO UPDATE SET "title" = ?4 WHERE "Note"."tenantId" = ?1 RETURNING "id", "tenantId", )"
        R"("title")", 4);
    expect<first, upsert<first, Session, tenon::detail::places_of<&Session::id>(), true, multiply_hits>>(
        R"(INSERT INTO "Session" ("tenantId", "id", "userId", "hits") VALUES (?1, ?2, ?3, ?4) ON CONFLICT )"
        R"(("tenantId", "id") DO UPDATE SET "hits" = "Session"."hits" * ?5 WHERE "Session"."tenantId" = ?1 )"
        R"(RETURNING "id", "userId", "hits")", 5);
    expect<first, upsert<first, Line, tenon::detail::places_of<&Line::order, &Line::position>(), true,
           subtract_amount>>(
        R"(INSERT INTO "group" ("order", "position", "tenantId", "select ""all""") VALUES (?2, ?3, ?1, ?4) )"
        R"(ON CONFLICT ("tenantId", "order", "position") DO UPDATE SET "select ""all""" = "group"."select )"
        R"(""all""" - ?5 WHERE "group"."tenantId" = ?1 RETURNING "order", "position", "tenantId", "select )"
        R"(""all""")", 5);
    expect<first, upsert<first, Setting, field_list{}, true, set_theme>>(
        R"(INSERT INTO "Setting" ("tenantId", "theme") VALUES (?1, ?2) ON CONFLICT ("tenantId") DO UPDATE )"
        R"(SET "theme" = ?3 WHERE "Setting"."tenantId" = ?1 RETURNING "tenantId", "theme")", 3);
    expect<prisma, upsert<prisma, User, tenon::detail::places_of<&User::email>(), true, set_level>>(
        R"(INSERT INTO "User" ("id", "tenantId", "email", "level", "nickname", "balance") VALUES (?2, ?1, )"
        R"(?3, ?4, ?5, ?6) ON CONFLICT ("email") DO UPDATE SET "level" = ?7 WHERE "User"."tenantId" = ?1 )"
        R"(RETURNING "id", "tenantId", "email", "level", "nickname", "balance")", 7);
    expect<prisma, upsert<prisma, Session, tenon::detail::places_of<&Session::id>(), true, multiply_hits>>(
        R"(INSERT INTO "Session" ("id", "userId", "hits") SELECT ?2, ?3, ?4 WHERE EXISTS (SELECT 1 FROM )"
        R"("User" AS "tenon_parent" WHERE "tenon_parent"."id" = ?3 AND "tenon_parent"."tenantId" = ?1) ON )"
        R"(CONFLICT ("id") DO UPDATE SET "hits" = tenon_integer("Session"."hits" * ?5, -2147483648, )"
        R"(2147483647) WHERE EXISTS (SELECT 1 FROM "User" AS "tenon_parent" WHERE "tenon_parent"."id" = )"
        R"("Session"."userId" AND "tenon_parent"."tenantId" = ?1) RETURNING "id", "userId", "hits")", 5);
    expect<first_system, upsert<first_system, User, tenon::detail::places_of<&User::email>(), true, set_level>>(
        R"(INSERT INTO "User" ("id", "tenantId", "email", "level", "nickname", "balance") VALUES (?1, ?2, )"
        R"(?3, ?4, ?5, ?6) ON CONFLICT ("tenantId", "email") DO UPDATE SET "level" = ?7 RETURNING "id", )"
        R"("tenantId", "email", "level", "nickname", "balance")", 7);
    expect<first_system, upsert<first_system, Session, tenon::detail::places_of<&Session::id>(), true, multiply_hits>>(
        R"(INSERT INTO "Session" ("tenantId", "id", "userId", "hits") SELECT "parent"."tenantId", ?1, ?2, )"
        R"(?3 FROM "User" AS "parent" WHERE "parent"."id" = ?2 AND (SELECT count(*) FROM "User" AS "same" )"
        R"(WHERE "same"."id" = ?2) = 1 ON CONFLICT ("tenantId", "id") DO UPDATE SET "hits" = )"
        R"("Session"."hits" * ?4 RETURNING "id", "userId", "hits")", 4);
}

TEST_CASE("an update of one row names tenant and key and gives the row back") {
    expect<first, update_one<first, User, key_shape<User, 0>, set_level>>(
        R"(UPDATE "User" SET "level" = ?2 WHERE "tenantId" = ?1 AND "id" = ?3 RETURNING "id", "tenantId", )"
        R"("email", "level", "nickname", "balance")", 3);
    expect<first, update_one<first, User, key_shape<User, 2>, add_level, set_nickname>>(
        R"(UPDATE "User" SET "level" = "User"."level" + ?2, "nickname" = ?3 WHERE "tenantId" = ?1 AND )"
        R"("email" = ?4 RETURNING "id", "tenantId", "email", "level", "nickname", "balance")", 4);
    expect<first, update_one<first, Note, key_shape<Note, 0>, set_title>>(
        R"(UPDATE "Note" SET "title" = ?2 WHERE "tenantId" = ?1 AND "id" = ?3 RETURNING "id", "tenantId", )"
        R"("title")", 3);
    expect<first, update_one<first, Session, key_shape<Session, 0>, multiply_hits>>(
        R"(UPDATE "Session" SET "hits" = "Session"."hits" * ?2 WHERE "tenantId" = ?1 AND "id" = ?3 )"
        R"(RETURNING "id", "userId", "hits")", 3);
    expect<first, update_one<first, Ticket, key_shape<Ticket, 0>, assignment_shape<&Ticket::subject, change::set>,
           stamp_shape<Ticket, 3>>>(
        R"(UPDATE "Ticket" SET "subject" = ?2, "changedAt" = ?3 WHERE "tenantId" = ?1 AND "id" = ?4 )"
        R"(RETURNING "id", "tenantId", "subject", "changedAt")", 4);
    expect<first, update_one<first, Setting, key_shape<Setting>, set_theme>>(
        R"(UPDATE "Setting" SET "theme" = ?2 WHERE "tenantId" = ?1 RETURNING "tenantId", "theme")", 2);
    expect<prisma, update_one<prisma, User, key_shape<User, 0>, add_level>>(
        R"(UPDATE "User" SET "level" = tenon_integer("User"."level" + ?2, -2147483648, 2147483647) WHERE )"
        R"("tenantId" = ?1 AND "id" = ?3 RETURNING "id", "tenantId", "email", "level", "nickname", )"
        R"("balance")", 3);
    expect<prisma, update_one<prisma, Note, key_shape<Note, 0>, set_title>>(
        R"(UPDATE "Note" SET "title" = ?2 WHERE "tenantId" = ?1 AND "id" = ?3 RETURNING "id", "tenantId", )"
        R"("title")", 3);
    expect<prisma, update_one<prisma, Event, key_shape<Event, 0>, assignment_shape<&Event::what, change::set>>>(
        R"(UPDATE "Event" SET "what" = ?2 WHERE EXISTS (SELECT 1 FROM "Session" AS "tenon_parent" WHERE )"
        R"("tenon_parent"."id" = "Event"."sessionId" AND EXISTS (SELECT 1 FROM "User" AS "tenon_parent2" )"
        R"(WHERE "tenon_parent2"."id" = "tenon_parent"."userId" AND "tenon_parent2"."tenantId" = ?1)) AND )"
        R"("id" = ?3 RETURNING "id", "sessionId", "what")", 3);
    expect<prisma_system, update_one<prisma_system, User, key_shape<User, 0>, set_level>>(
        R"(UPDATE "User" SET "level" = ?1 WHERE "id" = ?2 RETURNING "id", "tenantId", "email", "level", )"
        R"("nickname", "balance")", 2);
}

TEST_CASE("an update of many rows; with LIMIT the outer statement is scoped too") {
    expect<first, update_many<first, User, target_rows<no_condition, sort_order<>, false, 0>, set_level>>(
        R"(UPDATE "User" SET "level" = ?2 WHERE "tenantId" = ?1)", 2);
    expect<first, update_many<first, User, target_rows<adult, sort_order<>, false, 0>, set_level>>(
        R"(UPDATE "User" SET "level" = ?2 WHERE "tenantId" = ?1 AND "level" >= ?3)", 3);
    expect<first, update_many<first, User, target_rows<adult, sort_order<sort_key<&User::level, true>>, true, 0>,
           set_level>>(
        R"(UPDATE "User" SET "level" = ?2 WHERE "tenantId" = ?1 AND ("tenantId", "id") IN (SELECT )"
        R"("tenantId", "id" FROM "User" WHERE "tenantId" = ?1 AND "level" >= ?3 ORDER BY "level" DESC, )"
        R"("id" DESC LIMIT ?4))", 4);
    expect<first, update_many<first, Note, target_rows<no_condition, sort_order<>, true, 0>, set_title>>(
        R"(UPDATE "Note" SET "title" = ?2 WHERE "tenantId" = ?1 AND ("tenantId", "id") IN (SELECT )"
        R"("tenantId", "id" FROM "Note" WHERE "tenantId" = ?1 ORDER BY "tenantId", "id" LIMIT ?3))", 3);
    expect<first, update_many<first, Session, target_rows<no_condition, sort_order<>, true, 0>, multiply_hits>>(
        R"(UPDATE "Session" SET "hits" = "Session"."hits" * ?2 WHERE "tenantId" = ?1 AND ("tenantId", )"
        R"("id") IN (SELECT "tenantId", "id" FROM "Session" WHERE "tenantId" = ?1 ORDER BY "id" LIMIT ?3))", 3);
    expect<first, update_many<first, Setting, target_rows<no_condition, sort_order<>, true, 0>, set_theme>>(
        R"(UPDATE "Setting" SET "theme" = ?2 WHERE "tenantId" = ?1 AND ("tenantId") IN (SELECT "tenantId" )"
        R"(FROM "Setting" WHERE "tenantId" = ?1 LIMIT ?3))", 3);
    expect<prisma, update_many<prisma, User, target_rows<adult, sort_order<>, true, 0>, set_level>>(
        R"(UPDATE "User" SET "level" = ?2 WHERE "tenantId" = ?1 AND ("id") IN (SELECT "id" FROM "User" )"
        R"(WHERE "tenantId" = ?1 AND "level" >= ?3 ORDER BY "id" LIMIT ?4))", 4);
    expect<prisma, update_many<prisma, Session, target_rows<no_condition, sort_order<>, true, 0>, multiply_hits>>(
        R"(UPDATE "Session" SET "hits" = tenon_integer("Session"."hits" * ?2, -2147483648, 2147483647) )"
        R"(WHERE EXISTS (SELECT 1 FROM "User" AS "tenon_parent" WHERE "tenon_parent"."id" = )"
        R"("Session"."userId" AND "tenon_parent"."tenantId" = ?1) AND ("id") IN (SELECT "id" FROM )"
        R"("Session" WHERE EXISTS (SELECT 1 FROM "User" AS "tenon_parent" WHERE "tenon_parent"."id" = )"
        R"("Session"."userId" AND "tenon_parent"."tenantId" = ?1) ORDER BY "id" LIMIT ?3))", 3);
    expect<prisma, update_many<prisma, Setting, target_rows<no_condition, sort_order<>, true, 0>, set_theme>>(
        R"(UPDATE "Setting" SET "theme" = ?2 WHERE "tenantId" = ?1 AND ("tenantId") IN (SELECT "tenantId" )"
        R"(FROM "Setting" WHERE "tenantId" = ?1 LIMIT ?3))", 3);
    expect<first_system, update_many<first_system, User, target_rows<no_condition, sort_order<>, true, 0>, set_level>>(
        R"(UPDATE "User" SET "level" = ?1 WHERE ("tenantId", "id") IN (SELECT "tenantId", "id" FROM "User" )"
        R"(ORDER BY "tenantId", "id" LIMIT ?2))", 2);
    expect<prisma_system, update_many<prisma_system, Line, target_rows<no_condition, sort_order<>, true, 0>,
           subtract_amount>>(
        R"(UPDATE "group" SET "select ""all""" = tenon_integer("group"."select ""all""" - ?1, )"
        R"(-9223372036854775808, 9223372036854775807) WHERE ("tenantId", "order", "position") IN (SELECT )"
        R"("tenantId", "order", "position" FROM "group" ORDER BY "tenantId", "order", "position" LIMIT ?2))", 2);
}

TEST_CASE("in Prisma's layout a new parent is asked for in the same statement") {
    expect<first, update_one<first, Session, key_shape<Session, 0>, set_parent>>(
        R"(UPDATE "Session" SET "userId" = ?2 WHERE "tenantId" = ?1 AND "id" = ?3 RETURNING "id", )"
        R"("userId", "hits")", 3);
    expect<prisma, update_one<prisma, Session, key_shape<Session, 0>, multiply_hits, set_parent>>(
        R"(UPDATE "Session" SET "hits" = tenon_integer("Session"."hits" * ?2, -2147483648, 2147483647), )"
        R"("userId" = ?3 WHERE EXISTS (SELECT 1 FROM "User" AS "tenon_parent" WHERE "tenon_parent"."id" = )"
        R"("Session"."userId" AND "tenon_parent"."tenantId" = ?1) AND "id" = ?4 AND EXISTS (SELECT 1 FROM )"
        R"("User" AS "tenon_parent" WHERE "tenon_parent"."id" = ?3 AND "tenon_parent"."tenantId" = ?1) )"
        R"(RETURNING "id", "userId", "hits")", 4);
    expect<prisma, update_many<prisma, Session, target_rows<no_condition, sort_order<>, false, 0>, set_parent,
           multiply_hits>>(
        R"(UPDATE "Session" SET "userId" = ?2, "hits" = tenon_integer("Session"."hits" * ?3, -2147483648, )"
        R"(2147483647) WHERE EXISTS (SELECT 1 FROM "User" AS "tenon_parent" WHERE "tenon_parent"."id" = )"
        R"("Session"."userId" AND "tenon_parent"."tenantId" = ?1) AND EXISTS (SELECT 1 FROM "User" AS )"
        R"("tenon_parent" WHERE "tenon_parent"."id" = ?2 AND "tenon_parent"."tenantId" = ?1))", 3);
    expect<prisma, upsert<prisma, Session, tenon::detail::places_of<&Session::id>(), true, set_parent>>(
        R"(INSERT INTO "Session" ("id", "userId", "hits") SELECT ?2, ?3, ?4 WHERE EXISTS (SELECT 1 FROM )"
        R"("User" AS "tenon_parent" WHERE "tenon_parent"."id" = ?3 AND "tenon_parent"."tenantId" = ?1) ON )"
        R"(CONFLICT ("id") DO UPDATE SET "userId" = ?5 WHERE EXISTS (SELECT 1 FROM "User" AS )"
        R"("tenon_parent" WHERE "tenon_parent"."id" = "Session"."userId" AND "tenon_parent"."tenantId" = )"
        R"(?1) AND EXISTS (SELECT 1 FROM "User" AS "tenon_parent" WHERE "tenon_parent"."id" = ?5 AND )"
        R"("tenon_parent"."tenantId" = ?1) RETURNING "id", "userId", "hits")", 5);
    expect<prisma_system, update_one<prisma_system, Session, key_shape<Session, 0>, set_parent>>(
        R"(UPDATE "Session" SET "userId" = ?1 WHERE "id" = ?2 RETURNING "id", "userId", "hits")", 2);
}

TEST_CASE("a removal names the tenant, of one row and of many") {
    expect<first, remove_one<first, User, key_shape<User, 0>>>(
        R"(DELETE FROM "User" WHERE "tenantId" = ?1 AND "id" = ?2 RETURNING "id", "tenantId", "email", )"
        R"("level", "nickname", "balance")", 2);
    expect<first, remove_one<first, Note, key_shape<Note, 0>>>(
        R"(DELETE FROM "Note" WHERE "tenantId" = ?1 AND "id" = ?2 RETURNING "id", "tenantId", "title")", 2);
    expect<first, remove_one<first, Token, key_shape<Token, 0>>>(
        R"(DELETE FROM "Token" WHERE "tenantId" = ?1 AND "id" = ?2 RETURNING "id", "secret")", 2);
    expect<first, remove_one<first, Setting, key_shape<Setting>>>(
        R"(DELETE FROM "Setting" WHERE "tenantId" = ?1 RETURNING "tenantId", "theme")", 1);
    expect<prisma, remove_one<prisma, User, key_shape<User, 0>>>(
        R"(DELETE FROM "User" WHERE "tenantId" = ?1 AND "id" = ?2 RETURNING "id", "tenantId", "email", )"
        R"("level", "nickname", "balance")", 2);
    expect<prisma, remove_one<prisma, Event, key_shape<Event, 0>>>(
        R"(DELETE FROM "Event" WHERE EXISTS (SELECT 1 FROM "Session" AS "tenon_parent" WHERE )"
        R"("tenon_parent"."id" = "Event"."sessionId" AND EXISTS (SELECT 1 FROM "User" AS "tenon_parent2" )"
        R"(WHERE "tenon_parent2"."id" = "tenon_parent"."userId" AND "tenon_parent2"."tenantId" = ?1)) AND )"
        R"("id" = ?2 RETURNING "id", "sessionId", "what")", 2);
    expect<first_system, remove_one<first_system, Country, key_shape<Country, 0>>>(
        R"(DELETE FROM "Country" WHERE "code" = ?1 RETURNING "code", "name")", 1);
    expect<first, remove_many<first, User, adult, sort_order<>, false, 0>>(
        R"(DELETE FROM "User" WHERE "tenantId" = ?1 AND "level" >= ?2)", 2);
    expect<first, remove_many<first, User, adult, sort_order<sort_key<&User::level, false>>, true, 0>>(
        R"(DELETE FROM "User" WHERE "tenantId" = ?1 AND ("tenantId", "id") IN (SELECT "tenantId", "id" )"
        R"(FROM "User" WHERE "tenantId" = ?1 AND "level" >= ?2 ORDER BY "level", "id" LIMIT ?3))", 3);
    expect<first, remove_many<first, Event, no_condition, sort_order<>, false, 0>>(
        R"(DELETE FROM "Event" WHERE "tenantId" = ?1)", 1);
    expect<prisma, remove_many<prisma, Session, no_condition, sort_order<>, true, 0>>(
        R"(DELETE FROM "Session" WHERE EXISTS (SELECT 1 FROM "User" AS "tenon_parent" WHERE )"
        R"("tenon_parent"."id" = "Session"."userId" AND "tenon_parent"."tenantId" = ?1) AND ("id") IN )"
        R"((SELECT "id" FROM "Session" WHERE EXISTS (SELECT 1 FROM "User" AS "tenon_parent" WHERE )"
        R"("tenon_parent"."id" = "Session"."userId" AND "tenon_parent"."tenantId" = ?1) ORDER BY "id" )"
        R"(LIMIT ?2))", 2);
    expect<prisma, remove_many<prisma, Note, no_condition, sort_order<>, false, 0>>(
        R"(DELETE FROM "Note" WHERE "tenantId" = ?1)", 1);
    expect<first_system, remove_many<first_system, User, no_condition, sort_order<>, false, 0>>(
        R"(DELETE FROM "User")", 0);
}

} // namespace
} // namespace sample
