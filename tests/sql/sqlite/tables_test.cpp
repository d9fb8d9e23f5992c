// The exact DDL of tenon's own layout, and that SQLite takes it.
#include "sql/sqlite/sample.hpp"
#include "sql/table_models.hpp"

#include <limits>
#include <memory>
#include <string>
#include <vector>

namespace tables {
namespace {

using tenon::sql::create_tables;
using tenon::sql::ddl;
using tenon::sql::tables_of;
using sample::dialect;

/// The DDL of one model in a schema: table, indexes, triggers.
template <class Schema> std::vector<std::string> ddl_of(std::string_view table) {
    std::vector<std::string> texts;
    for (const auto& made : tables_of<dialect, Schema>()) {
        if (made.name != table) continue;
        for (auto& text : ddl<dialect>::create_all({made}, {})) texts.push_back(std::move(text));
    }
    return texts;
}

TEST_CASE("a root's table has the root's own key") {
    CHECK(ddl_of<firms>("Firm") == std::vector<std::string>{"CREATE TABLE \"Firm\" (\n"
                                                            "    \"id\" TEXT NOT NULL,\n"
                                                            "    CONSTRAINT \"Firm_pkey\" PRIMARY KEY (\"id\")\n"
                                                            ") STRICT"});
}

TEST_CASE("every type of value has a strict type, and a CHECK where the type alone says too little") {
    CHECK(ddl_of<firms>("Everything") == std::vector<std::string>{R"(CREATE TABLE "Everything" (
    "id" TEXT NOT NULL,
    "tenantId" TEXT NOT NULL,
    "truth" INTEGER NOT NULL,
    "tiny" INTEGER NOT NULL,
    "natural" INTEGER NOT NULL,
    "large" INTEGER NOT NULL,
    "single" REAL NOT NULL,
    "real" REAL NOT NULL,
    "bytes" BLOB NOT NULL,
    "at" INTEGER NOT NULL,
    "day" TEXT NOT NULL,
    "uuid" TEXT NOT NULL,
    "exact" TEXT NOT NULL,
    "json" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "rank" INTEGER NOT NULL,
    "numbers" TEXT NOT NULL,
    "maybe" TEXT,
    "before" TEXT,
    CONSTRAINT "Everything_pkey" PRIMARY KEY ("tenantId", "id"),
    CONSTRAINT "Everything_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Firm" ("id") ON DELETE CASCADE ON UPDATE NO ACTION,
    CONSTRAINT "Everything_truth_check" CHECK ("truth" IN (0, 1)),
    CONSTRAINT "Everything_tiny_range" CHECK ("tiny" BETWEEN -128 AND 127),
    CONSTRAINT "Everything_natural_range" CHECK ("natural" BETWEEN 0 AND 4294967295),
    CONSTRAINT "Everything_json_check" CHECK (json_valid("json")),
    CONSTRAINT "Everything_state_check" CHECK ("state" IN ('open', 'closed', 'on_hold')),
    CONSTRAINT "Everything_rank_range" CHECK ("rank" BETWEEN -32768 AND 32767),
    CONSTRAINT "Everything_before_check" CHECK ("before" IN ('open', 'closed', 'on_hold'))
) STRICT, WITHOUT ROWID)"});
}

TEST_CASE("a default is written as a literal, or in brackets where there is none") {
    CHECK(ddl_of<tenon::schema<Defaults>>("Defaults") == std::vector<std::string>{R"(CREATE TABLE "Defaults" (
    "id" TEXT NOT NULL,
    "tenantId" TEXT NOT NULL,
    "quoted" TEXT NOT NULL DEFAULT 'it''s "so"',
    "with_nul" TEXT NOT NULL DEFAULT (CAST(x'610062' AS TEXT)),
    "least" INTEGER NOT NULL DEFAULT (-9223372036854775807 - 1),
    "negative" REAL NOT NULL DEFAULT -1.5e+00,
    "endless" REAL NOT NULL DEFAULT -9e999,
    "truth" INTEGER NOT NULL DEFAULT 1,
    "state" TEXT NOT NULL DEFAULT 'on_hold',
    "at" INTEGER NOT NULL DEFAULT 1700000000123,
    "maybe" INTEGER DEFAULT 7,
    CONSTRAINT "Defaults_pkey" PRIMARY KEY ("tenantId", "id"),
    CONSTRAINT "Defaults_truth_check" CHECK ("truth" IN (0, 1)),
    CONSTRAINT "Defaults_state_check" CHECK ("state" IN ('open', 'closed', 'on_hold')),
    CONSTRAINT "Defaults_maybe_range" CHECK ("maybe" BETWEEN -2147483648 AND 2147483647)
) STRICT, WITHOUT ROWID)"});
}

TEST_CASE("a row that raw SQL inserts gets the defaults as the library reads them") {
    auto db = tenon::sqlite::open<tenon::schema<Defaults>>(":memory:").value();
    db.create_tables().value();
    db.system("raw")
        .transaction([](auto& tx) -> tenon::result<void> {
            std::unique_ptr<tenon::error> why;
            const tenon::driver::lease<tenon::sqlite::driver> leased(tx.session(), tenon::driver::access::write, why);
            REQUIRE(leased.connection().execute(R"(INSERT INTO "Defaults" ("id", "tenantId") VALUES ('d', 'acme'))"));
            return {};
        })
        .value();
    const auto row = tenon::repository<Defaults>(db.tenant("acme")).get("d").value();
    CHECK(row.quoted == "it's \"so\"");
    CHECK(row.with_nul == std::string_view("a\0b", 3));
    CHECK(row.least == std::numeric_limits<std::int64_t>::min());
    CHECK(row.negative == -1.5);
    CHECK(row.endless == -std::numeric_limits<double>::infinity());
    CHECK(row.truth);
    CHECK(row.state == state::on_hold);
    CHECK(row.at.time_since_epoch().count() == 1700000000123);
    CHECK(row.maybe == 7);
}

TEST_CASE("rules that SQL can say are CHECKs with names of their own, which SQLite keeps") {
    using app = tenon::schema<Ruled>;
    const std::string text = ddl_of<app>("Ruled").front();
    CHECK(text.substr(text.find("    CONSTRAINT \"Ruled_text")) ==
          R"(    CONSTRAINT "Ruled_text_min_length" CHECK (length("text") >= 2 OR instr("text", char(0)) > 0),
    CONSTRAINT "Ruled_text_max_length" CHECK (length("text") <= 5),
    CONSTRAINT "Ruled_maybe_one_of" CHECK ("maybe" IN ('a', 'it''s')),
    CONSTRAINT "Ruled_number_one_of" CHECK ("number" IN (-1, 7)),
    CONSTRAINT "Ruled_number_between" CHECK ("number" BETWEEN -1 AND 9),
    CONSTRAINT "Ruled_number_between_2" CHECK ("number" BETWEEN -2 AND 8),
    CONSTRAINT "Ruled_single_between" CHECK ("single" BETWEEN 5e-01 AND 6.99999988079071e-01),
    CONSTRAINT "Ruled_meals_one_of" CHECK ("meals" IN ('none', 'full')),
    CONSTRAINT "Ruled_at_between" CHECK ("at" BETWEEN 0 AND 1),
    CONSTRAINT "Ruled_day_between" CHECK ("day" BETWEEN '1970-01-01' AND '1971-01-01')
) STRICT, WITHOUT ROWID)");
    CHECK(create_tables<dialect, tenon::schema<tenon::layout::prisma, Ruled>>().front().find("CHECK") == std::string::npos);
    const auto database = sample::text_database::of<app>();
    const auto insert = [&](const std::string& values) {
        const std::string statement = "INSERT INTO \"Ruled\" VALUES (hex(randomblob(8)), 'a', " + values + ", 0, '1970-01-01')";
        return sqlite3_exec(database.handle(), statement.c_str(), nullptr, nullptr, nullptr);
    };
    CHECK(insert("'ab', NULL, 7, 0.5, 'none'") == SQLITE_OK);
    CHECK(insert("'abcde', 'it''s', -1, 0.7, 'full'") != SQLITE_OK); // 0.7 is more than the float 0.7f
    CHECK(insert("'abcde', 'it''s', -1, 0.6999, 'full'") == SQLITE_OK);
    CHECK(insert("char(0) || 'a', NULL, 7, 0.5, 'none'") == SQLITE_OK);
    CHECK(insert("'日', NULL, 7, 0.5, 'none'") == SQLITE_CONSTRAINT_CHECK);
    CHECK(insert("'日日日日日日', NULL, 7, 0.5, 'none'") == SQLITE_CONSTRAINT_CHECK);
    CHECK(insert("'ab', 'b', 7, 0.5, 'none'") == SQLITE_CONSTRAINT_CHECK);
    CHECK(insert("'ab', NULL, 8, 0.5, 'none'") == SQLITE_CONSTRAINT_CHECK);
    CHECK(insert("'ab', NULL, 7, 0.4, 'none'") == SQLITE_CONSTRAINT_CHECK);
    CHECK(insert("'ab', NULL, 7, 0.5, 'half'") == SQLITE_CONSTRAINT_CHECK);
}

TEST_CASE("names that are words of SQL are names like any other; a schema is PostgreSQL's") {
    CHECK(ddl_of<tenon::schema<Order>>("order") == std::vector<std::string>{
                                                       R"(CREATE TABLE "order" (
    "id" TEXT NOT NULL,
    "tenantId" TEXT NOT NULL,
    "group" TEXT NOT NULL,
    "select" TEXT NOT NULL,
    "a ""b"" 'c'" TEXT NOT NULL,
    CONSTRAINT "order_pkey" PRIMARY KEY ("tenantId", "id")
) STRICT, WITHOUT ROWID)",
                                                       R"(CREATE UNIQUE INDEX "order_tenantId_group_a ""b"" 'c'_key" ON )"
                                                       R"("order"("tenantId", "group", "a ""b"" 'c'"))",
                                                       R"(CREATE INDEX "order_tenantId_select_idx" ON "order"("tenantId", "select"))"});
}

