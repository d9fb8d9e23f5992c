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
