// layout::prisma: the DDL that Prisma writes, and life on tables that Prisma made.
#include "sql/prisma_models.hpp"
#include "sql/sqlite/sample.hpp"

#include <cstdint>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

namespace prisma_tables {

using tenon::field;
using tenon::where;

namespace {

TEST_CASE("layout::prisma creates what Prisma creates") {
    const auto texts = tenon::sql::create_tables<sample::dialect, app>();
    REQUIRE(texts.size() == 9);
    CHECK(texts[0] == R"(CREATE TABLE "Tenant" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL
))");
    CHECK(texts[1] == R"(CREATE TABLE "User" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "tenantId" TEXT,
    "email" TEXT NOT NULL,
    "name" TEXT,
    "role" TEXT NOT NULL DEFAULT 'USER',
    "active" BOOLEAN NOT NULL DEFAULT true,
    "score" REAL NOT NULL,
    "visits" BIGINT NOT NULL,
    "balance" DECIMAL NOT NULL,
    "settings" JSONB,
    "avatar" BLOB NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" DATETIME NOT NULL,
    CONSTRAINT "User_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
))");
    CHECK(texts[2] == R"(CREATE TABLE "Post" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "authorId" TEXT NOT NULL,
    "reviewerId" TEXT,
    "title" TEXT NOT NULL,
    CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Post_reviewerId_fkey" FOREIGN KEY ("reviewerId") REFERENCES "User" ("id") ON DELETE SET NULL ON UPDATE CASCADE
))");
}

TEST_CASE("a key of several fields stands below the columns") {
    CHECK(tenon::sql::create_tables<sample::dialect, app>()[3] == R"(CREATE TABLE "Membership" (
    "tenantId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "team" TEXT NOT NULL,
    "mentorId" TEXT,

    PRIMARY KEY ("tenantId", "userId"),
    CONSTRAINT "Membership_tenantId_mentorId_fkey" FOREIGN KEY ("tenantId", "mentorId") REFERENCES "Membership" ("tenantId", "userId") ON DELETE NO ACTION ON UPDATE CASCADE,
    CONSTRAINT "Membership_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
))");
}

TEST_CASE("unique fields come first, then indexes, then uniques of several fields") {
    const auto texts = tenon::sql::create_tables<sample::dialect, app>();
    CHECK(texts[4] == R"(CREATE UNIQUE INDEX "User_email_key" ON "User"("email"))");
    CHECK(texts[5] == R"(CREATE INDEX "User_role_active_idx" ON "User"("role", "active"))");
    CHECK(texts[6] == R"(CREATE UNIQUE INDEX "User_tenantId_name_key" ON "User"("tenantId", "name"))");
    CHECK(texts[7] == R"(CREATE INDEX "Post_title_idx" ON "Post"("title" DESC))");
}

TEST_CASE("setting a reference to NULL leaves a tenant that is part of it alone") {
    CHECK(tenon::sql::create_tables<sample::dialect, app>()[8] ==
          R"(CREATE TRIGGER "Membership_tenantId_mentorId_fkey_set_null" BEFORE DELETE ON "Membership" FOR EACH ROW
BEGIN
    UPDATE "Membership" SET "mentorId" = NULL WHERE "tenantId" = OLD."tenantId" AND "mentorId" = OLD."userId";
END)");
    auto db = tenon::sqlite::open<app>(":memory:").value();
    db.create_tables().value();
    tenon::repository<Tenant>(db.system("test")).create({.id = "acme"}).value();
    const auto members = tenon::repository<Membership>(db.tenant("acme"));
    members.create({.userId = "ann"}).value();
    members.create({.userId = "bob", .mentorId = "ann"}).value();
    members.remove("ann").value();
    const auto bob = members.get("bob").value();
    CHECK(bob.tenantId == "acme");
    CHECK_FALSE(bob.mentorId.has_value());
}

