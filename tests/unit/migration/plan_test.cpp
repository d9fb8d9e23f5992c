// What a plan says and does, without any database: from one description of tables to another.
#include <tenon/migration.hpp>
#include <tenon/tenon.hpp>

#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "support/catch.hpp"
#include "support/migration.hpp"
#include "support/migration_models.hpp"

using namespace tenon;
using migration::change_kind;
using migration::diff;
using migration::make_plan;
using migration::risk;
using migration::snapshot;
using support::differences;

namespace {

using sqlite_words = sql::sqlite_dialect;
using postgres_words = sql::postgres_dialect;

template <class Dialect, class Schema> snapshot described(const sql::ddl_options& options = {}) {
    return migration::snapshot_of<Dialect, Schema>(options);
}
/// Without row-level security, which only makes texts longer.
template <class Schema> snapshot on_postgres() { return described<postgres_words, Schema>({.row_level_security = false}); }
template <class Schema> snapshot on_sqlite() { return described<sqlite_words, Schema>(); }

struct Item {
    std::string id;
    std::string tenantId;
    std::optional<std::string> note;
};
struct Larger {
    std::string id;
    std::string tenantId;
    std::optional<std::string> note;
    std::optional<std::string> colour;
    std::optional<std::int32_t> size;
    static constexpr auto tenon_model = table("Item", tenon::index<&Larger::size>);
};
struct Required {
    std::string id;
    std::string tenantId;
    std::string note;
    static constexpr auto tenon_model = table("Item");
};
struct Thing {
    std::string id;
    std::string tenantId;
    std::optional<std::string> remark;
    static constexpr auto tenon_model = table(renamed_from("Item"), renamed_from<&Thing::remark>("note"));
};

struct Named {
    std::string id;
    std::string tenantId;
    std::optional<std::string> note;
    static constexpr auto tenon_model = table("Item", max_length<&Named::note>(9), tenon::index<&Named::note>);
};

struct Kept {
    std::string id;
    std::string tenantId;
    std::optional<std::string> note;
    std::optional<timestamp> deletedAt;
    static constexpr auto tenon_model = table("Item", unique<&Kept::note>, soft_delete<&Kept::deletedAt>);
};

std::string texts(const migration::plan& plan) {
    std::string all;
    for (const auto& each : plan.steps) all.append(each.sql).append("\n");
    return all;
}

} // namespace

TEST_CASE("two schemas that are the same make an empty plan") {
    CHECK(make_plan(on_sqlite<before::app>(), on_sqlite<before::app>()).value().empty());
    CHECK(make_plan(on_postgres<before::app>(), on_postgres<before::app>()).value().script().empty());
}

TEST_CASE("what differs is told a sentence each, renames first") {
    CHECK(differences(on_sqlite<schema<Item>>(), on_sqlite<schema<Larger>>()) ==
          "Adds the column \"colour\" of \"Item\"\nAdds the column \"size\" of \"Item\"\n"
          "Creates the index \"Item_tenantId_size_idx\" of \"Item\"\nAdds the check \"Item_size_range\" of \"Item\"\n");
    CHECK(differences(on_postgres<schema<Item>>(), on_postgres<schema<Thing>>()) ==
          "Renames the table \"Item\" to \"Thing\"\nRenames the column \"note\" to \"remark\" of \"Thing\"\n"
          "Renames the constraint \"Item_pkey\" to \"Thing_pkey\" of \"Thing\"\n");
    // The way back knows too, since the names that were are those that are wanted.
    CHECK(differences(on_postgres<schema<Thing>>(), on_postgres<schema<Item>>()).starts_with("Renames the table \"Thing\" to \"Item\"\n"));
}

TEST_CASE("a hint says nothing where the old name is gone, or still wanted") {
    CHECK(differences(on_sqlite<schema<Thing>>(), on_sqlite<schema<Thing>>()) == "");
    CHECK(differences(on_sqlite<schema<Item>>(), on_sqlite<schema<Item, Thing>>()) == "Creates the table \"Thing\"\n");
    CHECK(differences({.dialect = on_sqlite<schema<Item>>().dialect}, on_sqlite<schema<Thing>>()) == "Creates the table \"Thing\"\n");
    // Two that would change places would do so again and again; a third that would follow stays away.
    const snapshot there = on_sqlite<schema<Item>>();
    snapshot swapped = there;
    auto& columns = swapped.tables[0].columns;
    columns[1].renamed_from = "note";
    columns[2].renamed_from = "tenantId";
    CHECK(differences(there, swapped) == "");
    columns.push_back({.name = "third", .type = "TEXT", .nullable = true, .renamed_from = "note"});
    CHECK(differences(there, swapped) == "Adds the column \"third\" of \"Item\"\n");
}