TEST_CASE("indexes lead with the tenant, keep their directions and conditions, and have names of their own") {
    const auto texts = ddl_of<tenon::schema<Indexed>>("Indexed");
    REQUIRE(texts.size() == 8);
    CHECK(texts[1] == R"(CREATE INDEX "Indexed_tenantId_x_idx" ON "Indexed"("tenantId", "x"))");
    CHECK(texts[2] == R"(CREATE INDEX "Indexed_tenantId_x_idx_2" ON "Indexed"("tenantId", "x" DESC))");
    CHECK(texts[3] == R"(CREATE INDEX "Indexed_tenantId_x_y_idx" ON "Indexed"("tenantId", "x", "y" DESC))");
    CHECK(texts[4] == R"(CREATE INDEX "Indexed_tenantId_text_idx" ON "Indexed"("tenantId", "text"))");
    CHECK(texts[5] == R"(CREATE INDEX "Indexed_tenantId_y_idx" ON "Indexed"("tenantId", "y") WHERE "y" = 3)");
    CHECK(texts[6] == R"(CREATE INDEX "Indexed_tenantId_text_idx_2" ON "Indexed"("tenantId", "text") WHERE )"
                      R"(("text" <> 'a?1''b' AND "x" > -5))");
    CHECK(texts[7] == R"(CREATE INDEX "Indexed_tenantId_note_idx" ON "Indexed"("tenantId", "note") WHERE )"
                      R"(("note" IS NOT NULL AND "state" = 'closed'))");
}

