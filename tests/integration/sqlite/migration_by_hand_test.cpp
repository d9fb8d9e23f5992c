// Migrations on SQLite of tables that people wrote by hand: no names, references without columns, indexes of expressions.
#include <tenon/migration.hpp>
#include <tenon/sqlite.hpp>

#include <initializer_list>
#include <string>
#include <vector>

#include "support/by_hand.hpp"

using namespace tenon;
using namespace support;
using migration::make_plan;
using migration::snapshot;

namespace {

sqlite::database<no_models> database_of(std::initializer_list<const char*> texts) {
    auto db = sqlite::open<no_models>(":memory:").value();
    for (const char* text : texts) run(db, text);
    return db;
}

} // namespace

TEST_CASE("SQLite: references and checks without names are compared by what they say") {
    const auto db = database_of({R"(CREATE TABLE "User" ("id" TEXT PRIMARY KEY))",
                                 R"(CREATE TABLE "Post" ("id" TEXT PRIMARY KEY, "authorId" TEXT REFERENCES "User"("id"), )"
                                 R"("editorId" TEXT REFERENCES "User"("id"), "words" INTEGER CHECK ("words" > 0) CHECK ("words" < 9)))",
                                 R"(INSERT INTO "User" VALUES ('1'))", R"(INSERT INTO "Post" VALUES ('1', '1', '1', 5))"});
    const snapshot there = introspected(db);
    CHECK(differences(there, there) == "");
    snapshot wanted = there;
    auto& keys = table_in(wanted, "Post").foreign_keys;
    keys.erase(keys.begin());
    auto& checks = table_in(wanted, "Post").checks;
    checks.erase(checks.begin());
    CHECK(brought_to(db, wanted).changes.size() == 2);
    REQUIRE(introspected(db).find("", "Post")->foreign_keys.size() == 1);
    CHECK(introspected(db).find("", "Post")->foreign_keys[0].columns == std::vector<std::string>{"editorId"});
    CHECK_THROWS(run(db, R"(UPDATE "Post" SET "words" = 10)"));
    brought_to(db, there);
    CHECK_THROWS(run(db, R"(UPDATE "Post" SET "authorId" = '2')"));
}

TEST_CASE("SQLite: an index gets the name of its column, and what differs is done") {
    const auto db = database_of({R"(CREATE TABLE "User" ("id" TEXT PRIMARY KEY, "mail" TEXT))",
                                 R"(CREATE UNIQUE INDEX "User_mail_key" ON "User"("mail"))", R"(INSERT INTO "User" VALUES ('1', 'a'))"});
    snapshot wanted = introspected(db);
    auto& user = table_in(wanted, "User");
    column_in(user, "mail").name = "email";
    column_in(user, "email").renamed_from = "mail";
    user.indexes[0].name = "User_email_key";
    user.indexes[0].keys[0].text = "email";
    const auto plan = brought_to(db, wanted);
    CHECK(plan.changes.size() == 2);
    CHECK(plan.losses.empty());
    CHECK(rows(db, R"(SELECT "email" FROM "User")") == std::vector<std::string>{"a"});
    CHECK_THROWS(run(db, R"(INSERT INTO "User" VALUES ('2', 'a'))"));
}

TEST_CASE("SQLite: a reference without columns leads to the primary key") {
    const auto db = database_of({R"(CREATE TABLE "Member" ("id" TEXT PRIMARY KEY, "firm" TEXT, "team" TEXT, "boss" TEXT REFERENCES "Member", )"
                                 R"(FOREIGN KEY ("firm", "team") REFERENCES "Team"))",
                                 R"(CREATE TABLE "Team" ("name" TEXT, "firm" TEXT, PRIMARY KEY ("firm", "name")))"});
    const snapshot there = introspected(db);
    const auto& keys = there.find("", "Member")->foreign_keys;
    REQUIRE(keys.size() == 2);
    CHECK(keys[0].target_columns == std::vector<std::string>{"id"});
    CHECK(keys[1].target_columns == std::vector<std::string>{"firm", "name"});
    brought_to(db, {.dialect = there.dialect});
    brought_to(db, there); // as a way back would
    CHECK(migration::pulled(there).find("tenon::references<") != std::string::npos);
}

TEST_CASE("SQLite: a reference without columns to a table that is not there, or has no key, stays as it was written") {
    const auto db = database_of({R"(CREATE TABLE "Log" ("text" TEXT))",
                                 R"(CREATE TABLE "Note" ("id" TEXT PRIMARY KEY, "log" TEXT REFERENCES "Log", "far" TEXT REFERENCES "Nowhere"))"});
    const snapshot there = introspected(db);
    brought_to(db, {.dialect = there.dialect});
    brought_to(db, there);
    CHECK(migration::pulled(there).find("tenon::references") == std::string::npos);
}

