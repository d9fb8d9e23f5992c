// The exact text of searches, and of the tables and triggers that keep words.
#include <tenon/search.hpp>

#include "sql/sqlite/sample.hpp"

#include <array>
#include <string>
#include <string_view>

namespace sample {
namespace {

using namespace tenon::sql;

struct Essay {
    std::string id;
    std::string tenantId;
    std::string title;
    std::optional<std::string> body;
    static constexpr auto tenon_model = tenon::table(tenon::text_search<&Essay::title, &Essay::body>);
};
struct Verse { // of its text's tenant
    std::string id;
    std::string textId;
    std::string words;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_via<&Verse::textId>, tenon::references<&Verse::textId, &Essay::id>, tenon::text_search<&Verse::words>);
};
struct Placard { // of a tenant, or everybody's
    std::string id;
    std::optional<std::string> tenantId;
    std::string text;
    static constexpr auto tenon_model = tenon::table(tenon::text_search<&Placard::text>);
};
using texts = tenon::schema<Essay, Verse, Placard>;
using prisma_texts = tenon::schema<tenon::layout::prisma, Essay, Verse, Placard>;

template <class Context, class Model, class Condition> using counted = select_count<Context, Model, Condition, 0>;
using in_body = condition_of<decltype(tenon::matches<&Essay::body>(""))>::shape;
using in_both = condition_of<decltype(tenon::matches<&Essay::title, &Essay::body>(""))>::shape;
using in_words = condition_of<decltype(tenon::matches<&Verse::words>(""))>::shape;
using in_note = condition_of<decltype(tenon::matches<&Placard::text>(""))>::shape;
using by_body = decltype(tenon::order_by(tenon::by_rank<&Essay::body>("")))::order;

const text_database& database() {
    static const text_database made = text_database::of<texts>();
    return made;
}
const text_database& as_prisma() {
    static const text_database made = text_database::of<prisma_texts>();
    return made;
}

template <class Statement> void expect_text(const text_database& in, std::string_view text, int parameters) {
    CHECK(text_of<Statement>.view() == text);
    CHECK(in.parameters(text_of<Statement>.view()) == parameters);
}

} // namespace

TEST_CASE("SQLite: a search is a sub-select of keys, with the tenant in it") {
    expect_text<counted<first, Essay, in_body>>(
        database(),
        R"(SELECT count(*) FROM "Essay" WHERE "tenantId" = ?1 AND ("tenantId", "id") IN (SELECT "tenon_searched"."tenantId", "tenon_searched"."id" )"
        R"(FROM "tenon_search_Essay" AS "tenon_words" CROSS JOIN "tenon_searched_Essay" AS "tenon_searched" ON "tenon_row" = "tenon_words".rowid )"
        R"(WHERE "tenon_words"."tenon_search_Essay" MATCH '{tenon_tenant} : (t' || hex(?1) || ') AND {c2} : (' || tenon_words(?2) || ')'))", 2);
    expect_text<counted<first, Placard, in_note>>(
        database(),
        R"(SELECT count(*) FROM "Placard" WHERE "tenantId" IN (?1, '') AND ("tenantId", "id") IN (SELECT "tenon_searched"."tenantId", "tenon_searched"."id" )"
        R"(FROM "tenon_search_Placard" AS "tenon_words" CROSS JOIN "tenon_searched_Placard" AS "tenon_searched" ON "tenon_row" = "tenon_words".rowid )"
        R"(WHERE "tenon_words"."tenon_search_Placard" MATCH '{tenon_tenant} : (t' || hex(?1) || ' OR t) AND {c1} : (' || tenon_words(?2) || ')'))", 2);
    expect_text<counted<first_system, Essay, in_both>>(
        database(),
        R"(SELECT count(*) FROM "Essay" WHERE ("tenantId", "id") IN (SELECT "tenon_searched"."tenantId", "tenon_searched"."id" )"
        R"(FROM "tenon_search_Essay" AS "tenon_words" CROSS JOIN "tenon_searched_Essay" AS "tenon_searched" ON "tenon_row" = "tenon_words".rowid )"
        R"(WHERE "tenon_words"."tenon_search_Essay" MATCH '{c1 c2} : (' || tenon_words(?1) || ')'))", 1);
}

TEST_CASE("SQLite: in Prisma's layout rows that have their tenant from a parent are found by their words, and asked for their parent") {
    expect_text<counted<prisma, Verse, in_words>>(
        as_prisma(),
        R"(SELECT count(*) FROM "Verse" WHERE EXISTS (SELECT 1 FROM "Essay" AS "tenon_parent" WHERE "tenon_parent"."id" = "Verse"."textId" AND )"
        R"("tenon_parent"."tenantId" = ?1) AND ("id") IN (SELECT "tenon_searched"."id" FROM "tenon_search_Verse" AS "tenon_words" CROSS JOIN )"
        R"("tenon_searched_Verse" AS "tenon_searched" ON "tenon_row" = "tenon_words".rowid WHERE "tenon_words"."tenon_search_Verse" MATCH )"
        R"('{c1} : (' || tenon_words(?2) || ')'))", 2);
}

TEST_CASE("SQLite: rows are sorted by rank, then as every order ends") {
    expect_text<tenon::sql::select<first, Essay, tenon::verb::find_many, no_condition, by_body, static_cast<unsigned>(paging::order) | static_cast<unsigned>(paging::take), 0>>(
        database(), R"(SELECT "id", "tenantId", "title", "body" FROM "Essay" WHERE "tenantId" = ?1 ORDER BY tenon_rank(?2, "body") DESC, "id" LIMIT ?3)", 3);
}