TEST_CASE("references lead with the tenant, and removals are asked about at the end of the statement") {
    const auto texts = ddl_of<firms>("Worker");
    REQUIRE(texts.size() == 6);
    CHECK(texts[0] == R"(CREATE TABLE "Worker" (
    "id" TEXT NOT NULL,
    "tenantId" TEXT NOT NULL,
    "teamId" TEXT NOT NULL,
    "teamName" TEXT NOT NULL,
    "bossId" TEXT,
    "helperId" TEXT,
    "placeId" TEXT,
    CONSTRAINT "Worker_pkey" PRIMARY KEY ("tenantId", "id"),
    CONSTRAINT "Worker_tenantId_teamId_fkey" FOREIGN KEY ("tenantId", "teamId") REFERENCES "Team" ("tenantId", "id") ON DELETE CASCADE ON UPDATE NO ACTION,
    CONSTRAINT "Worker_tenantId_teamName_fkey" FOREIGN KEY ("tenantId", "teamName") REFERENCES "Team" ("tenantId", "name") ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT "Worker_tenantId_bossId_fkey" FOREIGN KEY ("tenantId", "bossId") REFERENCES "Worker" ("tenantId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT "Worker_tenantId_helperId_fkey" FOREIGN KEY ("tenantId", "helperId") REFERENCES "Worker" ("tenantId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT "Worker_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Firm" ("id") ON DELETE CASCADE ON UPDATE NO ACTION
) STRICT, WITHOUT ROWID)");
}

TEST_CASE("an optional reference becomes NULL by a trigger that leaves the tenant alone") {
    const auto texts = ddl_of<firms>("Worker");
    CHECK(texts[1] == R"(CREATE TRIGGER "Worker_tenantId_bossId_fkey_set_null" BEFORE DELETE ON "Worker" FOR EACH ROW
BEGIN
    UPDATE "Worker" SET "bossId" = NULL WHERE "tenantId" = OLD."tenantId" AND "bossId" = OLD."id";
END)");
    CHECK(texts[2] == R"(CREATE TRIGGER "Worker_tenantId_helperId_fkey_set_null" BEFORE DELETE ON "Worker" FOR EACH ROW
BEGIN
    UPDATE "Worker" SET "helperId" = NULL WHERE "tenantId" = OLD."tenantId" AND "helperId" = OLD."id";
END)");
}