TEST_CASE("SQLite: an index of an expression, or in another order of texts, is somebody else's whatever its name") {
    const auto db = database_of({R"(CREATE TABLE "User" ("id" TEXT PRIMARY KEY, "mail" TEXT, "nick" TEXT COLLATE NOCASE, "level" TEXT))",
                                 R"(CREATE INDEX "User_lower_idx" ON "User"(lower("mail")))",
                                 R"(CREATE INDEX "User_level_lower_idx" ON "User"("level", lower("nick")))",
                                 R"(CREATE INDEX "User_mail_idx" ON "User"("mail" COLLATE NOCASE))", R"(CREATE INDEX "User_nick_idx" ON "User"("nick"))"});
    const snapshot there = introspected(db);
    snapshot wanted = there;
    table_in(wanted, "User").indexes.clear();
    CHECK(differences(there, wanted) == "Drops the index \"User_nick_idx\" of \"User\"\n");
    column_in(table_in(wanted, "User"), "level").type = "INTEGER"; // its table is made anew
    brought_to(db, wanted);
    const auto left = [&] { return rows(db, "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name"); };
    CHECK(left() == std::vector<std::string>{"User_level_lower_idx", "User_lower_idx", "User_mail_idx"});
    // With a column goes what needs it.
    erase_named(table_in(wanted, "User").columns, "nick");
    brought_to(db, wanted);
    CHECK(left() == std::vector<std::string>{"User_lower_idx", "User_mail_idx"});
    // The way back makes them of their own texts.
    brought_to(db, {.dialect = there.dialect});
    brought_to(db, there);
    CHECK(left().size() == 4);
}

TEST_CASE("SQLite: names that move on by one are given in the order in which they are free, there and back") {
    const auto db = database_of({R"(CREATE TABLE "Draft" ("id" TEXT PRIMARY KEY, "a" TEXT, "b" TEXT))",
                                 R"(CREATE INDEX "Draft_a_idx" ON "Draft"("a"))", R"(CREATE INDEX "Draft_b_idx" ON "Draft"("b"))",
                                 R"(CREATE TABLE "Post" ("id" TEXT PRIMARY KEY, "draft" TEXT REFERENCES "Draft"("id")))",
                                 R"(INSERT INTO "Draft" VALUES ('d', 'x', 'y'))", R"(INSERT INTO "Post" VALUES ('p', 'd'))"});
    const snapshot there = introspected(db);
    snapshot wanted = there;
    auto &entry = table_in(wanted, "Post"), &post = table_in(wanted, "Draft");
    entry.name = "Entry", entry.renamed_from = "Post";
    post.name = "Post", post.renamed_from = "Draft";
    entry.foreign_keys[0].target = "Post";
    column_in(post, "b").renamed_from = "b", column_in(post, "b").name = "c";
    column_in(post, "a").renamed_from = "a", column_in(post, "a").name = "b";
    for (auto& index : post.indexes) {
        const std::string column = index.name == "Draft_a_idx" ? "b" : "c";
        index.name = "Post_" + column + "_idx";
        index.keys[0].text = column;
    }
    const auto plan = brought_to(db, wanted);
    CHECK(plan.losses.empty());
    CHECK(rows(db, R"(SELECT "b" || "c" FROM "Post")") == std::vector<std::string>{"xy"});
    CHECK(rows(db, R"(SELECT "draft" FROM "Entry")") == std::vector<std::string>{"d"});
    const auto back = value_of(make_plan(wanted, there));
    CHECK(back.losses.empty());
    value_of(migration::apply(db.system("back"), back));
    CHECK(differences(introspected(db), there) == "");
    CHECK(rows(db, R"(SELECT "a" || "b" FROM "Draft")") == std::vector<std::string>{"xy"});
}

TEST_CASE("SQLite: rows that two tables' primary keys would have twice, or whose values are of no strict type, are told before") {
    const auto db = database_of({R"(CREATE TABLE "Item" ("id" TEXT NOT NULL, "tenantId" TEXT NOT NULL, "size" INTEGER, "ratio" REAL, "name" TEXT, "data" BLOB, )"
                                 R"(CONSTRAINT "Item_pkey" PRIMARY KEY ("tenantId", "id")))",
                                 R"(INSERT INTO "Item" VALUES ('1', 'acme', 7, 7, 7, x'07'), ('1', 'globex', NULL, NULL, NULL, NULL), )"
                                 R"(('2', 'acme', ' 7 ', '1e3', 'seven', x''), ('3', 'acme', 7.0, 9007199254740993, '', NULL))"});
    snapshot fewer = introspected(db), strict = fewer;
    table_in(fewer, "Item").primary_key = {"id"};
    CHECK(has(obstacles(db, fewer), "Rows of \"Item\" have the same values in its new primary key"));
    run(db, R"(UPDATE "Item" SET "id" = '4' WHERE "tenantId" = 'globex')");
    CHECK(obstacles(db, fewer) == "");

    table_in(strict, "Item").strict = true;
    CHECK(obstacles(db, strict) == "");
    for (const char* wrong : {R"("size" = 'many')", R"("size" = 1.5)", R"("size" = '7 of them')", R"("ratio" = x'07')", R"("ratio" = 'half')",
                              R"("name" = x'07')", R"("data" = 'text')"}) {
        INFO(wrong);
        run(db, R"(UPDATE "Item" SET "size" = 1, "ratio" = 1, "name" = '1', "data" = x'01' WHERE "id" = '2')");
        run(db, R"(UPDATE "Item" SET )" + std::string(wrong) + R"( WHERE "id" = '2')");
        CHECK(has(obstacles(db, strict), "Item." + std::string(wrong).substr(1, std::string(wrong).find('"', 1) - 1) +
                                             " takes values of its type only, and rows hold others"));
        CHECK_FALSE(migration::apply(db.system("strict"), value_of(make_plan(introspected(db), strict)))); // the database agrees
    }
    run(db, R"(UPDATE "Item" SET "data" = NULL, "name" = '1', "size" = 1, "ratio" = 1 WHERE "id" = '2')");
    brought_to(db, strict);
}