/// A database whose tables and rows were made by someone else.
class prisma_file {
public:
    prisma_file() {
        std::string name = "tenon_prisma_XXXXXX";
        std::random_device random;
        for (auto at = name.size() - 6; at < name.size(); ++at) name[at] = static_cast<char>('a' + random() % 26);
        path_ = std::filesystem::temp_directory_path() / name;
        REQUIRE(sqlite3_open(path_.string().c_str(), &handle_) == SQLITE_OK);
        execute(R"(CREATE TABLE "Tenant" ("id" TEXT NOT NULL PRIMARY KEY, "name" TEXT NOT NULL);
CREATE TABLE "User" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "tenantId" TEXT,
    "email" TEXT NOT NULL,
    "name" TEXT,
    "role" TEXT NOT NULL DEFAULT 'USER',
    "active" BOOLEAN NOT NULL DEFAULT true,
    "score" REAL NOT NULL DEFAULT 0,
    "visits" BIGINT NOT NULL DEFAULT 0,
    "balance" DECIMAL NOT NULL DEFAULT 0,
    "settings" JSONB,
    "avatar" BLOB NOT NULL DEFAULT x'',
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" DATETIME NOT NULL,
    CONSTRAINT "User_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");
CREATE UNIQUE INDEX "User_tenantId_name_key" ON "User"("tenantId", "name");
CREATE TABLE "Post" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "authorId" TEXT NOT NULL,
    "reviewerId" TEXT,
    "title" TEXT NOT NULL,
    CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE TABLE "Membership" ("tenantId" TEXT NOT NULL, "userId" TEXT NOT NULL, "team" TEXT NOT NULL, "mentorId" TEXT,
    PRIMARY KEY ("tenantId", "userId"));
INSERT INTO "Tenant" VALUES ('acme', 'Acme'), ('umbrella', 'Umbrella');)");
    }
    ~prisma_file() {
        sqlite3_close(handle_);
        for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path_.string() + suffix);
    }
    prisma_file(const prisma_file&) = delete;
    prisma_file& operator=(const prisma_file&) = delete;

    void execute(const std::string& text) {
        INFO(text);
        if (sqlite3_exec(handle_, text.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) FAIL(sqlite3_errmsg(handle_));
    }
    std::string ask(const std::string& text) {
        sqlite3_stmt* statement = nullptr;
        REQUIRE(sqlite3_prepare_v2(handle_, text.c_str(), -1, &statement, nullptr) == SQLITE_OK);
        REQUIRE(sqlite3_step(statement) == SQLITE_ROW);
        const auto* held = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
        std::string answer = held != nullptr ? held : "NULL";
        sqlite3_finalize(statement);
        return answer;
    }
    tenon::sqlite::database<app> open(tenon::sqlite::timestamp_form form) const {
        tenon::sqlite::options options;
        options.timestamps = form;
        return tenon::sqlite::open<app>(path_.string(), options).value();
    }

private:
    std::filesystem::path path_;
    sqlite3* handle_ = nullptr;
};

constexpr auto milliseconds = tenon::sqlite::timestamp_form::milliseconds;
constexpr auto iso_text = tenon::sqlite::timestamp_form::iso_text;

TEST_CASE("a DateTime is read in each of the forms that Prisma's tools leave behind") {
    prisma_file file;
    file.execute(R"(INSERT INTO "User" ("id", "tenantId", "email", "createdAt", "updatedAt") VALUES
        ('integer', 'acme', '1', 1700000000123, 1700000000123),
        ('iso', 'acme', '2', '2023-11-14T22:13:20.123+00:00', '2023-11-14T22:13:20.123Z'),
        ('plain', 'acme', '3', '2023-11-14 22:13:20', '2023-11-14 22:13:20'))");
    const auto users = tenon::repository<User>(file.open(milliseconds).tenant("acme"));
    CHECK(users.get("integer").value().createdAt.time_since_epoch().count() == 1700000000123);
    CHECK(users.get("iso").value().createdAt.time_since_epoch().count() == 1700000000123);
    CHECK(users.get("iso").value().updatedAt.time_since_epoch().count() == 1700000000123);
    CHECK(users.get("plain").value().createdAt.time_since_epoch().count() == 1700000000000);
    file.execute(R"(UPDATE "User" SET "createdAt" = 'yesterday' WHERE "id" = 'plain')");
    CHECK(users.get("plain").error().code == tenon::errc::invalid_value);
}

TEST_CASE("a DateTime is written in the form that the options ask for") {
    prisma_file file;
    const tenon::timestamp at(std::chrono::milliseconds(1700000000123));
    const User row{.id = "u", .tenantId = "acme", .email = "e", .createdAt = at};
    SECTION("milliseconds") {
        tenon::repository<User>(file.open(milliseconds).tenant("acme")).create(row).value();
        CHECK(file.ask(R"(SELECT typeof("createdAt") || ' ' || "createdAt" FROM "User")") == "integer 1700000000123");
    }
    SECTION("text with an offset") {
        const auto users = tenon::repository<User>(file.open(iso_text).tenant("acme"));
        users.create(row).value();
        CHECK(file.ask(R"(SELECT typeof("createdAt") || ' ' || "createdAt" FROM "User")") ==
              "text 2023-11-14T22:13:20.123+00:00");
        CHECK(users.get("u").value().createdAt == at);
        CHECK(users.count(where(field<&User::createdAt> == at)).value() == 1);
        CHECK(users.count(where(field<&User::createdAt> > at - std::chrono::hours(1))).value() == 1);
        CHECK(users.count(where(field<&User::createdAt>.in({at}))).value() == 1);
        CHECK(users.count(where(field<&User::createdAt>.in({at + std::chrono::hours(1)}))).value() == 0);
    }
}