TEST_CASE("a reference to rows that may be shared is kept by triggers") {
    const auto texts = ddl_of<firms>("Worker");
    CHECK(texts[3] == R"(CREATE TRIGGER "Worker_tenantId_placeId_fkey_insert" BEFORE INSERT ON "Worker" FOR EACH ROW )"
                      R"(WHEN NEW."placeId" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "Place" WHERE )"
                      R"("tenantId" IN (NEW."tenantId", '') AND "id" = NEW."placeId")
BEGIN
    SELECT RAISE(ABORT, 'tenon_foreign_key:Worker_tenantId_placeId_fkey');
END)");
    CHECK(texts[4].starts_with(R"(CREATE TRIGGER "Worker_tenantId_placeId_fkey_update" BEFORE UPDATE OF )"
                               R"("tenantId", "placeId" ON "Worker")"));
    CHECK(texts[5] == R"(CREATE TRIGGER "Worker_tenantId_placeId_fkey_delete" BEFORE DELETE ON "Place" FOR EACH ROW )"
                      R"(WHEN EXISTS (SELECT 1 FROM "Worker" WHERE ("tenantId" = OLD."tenantId" OR )"
                      R"(OLD."tenantId" = '') AND "placeId" = OLD."id")
BEGIN
    SELECT RAISE(ABORT, 'tenon_relation:Worker_tenantId_placeId_fkey');
END)");
}

TEST_CASE("a table whose rows the database numbers keeps its tenant key as a unique index") {
    const auto texts = ddl_of<tenon::schema<Slot, Booking>>("Booking");
    REQUIRE(texts.size() == 2);
    CHECK(texts[0] == R"(CREATE TABLE "Booking" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "tenantId" TEXT NOT NULL,
    "row" INTEGER NOT NULL,
    "seat" INTEGER NOT NULL,
    CONSTRAINT "Booking_tenantId_row_seat_fkey" FOREIGN KEY ("tenantId", "row", "seat") REFERENCES "Slot" ("tenantId", "row", "seat") ON DELETE CASCADE ON UPDATE NO ACTION,
    CONSTRAINT "Booking_row_range" CHECK ("row" BETWEEN -2147483648 AND 2147483647),
    CONSTRAINT "Booking_seat_range" CHECK ("seat" BETWEEN -2147483648 AND 2147483647)
) STRICT)");
    CHECK(texts[1] == R"(CREATE UNIQUE INDEX "Booking_pkey" ON "Booking"("tenantId", "id"))");
}

TEST_CASE("a tenant column that the struct does not show comes first, and refers to the root") {
    CHECK(sample::database_of<sample::first>().parameters(R"(SELECT "tenantId" FROM "Token")") == 0);
    CHECK(ddl_of<sample::first_schema>("Session")[0] == R"(CREATE TABLE "Session" (
    "tenantId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "hits" INTEGER NOT NULL,
    CONSTRAINT "Session_pkey" PRIMARY KEY ("tenantId", "id"),
    CONSTRAINT "Session_tenantId_userId_fkey" FOREIGN KEY ("tenantId", "userId") REFERENCES "User" ("tenantId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT "Session_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT "Session_hits_range" CHECK ("hits" BETWEEN -2147483648 AND 2147483647)
) STRICT, WITHOUT ROWID)");
}

TEST_CASE("rows without a tenant lie under the empty one, and need no root") {
    CHECK(ddl_of<sample::first_schema>("Note")[0] == R"(CREATE TABLE "Note" (
    "id" TEXT NOT NULL,
    "tenantId" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    CONSTRAINT "Note_pkey" PRIMARY KEY ("tenantId", "id")
) STRICT, WITHOUT ROWID)");
}