TEST_CASE("SQLite: optional columns are added in place, with their checks") {
    const auto plan = make_plan(on_sqlite<schema<Item>>(), on_sqlite<schema<Larger>>()).value();
    CHECK(plan.script() == R"(-- Adds the column "colour" of "Item"
ALTER TABLE "Item" ADD COLUMN "colour" TEXT;

-- Adds the column "size" of "Item"
ALTER TABLE "Item" ADD COLUMN "size" INTEGER CONSTRAINT "Item_size_range" CHECK ("size" BETWEEN -2147483648 AND 2147483647);

-- Creates the index "Item_tenantId_size_idx" of "Item" (may lock)
CREATE INDEX "Item_tenantId_size_idx" ON "Item"("tenantId", "size");
)");
}

TEST_CASE("SQLite: what ALTER TABLE cannot do is done by a new table, with references off and checked at the end") {
    const auto plan = make_plan(on_sqlite<schema<Item>>(), on_sqlite<schema<Required>>()).value();
    CHECK(plan.danger() == risk::may_fail_on_data);
    CHECK(plan.script() == R"(-- References are not enforced while tables are made anew
PRAGMA foreign_keys = OFF;

-- Stops here if they are enforced all the same
CREATE TEMP TABLE "tenon_rebuild" ("ok" INTEGER CONSTRAINT "tenon_rebuild_check" CHECK ("ok"));

INSERT INTO temp."tenon_rebuild" SELECT NOT foreign_keys FROM pragma_foreign_keys;

-- Makes the table "Item" anew: changes the column "note"
CREATE TABLE "tenon_new_Item" (
    "id" TEXT NOT NULL,
    "tenantId" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    CONSTRAINT "Item_pkey" PRIMARY KEY ("tenantId", "id")
) STRICT, WITHOUT ROWID;

-- Copies the rows of "Item" (may fail on data)
INSERT INTO "tenon_new_Item" ("id", "tenantId", "note") SELECT "id", "tenantId", "note" FROM "Item";

-- The new table takes the place of the old one
DROP TABLE "Item";

PRAGMA legacy_alter_table = ON;

ALTER TABLE "tenon_new_Item" RENAME TO "Item";

PRAGMA legacy_alter_table = OFF;

-- All references lead to rows
DROP TABLE temp."tenon_rebuild";

-- References are enforced again
PRAGMA foreign_keys = ON;
)");
    REQUIRE(plan.guards.size() == 1);
    CHECK(plan.guards[0].sql == R"(SELECT 'found' FROM "Item" WHERE "note" IS NULL LIMIT 1)");
    CHECK(plan.guards[0].message.starts_with("Required.note becomes required, and rows have no value in it: "));
}

TEST_CASE("PostgreSQL: each change is a statement of its own; constraints are asked of the rows in a second step") {
    const auto plan = make_plan(on_postgres<schema<Item>>(), on_postgres<schema<Larger>>()).value();
    CHECK(texts(plan) == R"(SET LOCAL search_path TO pg_catalog, pg_temp
SET LOCAL lock_timeout = '5000ms'
ALTER TABLE "public"."Item" ADD COLUMN "colour" text COLLATE "C"
ALTER TABLE "public"."Item" ADD COLUMN "size" integer
CREATE INDEX "Item_tenantId_size_idx" ON "public"."Item"("tenantId", "size" NULLS FIRST)
)");
    CHECK(texts(make_plan(on_postgres<before::app>(), on_postgres<schema<before::Tenant, before::User, before::Post>>(), {.accept_data_loss = true}).value()) ==
          "SET LOCAL search_path TO pg_catalog, pg_temp\nSET LOCAL lock_timeout = '5000ms'\nDROP TABLE \"public\".\"Visit\"\n");
    const auto referring = make_plan(on_postgres<schema<before::Tenant, before::User, before::Post>>(), on_postgres<before::app>()).value();
    CHECK(texts(referring).find("NOT VALID") == std::string::npos); // a new table has no rows to ask
}

TEST_CASE("PostgreSQL: a new table gets its key behind its indexes, and in layout::prisma with the table") {
    const snapshot nothing{.dialect = on_postgres<schema<Item>>().dialect};
    const std::string own = texts(make_plan(nothing, on_postgres<schema<Named>>()).value());
    const auto index = own.find("CREATE INDEX"), key = own.find(R"(ALTER TABLE "public"."Item" ADD CONSTRAINT "Item_pkey" PRIMARY KEY ("tenantId", "id"))");
    REQUIRE(key != own.npos);
    CHECK(index < key);
    CHECK(own.find("PRIMARY KEY") > key);
    const std::string prisma = texts(make_plan(nothing, on_postgres<schema<layout::prisma, Named>>()).value());
    CHECK(prisma.find(R"(CONSTRAINT "Item_pkey" PRIMARY KEY ("id"))") < prisma.find("CREATE INDEX"));
    CHECK(prisma.find("ADD CONSTRAINT \"Item_pkey\"") == prisma.npos);
}