TEST_CASE("tenon's own layout has one form of time, whatever the options say") {
    tenon::sqlite::options options;
    options.timestamps = iso_text;
    auto db = tenon::sqlite::open<tenon::schema<sample::User, sample::Tenant, sample::Ticket>>(":memory:", options).value();
    db.create_tables().value();
    tenon::repository<sample::Tenant>(db.system("test")).create({.id = "acme"}).value();
    const auto tickets = tenon::repository<sample::Ticket>(db.tenant("acme"));
    const auto ticket = tickets.create({.subject = "s"}).value();
    CHECK(tickets.get(ticket.id).value().changedAt == ticket.changedAt);
}

TEST_CASE("a decimal that a DECIMAL column would change is refused before anything is written") {
    prisma_file file;
    const auto users = tenon::repository<User>(file.open(milliseconds).tenant("acme"));
    const auto store = [&](const char* text) {
        static int number = 0;
        return users.create({.email = std::to_string(++number), .balance = *tenon::decimal::parse(text)});
    };
    for (const char* exact : {"0", "1", "-1", "19.9", "0.1", "-0.000000000000001", "123456789012345", "12345678901234.5",
                              "9223372036854775807", "-9223372036854775808", "1234567890123456789", "1e64", "1e-29",
                              "999999999999999e50"}) {
        INFO(exact);
        const auto row = store(exact).value();
        CHECK(users.get(row.id).value().balance == *tenon::decimal::parse(exact));
        CHECK(users.count(where(field<&User::balance> == *tenon::decimal::parse(exact))).value() == 1);
        CHECK(users.count(where(field<&User::balance>.in(std::vector{*tenon::decimal::parse(exact)}))).value() == 1);
    }
    const auto before = users.count().value();
    for (const char* inexact : {"0.1234567890123456", "1234567890.1234567", "9223372036854775808", "12345678901234567890",
                                "-9223372036854775809", "1e66", "1e-31"}) {
        INFO(inexact);
        const auto refused = store(inexact);
        REQUIRE_FALSE(refused.has_value());
        CHECK(refused.error().code == tenon::errc::out_of_range);
        CHECK(refused.error().model == "User");
        CHECK(refused.error().fields == std::vector<std::string>{"balance"});
        const auto asked = users.count(where(field<&User::balance>.in(std::vector{*tenon::decimal::parse(inexact)})));
        REQUIRE_FALSE(asked.has_value());
        CHECK(asked.error().code == tenon::errc::out_of_range);
    }
    CHECK(users.count().value() == before);
}

TEST_CASE("decimals in a DECIMAL column are compared and sorted by their numbers") {
    prisma_file file;
    const auto users = tenon::repository<User>(file.open(milliseconds).tenant("acme"));
    for (const char* text : {"10", "9", "-3.5", "9.25", "123456789012345678"})
        users.create({.email = text, .balance = *tenon::decimal::parse(text)}).value();
    CHECK(users.count(where(field<&User::balance> > tenon::decimal(9))).value() == 3);
    const auto sorted = users.find_many(tenon::order_by(tenon::asc<&User::balance>)).value();
    std::vector<std::string> order;
    for (const User& user : sorted) order.push_back(user.balance.text());
    CHECK(order == std::vector<std::string>{"-3.5", "9", "9.25", "10", "123456789012345678"});
}

TEST_CASE("a number in a JSONB column comes back as it was given, or is refused") {
    prisma_file file;
    const auto users = tenon::repository<User>(file.open(milliseconds).tenant("acme"));
    const auto store = [&](const char* text) {
        static int number = 0;
        return users.create({.email = std::to_string(++number), .settings = *tenon::json::parse(text)});
    };
    for (const char* exact : {"{}", "[1.0, 1e5]", "null", "true", "\"1\"", " {\"a\": 1}", "0", "-17", "1.5", "0.001",
                              "9223372036854775807"}) {
        INFO(exact);
        const auto row = store(exact).value();
        CHECK(users.get(row.id).value().settings->text() == exact);
    }
    for (const char* changed : {"1.0", "1e5", "-0", " 7", "0.00001", "9223372036854775808", "1.2345678901234567"}) {
        INFO(changed);
        const auto refused = store(changed);
        REQUIRE_FALSE(refused.has_value());
        CHECK(refused.error().code == tenon::errc::out_of_range);
    }
}