TEST_CASE("a tenant is removed with all its rows, in whatever order the tables come") {
    auto db = tenon::sqlite::open<owners>(":memory:").value();
    db.create_tables().value();
    const auto everything = db.system("test");
    tenon::repository<Owner>(everything).create({.id = "acme"}).value();
    const auto acme = db.tenant("acme");
    tenon::repository<Folder>(acme).create({.id = "f"}).value();
    tenon::repository<File>(acme).create({.id = "x", .folderId = "f"}).value();
    tenon::repository<Paper>(acme).create({.id = "p"}).value();
    tenon::repository<Page>(acme).create({.id = "1", .paperId = "p"}).value();
    tenon::repository<Paper>(everything).create({.id = "everybody's"}).value();

    const auto refused = tenon::repository<Folder>(acme).remove("f");
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == tenon::errc::relation_violation);
    CHECK(refused.error().constraint == "File_tenantId_folderId_fkey");

    tenon::repository<Owner>(everything).remove("acme").value();
    CHECK(tenon::repository<Folder>(everything).count().value() == 0);
    CHECK(tenon::repository<File>(everything).count().value() == 0);
    CHECK(tenon::repository<Page>(everything).count().value() == 0);
    CHECK(tenon::repository<Paper>(everything).count().value() == 1);
}

TEST_CASE("rows that may be without a tenant refer to the root by triggers, where the model asks for it") {
    const auto texts = ddl_of<owners>("Paper");
    REQUIRE(texts.size() == 4);
    CHECK(texts[0].find("FOREIGN KEY") == std::string::npos);
    CHECK(texts[1] == R"(CREATE TRIGGER "Paper_tenantId_fkey_insert" BEFORE INSERT ON "Paper" FOR EACH ROW WHEN )"
                      R"(NEW."tenantId" <> '' AND NOT EXISTS (SELECT 1 FROM "Owner" )"
                      R"(WHERE "id" = NEW."tenantId")
BEGIN
    SELECT RAISE(ABORT, 'tenon_foreign_key:Paper_tenantId_fkey');
END)");
    CHECK(texts[3] == R"(CREATE TRIGGER "Paper_tenantId_fkey_delete" BEFORE DELETE ON "Owner" FOR EACH ROW
BEGIN
    DELETE FROM "Paper" WHERE "tenantId" = OLD."id";
END)");
    auto db = tenon::sqlite::open<owners>(":memory:").value();
    db.create_tables().value();
    const auto stranger = tenon::repository<Paper>(db.tenant("nobody")).create({.id = "p"});
    REQUIRE_FALSE(stranger.has_value());
    CHECK(stranger.error().code == tenon::errc::foreign_key_violation);
    CHECK(stranger.error().constraint == "Paper_tenantId_fkey");
}

TEST_CASE("below a row without a tenant only the system writes, and no tenant reads") {
    auto db = tenon::sqlite::open<owners>(":memory:").value();
    db.create_tables().value();
    const auto everything = db.system("test");
    tenon::repository<Owner>(everything).create({.id = "acme"}).value();
    tenon::repository<Paper>(everything).create({.id = "everybody's"}).value();
    tenon::repository<Page>(everything).create({.id = "1", .paperId = "everybody's"}).value();
    const auto pages = tenon::repository<Page>(db.tenant("acme"));
    CHECK(pages.create({.id = "2", .paperId = "everybody's"}).error().code == tenon::errc::foreign_key_violation);
    CHECK(pages.count().value() == 0);
    CHECK(tenon::repository<Page>(everything).count().value() == 1);
}

TEST_CASE("SQLite takes the whole schema, indexes are used, and CHECKs hold") {
    const auto database = sample::text_database::of<firms>();
    CHECK(database.plan(R"(SELECT 1 FROM "Indexed" WHERE "tenantId" = 'a' AND "y" = 3)").find("Indexed_tenantId_y_idx") !=
          std::string::npos);
    CHECK(sqlite3_exec(database.handle(), R"(INSERT INTO "Firm" VALUES ('a'))", nullptr, nullptr, nullptr) == SQLITE_OK);
    const auto insert = [&](const std::string& truth, const std::string& json, const std::string& state) {
        const std::string text = "INSERT INTO \"Everything\" VALUES ('" + truth + json + state + "', 'a', " + truth +
                                 ", 1, 1, 1, 1, 1, x'', 1, '2024-01-01', 'u', '1', '" + json + "', '" + state +
                                 "', 1, '[]', NULL, NULL)";
        return sqlite3_exec(database.handle(), text.c_str(), nullptr, nullptr, nullptr);
    };
    CHECK(insert("1", "{}", "open") == SQLITE_OK);
    CHECK(insert("2", "{}", "open") == SQLITE_CONSTRAINT_CHECK);
    CHECK(insert("1", "{", "open") == SQLITE_CONSTRAINT_CHECK);
    CHECK(insert("1", "{}", "ajar") == SQLITE_CONSTRAINT_CHECK);
    CHECK(insert("'x'", "{}", "open") != SQLITE_OK);
}

} // namespace
} // namespace tables
