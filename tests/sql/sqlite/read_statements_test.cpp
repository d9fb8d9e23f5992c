// The exact text of every statement that reads, in both layouts and both kinds of scope.
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

TEST_CASE("the text of a statement is a constant with a NUL behind it") {
    constexpr auto& text = text_of<select_one<first, User, key_shape<User, 2>>>;
    STATIC_REQUIRE(text.view() == R"(SELECT "id", "tenantId", "email", "level", "nickname", "balance" FROM "User" )"
                                  R"(WHERE "tenantId" = ?1 AND "email" = ?2)");
    STATIC_REQUIRE(text.characters[text.view().size()] == '\0');
    STATIC_REQUIRE(spec_of<select_one<first, User, key_shape<User, 2>>>.text.data() == text.characters);
    STATIC_REQUIRE(spec_of<select_one<first, User, key_shape<User, 2>>>.model == &tenon::info_of<User>());
    STATIC_REQUIRE(spec_of<select_one<first, User, key_shape<User, 2>>>.verb == verb::find_unique);
}

TEST_CASE("a row by its key is looked for within the tenant, in tenon's own layout") {
    expect<first, select_one<first, User, key_shape<User, 0>>>(
        R"(SELECT "id", "tenantId", "email", "level", "nickname", "balance" FROM "User" WHERE "tenantId" = )"
        R"(?1 AND "id" = ?2)", 2);
    expect<first, select_one<first, User, key_shape<User, 2>>>(
        R"(SELECT "id", "tenantId", "email", "level", "nickname", "balance" FROM "User" WHERE "tenantId" = )"
        R"(?1 AND "email" = ?2)", 2);
    expect<first, select_one<first, Note, key_shape<Note, 0>>>(
        R"(SELECT "id", "tenantId", "title" FROM "Note" WHERE "tenantId" IN (?1, '') AND "id" = ?2 ORDER )"
        R"(BY "tenantId" DESC NULLS LAST LIMIT 1)", 2);
    expect<first, select_one<first, Session, key_shape<Session, 0>>>(
        R"(SELECT "id", "userId", "hits" FROM "Session" WHERE "tenantId" = ?1 AND "id" = ?2)", 2);
    expect<first, select_one<first, Event, key_shape<Event, 0>>>(
        R"(SELECT "id", "sessionId", "what" FROM "Event" WHERE "tenantId" = ?1 AND "id" = ?2)", 2);
    expect<first, select_one<first, Token, key_shape<Token, 0>>>(
        R"(SELECT "id", "secret" FROM "Token" WHERE "tenantId" = ?1 AND "id" = ?2)", 2);
    expect<first, select_one<first, Country, key_shape<Country, 0>>>(
        R"(SELECT "code", "name" FROM "Country" WHERE "code" = ?1)", 1);
    expect<first, select_one<first, Tenant, key_shape<Tenant, 0>>>(
        R"(SELECT "id", "name" FROM "Tenant" WHERE "id" = ?1 AND "id" = ?2)", 2);
    expect<first, select_one<first, Line, key_shape<Line, 0, 1>>>(
        R"(SELECT "order", "position", "tenantId", "select ""all""" FROM "group" WHERE "tenantId" = ?1 AND )"
        R"("order" = ?2 AND "position" = ?3)", 3);
    expect<first, select_one<first, Setting, key_shape<Setting>>>(
        R"(SELECT "tenantId", "theme" FROM "Setting" WHERE "tenantId" = ?1)", 1);
}

TEST_CASE("a row by its key is looked for within the tenant, in Prisma's layout") {
    expect<prisma, select_one<prisma, User, key_shape<User, 0>>>(
        R"(SELECT "id", "tenantId", "email", "level", "nickname", "balance" FROM "User" WHERE "tenantId" = )"
        R"(?1 AND "id" = ?2)", 2);
    expect<prisma, select_one<prisma, User, key_shape<User, 2>>>(
        R"(SELECT "id", "tenantId", "email", "level", "nickname", "balance" FROM "User" WHERE "tenantId" = )"
        R"(?1 AND "email" = ?2)", 2);
    expect<prisma, select_one<prisma, Note, key_shape<Note, 0>>>(
        R"(SELECT "id", "tenantId", "title" FROM "Note" WHERE ("tenantId" = ?1 OR "tenantId" IS NULL) AND )"
        R"("id" = ?2 ORDER BY "tenantId" DESC NULLS LAST LIMIT 1)", 2);
    expect<prisma, select_one<prisma, Session, key_shape<Session, 0>>>(
        R"(SELECT "id", "userId", "hits" FROM "Session" WHERE EXISTS (SELECT 1 FROM "User" AS )"
        R"("tenon_parent" WHERE "tenon_parent"."id" = "Session"."userId" AND "tenon_parent"."tenantId" = )"
        R"(?1) AND "id" = ?2)", 2);
    expect<prisma, select_one<prisma, Event, key_shape<Event, 0>>>(
        R"(SELECT "id", "sessionId", "what" FROM "Event" WHERE EXISTS (SELECT 1 FROM "Session" AS )"
        R"("tenon_parent" WHERE "tenon_parent"."id" = "Event"."sessionId" AND EXISTS (SELECT 1 FROM "User" )"
        R"(AS "tenon_parent2" WHERE "tenon_parent2"."id" = "tenon_parent"."userId" AND )"
        R"("tenon_parent2"."tenantId" = ?1)) AND "id" = ?2)", 2);
    expect<prisma, select_one<prisma, Country, key_shape<Country, 0>>>(
        R"(SELECT "code", "name" FROM "Country" WHERE "code" = ?1)", 1);
    expect<prisma, select_one<prisma, Tenant, key_shape<Tenant, 0>>>(
        R"(SELECT "id", "name" FROM "Tenant" WHERE "id" = ?1 AND "id" = ?2)", 2);
    expect<prisma, select_one<prisma, Line, key_shape<Line, 0, 1>>>(
        R"(SELECT "order", "position", "tenantId", "select ""all""" FROM "group" WHERE "tenantId" = ?1 AND )"
        R"("order" = ?2 AND "position" = ?3)", 3);
    expect<prisma, select_one<prisma, Setting, key_shape<Setting>>>(
        R"(SELECT "tenantId", "theme" FROM "Setting" WHERE "tenantId" = ?1)", 1);
}