TEST_CASE("rows that Prisma wrote are read, and what is written can be read by Prisma") {
    prisma_file file;
    file.execute(R"(INSERT INTO "User" VALUES ('u', 'acme', 'ann@acme.test', NULL, 'ADMIN', true, 1, 9007199254740993,
        12.50, '{"theme":"dark"}', x'00ff', 1700000000123, 1700000000123))");
    auto db = file.open(milliseconds);
    const auto users = tenon::repository<User>(db.tenant("acme"));
    const User user = users.get("u").value();
    CHECK(user.role == role::ADMIN);
    CHECK(user.active);
    CHECK(user.score == 1.0);
    CHECK(user.visits == 9007199254740993);
    CHECK(user.balance.text() == "12.5");
    CHECK(user.settings->text() == "{\"theme\":\"dark\"}");
    CHECK(user.avatar == tenon::blob{std::byte{0}, std::byte{0xff}});
    users.update("u", tenon::set<&User::active>(false), tenon::increment<&User::visits>(1)).value();
    CHECK(file.ask(R"(SELECT typeof("active") || "active" || ' ' || "visits" FROM "User")") ==
          "integer0 9007199254740994");
    file.execute(R"(UPDATE "User" SET "active" = 2)");
    CHECK(users.get("u").error().code == tenon::errc::invalid_value);
    file.execute(R"(UPDATE "User" SET "active" = 1, "role" = 'OWNER')");
    CHECK(users.get("u").error().code == tenon::errc::invalid_value);
}

TEST_CASE("tenants share Prisma's tables and see their own rows and those without a tenant") {
    prisma_file file;
    file.execute(R"(INSERT INTO "User" ("id", "tenantId", "email", "updatedAt") VALUES
        ('ann', 'acme', 'ann', 0), ('bob', 'umbrella', 'bob', 0), ('all', NULL, 'all', 0))");
    auto db = file.open(milliseconds);
    const auto acme = tenon::repository<User>(db.tenant("acme"));
    CHECK(acme.count().value() == 2);
    CHECK(acme.get("all").value().email == "all");
    CHECK(acme.get("bob").error().code == tenon::errc::not_found);
    CHECK(acme.remove("all").error().code == tenon::errc::not_found);
    CHECK(acme.update("all", tenon::set<&User::email>("x")).error().code == tenon::errc::not_found);
    const auto posts = tenon::repository<Post>(db.tenant("acme"));
    CHECK(posts.create({.authorId = "ann", .title = "t"}).has_value());
    CHECK(posts.create({.authorId = "bob", .title = "t"}).error().code == tenon::errc::foreign_key_violation);
    CHECK(posts.create({.authorId = "all", .title = "t"}).error().code == tenon::errc::foreign_key_violation);
    CHECK(posts.update_many(tenon::all_rows, tenon::set<&Post::authorId>("bob")).value() == 0);
    CHECK(posts.count().value() == 1);
}

TEST_CASE("a key that says its tenant names one tenant's row, in a system scope too") {
    prisma_file file;
    file.execute(R"(INSERT INTO "Membership" VALUES ('acme', 'ann', 'a', NULL), ('umbrella', 'ann', 'u', NULL))");
    auto db = file.open(milliseconds);
    const auto all = tenon::repository<Membership>(db.system("test"));
    CHECK(all.get(tenon::in_tenant("umbrella"), "ann").value().team == "u");
    CHECK(all.update_many(tenon::all_rows, tenon::take(1), tenon::set<&Membership::team>("x")).value() == 1);
    CHECK(file.ask(R"(SELECT group_concat("team") FROM (SELECT "team" FROM "Membership" ORDER BY "tenantId"))") == "x,u");
    const auto acme = tenon::repository<Membership>(db.tenant("acme"));
    const auto put = acme.upsert({.userId = "ann"}, tenon::on_conflict<&Membership::userId>,
                                 tenon::set<&Membership::team>("y"));
    CHECK(put.value().team == "y");
    CHECK(file.ask(R"(SELECT count(*) FROM "Membership")") == "2");
}

} // namespace
} // namespace prisma_tables