TEST_CASE("SQLite: a page is sorted by a rank that is computed once, of words behind those of the filter") {
    using titled = decltype(tenon::field<&Essay::title> == "")::shape;
    constexpr unsigned paging = static_cast<unsigned>(paging::order) | static_cast<unsigned>(paging::take);
    expect_text<select_keyset<first, Essay, titled, by_body, false, paging, true, page_columns<first, Essay>, 0>>(
        database(),
        R"(SELECT "id", "tenantId", "title", "body", "tenon_total" FROM (SELECT count(*) AS "tenon_total" FROM "Essay" WHERE "tenantId" = ?1 AND "title" = ?2) )"
        R"(AS "tenon_all" LEFT JOIN (SELECT "id", "tenantId", "title", "body", tenon_rank(?3, "body") AS "tenon_key1" FROM "Essay" WHERE "tenantId" = ?1 AND )"
        R"("title" = ?2 ORDER BY "tenon_key1" DESC, "id" LIMIT ?4) AS "tenon_page" ON true ORDER BY "tenon_key1" DESC, "id")", 4);
}

TEST_CASE("SQLite: a search walks through the words of its tenant, and looks its rows up") {
    const std::string plan = database().plan(text_of<counted<first, Essay, in_body>>.view());
    CHECK(plan.find("SEARCH Essay USING PRIMARY KEY (tenantId=? AND id=?)") != plan.npos);
    CHECK(plan.find("SCAN tenon_words VIRTUAL TABLE") != plan.npos);
    CHECK(plan.find("SEARCH tenon_searched USING INTEGER PRIMARY KEY") != plan.npos);
}

TEST_CASE("SQLite: words are kept by two tables and three triggers") {
    const auto made = tenon::sql::create_tables<dialect, tenon::schema<Placard>>();
    const std::array<std::string, 5> wanted{
        R"(CREATE TABLE "tenon_searched_Placard" (
    "tenon_row" INTEGER PRIMARY KEY NOT NULL,
    "tenantId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    UNIQUE ("tenantId", "id")
) STRICT)",
        R"(CREATE VIRTUAL TABLE "tenon_search_Placard" USING fts5(tenon_tenant, c1, content='', columnsize=0, tokenize="unicode61 remove_diacritics 0 categories 'L* Nd'"))",
        R"(CREATE TRIGGER "tenon_search_Placard_insert" AFTER INSERT ON "Placard" FOR EACH ROW
BEGIN
    INSERT INTO "tenon_searched_Placard" ("tenantId", "id") SELECT NEW."tenantId", NEW."id";
    INSERT INTO "tenon_search_Placard" (rowid, tenon_tenant, c1) SELECT (SELECT "tenon_row" FROM "tenon_searched_Placard" WHERE "tenon_searched_Placard"."tenantId" = NEW."tenantId" AND "tenon_searched_Placard"."id" = NEW."id"), 't' || hex(NEW."tenantId"), NEW."text";
END)",
        R"(CREATE TRIGGER "tenon_search_Placard_update" AFTER UPDATE OF "id", "tenantId", "text" ON "Placard" FOR EACH ROW
BEGIN
    INSERT INTO "tenon_search_Placard" ("tenon_search_Placard", rowid, tenon_tenant, c1) SELECT 'delete', (SELECT "tenon_row" FROM "tenon_searched_Placard" WHERE "tenon_searched_Placard"."tenantId" = OLD."tenantId" AND "tenon_searched_Placard"."id" = OLD."id"), 't' || hex(OLD."tenantId"), OLD."text";
    DELETE FROM "tenon_searched_Placard" WHERE "tenon_searched_Placard"."tenantId" = OLD."tenantId" AND "tenon_searched_Placard"."id" = OLD."id";
    INSERT INTO "tenon_searched_Placard" ("tenantId", "id") SELECT NEW."tenantId", NEW."id";
    INSERT INTO "tenon_search_Placard" (rowid, tenon_tenant, c1) SELECT (SELECT "tenon_row" FROM "tenon_searched_Placard" WHERE "tenon_searched_Placard"."tenantId" = NEW."tenantId" AND "tenon_searched_Placard"."id" = NEW."id"), 't' || hex(NEW."tenantId"), NEW."text";
END)",
        R"(CREATE TRIGGER "tenon_search_Placard_delete" AFTER DELETE ON "Placard" FOR EACH ROW
BEGIN
    INSERT INTO "tenon_search_Placard" ("tenon_search_Placard", rowid, tenon_tenant, c1) SELECT 'delete', (SELECT "tenon_row" FROM "tenon_searched_Placard" WHERE "tenon_searched_Placard"."tenantId" = OLD."tenantId" AND "tenon_searched_Placard"."id" = OLD."id"), 't' || hex(OLD."tenantId"), OLD."text";
    DELETE FROM "tenon_searched_Placard" WHERE "tenon_searched_Placard"."tenantId" = OLD."tenantId" AND "tenon_searched_Placard"."id" = OLD."id";
END)"};
    REQUIRE(made.size() == wanted.size() + 1);
    for (std::size_t i = 0; i < wanted.size(); ++i) CHECK(made[i + 1] == wanted[i]);
}

} // namespace sample