TEST_CASE("a rule of a model is a check that the rows are asked about") {
    for (const auto& [from, to, count] : {std::tuple(on_sqlite<schema<Item>>(), on_sqlite<schema<Named>>(), "length"),
                                          std::tuple(on_postgres<schema<Item>>(), on_postgres<schema<Named>>(), "pg_catalog.char_length")}) {
        CHECK(differences(from, to).find("Adds the check \"Item_note_max_length\" of \"Item\"\n") != std::string::npos);
        const auto plan = make_plan(from, to).value();
        REQUIRE(plan.guards.size() == 1);
        CHECK(plan.guards[0].sql.ends_with(" WHERE NOT (" + std::string(count) + "(\"note\") <= 9) LIMIT 1"));
        CHECK(differences(to, from).find("Drops the check \"Item_note_max_length\" of \"Item\"\n") != std::string::npos);
    }
}

TEST_CASE("a unique among the rows that are not removed asks all rows, as long as nothing says which are") {
    for (const auto& [from, to] : {std::pair(on_sqlite<schema<Item>>(), on_sqlite<schema<Kept>>()),
                                   std::pair(on_postgres<schema<Item>>(), on_postgres<schema<Kept>>())}) {
        const auto plan = make_plan(from, to).value();
        REQUIRE(plan.guards.size() == 1);
        CHECK(plan.guards[0].sql.ends_with(R"( WHERE "tenantId" IS NOT NULL AND "note" IS NOT NULL AND (NULL IS NULL) GROUP BY "tenantId", "note" HAVING count(*) > 1 LIMIT 1)"));
    }
}

TEST_CASE("PostgreSQL: outside of the transaction stands what is asked for there, behind it") {
    const auto plan = make_plan(on_postgres<schema<Item>>(), on_postgres<schema<Larger>>(), {.concurrently = true, .lock_timeout = {}}).value();
    REQUIRE(plan.steps.size() == 5);
    CHECK(plan.steps[2].when == sql::step_time::within);
    CHECK(plan.steps[3].when == sql::step_time::after);
    CHECK(plan.steps[3].sql == R"(DROP INDEX CONCURRENTLY IF EXISTS "public"."Item_tenantId_size_idx")");
    CHECK(plan.steps[4].sql == R"(CREATE INDEX CONCURRENTLY "Item_tenantId_size_idx" ON "public"."Item"("tenantId", "size" NULLS FIRST))");
    CHECK(plan.steps[4].when == sql::step_time::after);
    const std::string script = plan.script();
    const auto parsed = migration::parse_script("m.sql", script, sql::postgres_syntax).value();
    REQUIRE(parsed.statements.size() == 5);
    CHECK(parsed.in_transaction == 3);
    CHECK(parsed.statements[4].text == plan.steps[4].sql);
}

TEST_CASE("what loses data is refused unless it is named, and the script warns of it") {
    const auto from = on_sqlite<schema<Larger>>(), to = on_sqlite<schema<Item>>();
    const auto refused = make_plan(from, to);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == errc::migration_refused);
    CHECK(refused.error().message.starts_with("These would be lost: Item.colour, Item.size: "));
    CHECK(make_plan(from, to, {.accepted_losses = {"Item.size"}}).error().message.starts_with("These would be lost: Item.colour: "));
    const auto plan = make_plan(from, to, {.accepted_losses = {"Item.size", "Item.colour"}}).value();
    CHECK(plan.loses_data());
    CHECK(plan.script().starts_with("-- WARNING: this migration loses data:\n--   Item.colour\n--   Item.size\n\n"));
}

TEST_CASE("what becomes of values when their type changes") {
    const auto change = [](std::string from, std::string to, bool strict) {
        return sql::schema_words_of<sqlite_words>::words.change_of_type({.strict = strict}, {.type = std::move(from)}, {.type = std::move(to)});
    };
    CHECK(change("INTEGER", "TEXT", true) == sql::type_change::widens);
    CHECK(change("TEXT", "INTEGER", true) == sql::type_change::loses); // '007' would be 7
    CHECK(change("REAL", "INTEGER", true) == sql::type_change::may_fail);
    CHECK(change("TEXT", "BLOB", true) == sql::type_change::may_fail);
    CHECK(change("TEXT", "BLOB", false) == sql::type_change::widens);
    CHECK(change("INTEGER", "REAL", true) == sql::type_change::loses); // 2^53 + 1
    using sql::detail::postgres_type_change;
    CHECK(postgres_type_change("smallint", "bigint") == sql::type_change::widens);
    CHECK(postgres_type_change("bigint", "integer") == sql::type_change::may_fail);
    CHECK(postgres_type_change("double precision", "integer") == sql::type_change::loses);
    CHECK(postgres_type_change("integer", "text COLLATE \"C\"") == sql::type_change::widens);
    CHECK(postgres_type_change("text", "uuid") == sql::type_change::may_fail);
    CHECK(postgres_type_change("numeric", "numeric(65,30)") == sql::type_change::loses);
    CHECK(postgres_type_change("bigint", "double precision") == sql::type_change::loses);
    CHECK(postgres_type_change("uuid", "bigint") == sql::type_change::loses);
    CHECK(postgres_type_change("text", "text[]") == sql::type_change::may_fail);
}