TEST_CASE("a system scope reads across tenants") {
    expect<first_system, select_one<first_system, User, key_shape<User, 0>>>(
        R"(SELECT "id", "tenantId", "email", "level", "nickname", "balance" FROM "User" WHERE "id" = ?1)", 1);
    expect<first_system, select<first_system, Note, verb::find_many, no_condition, sort_order<>, 0, 0>>(
        R"(SELECT "id", "tenantId", "title" FROM "Note")", 0);
    expect<first_system, select<first_system, Event, verb::find_many, no_condition, sort_order<>, 1, 0>>(
        R"(SELECT "id", "sessionId", "what" FROM "Event" ORDER BY "tenantId", "id")", 0);
    expect<first_system, select<first_system, User, verb::find_many, no_condition, sort_order<>, 1, 0>>(
        R"(SELECT "id", "tenantId", "email", "level", "nickname", "balance" FROM "User" ORDER BY )"
        R"("tenantId", "id")", 0);
    expect<prisma_system, select_one<prisma_system, User, key_shape<User, 0>>>(
        R"(SELECT "id", "tenantId", "email", "level", "nickname", "balance" FROM "User" WHERE "id" = ?1)", 1);
    expect<prisma_system, select<prisma_system, Event, verb::find_many, no_condition, sort_order<>, 1, 0>>(
        R"(SELECT "id", "sessionId", "what" FROM "Event" ORDER BY "id")", 0);
    expect<prisma_system, select<prisma_system, Line, verb::find_many, no_condition, sort_order<>, 1, 0>>(
        R"(SELECT "order", "position", "tenantId", "select ""all""" FROM "group" ORDER BY "tenantId", )"
        R"("order", "position")", 0);
    expect<first_system, select_count<first_system, User, no_condition, 0>>(
        R"(SELECT count(*) FROM "User")", 0);
    expect<prisma_system, select_exists<prisma_system, Session, no_condition, 0>>(
        R"(SELECT EXISTS (SELECT 1 FROM "Session"))", 0);
}

TEST_CASE("many rows: filter, order, LIMIT and OFFSET, each only where asked for") {
    expect<first, select<first, User, verb::find_many, no_condition, sort_order<>, 0, 0>>(
        R"(SELECT "id", "tenantId", "email", "level", "nickname", "balance" FROM "User" WHERE "tenantId" = )"
        R"(?1)", 1);
    expect<first, select<first, User, verb::find_many, adult, sort_order<>, 0, 0>>(
        R"(SELECT "id", "tenantId", "email", "level", "nickname", "balance" FROM "User" WHERE "tenantId" = )"
        R"(?1 AND "level" >= ?2)", 2);
    expect<first, select<first, User, verb::find_many, adult, sort_order<>, 2, 0>>(
        R"(SELECT "id", "tenantId", "email", "level", "nickname", "balance" FROM "User" WHERE "tenantId" = )"
        R"(?1 AND "level" >= ?2 ORDER BY "id" LIMIT ?3)", 3);
    expect<first, select<first, User, verb::find_many, adult, sort_order<>, 4, 0>>(
        R"(SELECT "id", "tenantId", "email", "level", "nickname", "balance" FROM "User" WHERE "tenantId" = )"
        R"(?1 AND "level" >= ?2 ORDER BY "id" LIMIT -1 OFFSET ?3)", 3);
    expect<first, select<first, User, verb::find_many, adult, sort_order<sort_key<&User::level, true>>, 7, 0>>(
        R"(SELECT "id", "tenantId", "email", "level", "nickname", "balance" FROM "User" WHERE "tenantId" = )"
        R"(?1 AND "level" >= ?2 ORDER BY "level" DESC, "id" DESC LIMIT ?3 OFFSET ?4)", 4);
    expect<first, select<first, Note, verb::find_many, no_condition, sort_order<>, 2, 0>>(
        R"(SELECT "id", "tenantId", "title" FROM "Note" WHERE "tenantId" IN (?1, '') ORDER BY "tenantId", )"
        R"("id" LIMIT ?2)", 2);
    expect<first, select<first, Country, verb::find_many, no_condition, sort_order<>, 2, 0>>(
        R"(SELECT "code", "name" FROM "Country" ORDER BY "code" LIMIT ?1)", 1);
    expect<prisma, select<prisma, User, verb::find_many, adult, sort_order<sort_key<&User::level, true>>, 7, 0>>(
        R"(SELECT "id", "tenantId", "email", "level", "nickname", "balance" FROM "User" WHERE "tenantId" = )"
        R"(?1 AND "level" >= ?2 ORDER BY "level" DESC, "id" DESC LIMIT ?3 OFFSET ?4)", 4);
    expect<prisma, select<prisma, Note, verb::find_many, no_condition, sort_order<>, 2, 0>>(
        R"(SELECT "id", "tenantId", "title" FROM "Note" WHERE ("tenantId" = ?1 OR "tenantId" IS NULL) )"
        R"(ORDER BY "id" LIMIT ?2)", 2);
    expect<prisma, select<prisma, Event, verb::find_many, no_condition, sort_order<>, 2, 0>>(
        R"(SELECT "id", "sessionId", "what" FROM "Event" WHERE EXISTS (SELECT 1 FROM "Session" AS )"
        R"("tenon_parent" WHERE "tenon_parent"."id" = "Event"."sessionId" AND EXISTS (SELECT 1 FROM "User" )"
        R"(AS "tenon_parent2" WHERE "tenon_parent2"."id" = "tenon_parent"."userId" AND )"
        R"("tenon_parent2"."tenantId" = ?1)) ORDER BY "id" LIMIT ?2)", 2);
    expect<first, select_count<first, User, adult, 0>>(
        R"(SELECT count(*) FROM "User" WHERE "tenantId" = ?1 AND "level" >= ?2)", 2);
    expect<first, select_exists<first, User, adult, 0>>(
        R"(SELECT EXISTS (SELECT 1 FROM "User" WHERE "tenantId" = ?1 AND "level" >= ?2))", 2);
    expect<prisma, select_count<prisma, Session, no_condition, 0>>(
        R"(SELECT count(*) FROM "Session" WHERE EXISTS (SELECT 1 FROM "User" AS "tenon_parent" WHERE )"
        R"("tenon_parent"."id" = "Session"."userId" AND "tenon_parent"."tenantId" = ?1))", 1);
    expect<prisma, select_exists<prisma, Note, no_condition, 0>>(
        R"(SELECT EXISTS (SELECT 1 FROM "Note" WHERE ("tenantId" = ?1 OR "tenantId" IS NULL)))", 1);
}

TEST_CASE("sorting ends with what makes a row unique in its scope") {
    expect<first, select<first, User, verb::find_many, no_condition, sort_order<sort_key<&User::nickname, false,
           nulls_order::last>>, 1, 0>>(
        R"(SELECT "id", "tenantId", "email", "level", "nickname", "balance" FROM "User" WHERE "tenantId" = )"
        R"(?1 ORDER BY "nickname" NULLS LAST, "id")", 1);
    expect<first, select<first, User, verb::find_many, no_condition, sort_order<sort_key<&User::nickname, true,
           nulls_order::first>, sort_key<&User::level, false>>, 1, 0>>(
        R"(SELECT "id", "tenantId", "email", "level", "nickname", "balance" FROM "User" WHERE "tenantId" = )"
        R"(?1 ORDER BY "nickname" DESC NULLS FIRST, "level", "id")", 1);
    expect<first, select<first, User, verb::find_many, no_condition, sort_order<sort_key<&User::id, true>>, 1, 0>>(
        R"(SELECT "id", "tenantId", "email", "level", "nickname", "balance" FROM "User" WHERE "tenantId" = )"
        R"(?1 ORDER BY "id" DESC)", 1);
    expect<first, select<first, User, verb::find_many, no_condition, sort_order<sort_key<&User::balance, false>>,
           1, 0>>(
        R"(SELECT "id", "tenantId", "email", "level", "nickname", "balance" FROM "User" WHERE "tenantId" = )"
        R"(?1 ORDER BY "balance" COLLATE tenon_decimal, "id")", 1);
    expect<first, select<first, Line, verb::find_many, no_condition, sort_order<sort_key<&Line::position, true>>,
           1, 0>>(
        R"(SELECT "order", "position", "tenantId", "select ""all""" FROM "group" WHERE "tenantId" = ?1 )"
        R"(ORDER BY "position" DESC, "order" DESC)", 1);
    expect<first, select<first, Setting, verb::find_many, no_condition, sort_order<>, 1, 0>>(
        R"(SELECT "tenantId", "theme" FROM "Setting" WHERE "tenantId" = ?1)", 1);
    expect<first, select<first, Note, verb::find_many, no_condition, sort_order<sort_key<&Note::tenantId, true>>,
           1, 0>>(
        R"(SELECT "id", "tenantId", "title" FROM "Note" WHERE "tenantId" IN (?1, '') ORDER BY "tenantId" )"
        R"(DESC, "id" DESC)", 1);
}

} // namespace
} // namespace sample
