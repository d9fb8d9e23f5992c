// References on PostgreSQL: foreign keys where SQL has words for them, triggers where it has not.
#include "sql/postgres/sample.hpp"
#include "sql/table_models.hpp"

using namespace postgres_sample;
using tables::firms;
using tables::owners;

namespace {

struct Shelf {
    std::string id;
    std::optional<std::string> tenantId;
    static constexpr auto tenon_model = tenon::table(tenon::in_schema("stock"));
};
struct Box {
    std::string id;
    std::string tenantId;
    std::string shelfId;
    static constexpr auto tenon_model =
        tenon::table(tenon::references<&Box::shelfId, &Shelf::id>(tenon::on_delete::cascade));
};
using shelves = tenon::schema<Shelf, Box>;

} // namespace

TEST_CASE("PostgreSQL: references lead with the tenant, removals are asked about at the end, the tenant stays") {
    CHECK(create_foreign_keys<firms>("Worker") ==
          texts{R"(ALTER TABLE "public"."Worker" ADD CONSTRAINT "Worker_tenantId_teamId_fkey" FOREIGN KEY ("tenantId", "teamId") REFERENCES "public"."Team"("tenantId", "id") ON DELETE CASCADE ON UPDATE NO ACTION)",
                R"(ALTER TABLE "public"."Worker" ADD CONSTRAINT "Worker_tenantId_teamName_fkey" FOREIGN KEY ("tenantId", "teamName") REFERENCES "public"."Team"("tenantId", "name") ON DELETE NO ACTION ON UPDATE NO ACTION)",
                R"(ALTER TABLE "public"."Worker" ADD CONSTRAINT "Worker_tenantId_bossId_fkey" FOREIGN KEY ("tenantId", "bossId") REFERENCES "public"."Worker"("tenantId", "id") ON DELETE SET NULL ("bossId") ON UPDATE NO ACTION)",
                R"(ALTER TABLE "public"."Worker" ADD CONSTRAINT "Worker_tenantId_helperId_fkey" FOREIGN KEY ("tenantId", "helperId") REFERENCES "public"."Worker"("tenantId", "id") ON DELETE SET NULL ("helperId") ON UPDATE NO ACTION)",
                R"(ALTER TABLE "public"."Worker" ADD CONSTRAINT "Worker_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "public"."Firm"("id") ON DELETE CASCADE ON UPDATE NO ACTION)"});
    CHECK(create_foreign_keys<owners>("Paper").empty());
}

TEST_CASE("PostgreSQL: a reference to rows that may be shared is kept by triggers") {
    const auto made = create_shared_references<firms>("Worker");
    REQUIRE(made.size() == 4);
    CHECK(made[0] == R"(CREATE FUNCTION "public"."tenon_Worker_tenantId_placeId_fkey_check"() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $tenon$
BEGIN
    PERFORM pg_catalog.pg_advisory_xact_lock_shared((pg_catalog.hashtextextended('"public"."Worker_tenantId_placeId_fkey"', 0) & -256) | (pg_catalog.hashtextextended(pg_catalog.concat_ws(',', NEW."placeId"), 0) & 255));
    IF NOT EXISTS (SELECT 1 FROM "public"."Place" AS held WHERE held."tenantId" IN (NEW."tenantId", '') AND held."id" = NEW."placeId") THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation', MESSAGE = 'a row refers to none of "public"."Place"', SCHEMA = 'public', TABLE = 'Worker', CONSTRAINT = 'Worker_tenantId_placeId_fkey';
    END IF;
    RETURN NULL;
END
$tenon$)");
    CHECK(made[1] == R"(CREATE TRIGGER "tenon_Worker_tenantId_placeId_fkey_check" AFTER INSERT OR UPDATE OF "tenantId", "placeId" ON "public"."Worker" FOR EACH ROW WHEN (NEW."placeId" IS NOT NULL) EXECUTE FUNCTION "public"."tenon_Worker_tenantId_placeId_fkey_check"())");
    CHECK(made[2] == R"(CREATE FUNCTION "public"."tenon_Worker_tenantId_placeId_fkey_delete"() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $tenon$
BEGIN
    PERFORM pg_catalog.pg_advisory_xact_lock((pg_catalog.hashtextextended('"public"."Worker_tenantId_placeId_fkey"', 0) & -256) | (pg_catalog.hashtextextended(pg_catalog.concat_ws(',', OLD."id"), 0) & 255));
    IF OLD."tenantId" = '' THEN
        IF EXISTS (SELECT 1 FROM "public"."Worker" AS held WHERE held."placeId" = OLD."id") THEN
            RAISE EXCEPTION USING ERRCODE = 'restrict_violation', MESSAGE = 'a row is still referred to by "public"."Worker"', SCHEMA = 'public', TABLE = 'Worker', CONSTRAINT = 'Worker_tenantId_placeId_fkey';
        END IF;
    ELSE
        IF EXISTS (SELECT 1 FROM "public"."Worker" AS held WHERE held."tenantId" = OLD."tenantId" AND held."placeId" = OLD."id") THEN
            RAISE EXCEPTION USING ERRCODE = 'restrict_violation', MESSAGE = 'a row is still referred to by "public"."Worker"', SCHEMA = 'public', TABLE = 'Worker', CONSTRAINT = 'Worker_tenantId_placeId_fkey';
        END IF;
    END IF;
    RETURN NULL;
END
$tenon$)");
    CHECK(made[3] == R"(CREATE TRIGGER "tenon_Worker_tenantId_placeId_fkey_delete" AFTER DELETE ON "public"."Place" FOR EACH ROW EXECUTE FUNCTION "public"."tenon_Worker_tenantId_placeId_fkey_delete"())");
}

TEST_CASE("PostgreSQL: a removed row is taken out of optional references, and takes the others along where they say so") {
    const auto places = create_shared_references<firms>("Place");
    REQUIRE(places.size() == 4);
    CHECK(places[2].find(R"(    IF OLD."tenantId" = '' THEN
        UPDATE "public"."Place" AS held SET "insideId" = NULL WHERE held."insideId" = OLD."id";
    ELSE
        UPDATE "public"."Place" AS held SET "insideId" = NULL WHERE held."tenantId" = OLD."tenantId" AND held."insideId" = OLD."id";
    END IF;)") != std::string::npos);
    const auto boxes = create_shared_references<shelves>("Box");
    REQUIRE(boxes.size() == 4);
    CHECK(boxes[2].find(R"(    IF OLD."tenantId" = '' THEN
        DELETE FROM "public"."Box" AS held WHERE held."shelfId" = OLD."id";
    ELSE
        DELETE FROM "public"."Box" AS held WHERE held."tenantId" = OLD."tenantId" AND held."shelfId" = OLD."id";
    END IF;)") != std::string::npos);
    // The function lies with the table that refers, the trigger is on the table that is referred to.
    CHECK(boxes[3].find(R"(ON "stock"."Shelf" FOR EACH ROW EXECUTE FUNCTION "public"."tenon_Box_tenantId_shelfId_fkey_delete"())") !=
          std::string::npos);
}

TEST_CASE("PostgreSQL: rows that may be without a tenant refer to the root by triggers, where the model asks for it") {
    const auto made = create_shared_references<owners>("Paper");
    REQUIRE(made.size() == 4);
    CHECK(made[0].find(R"(IF NOT EXISTS (SELECT 1 FROM "public"."Owner" AS held WHERE held."id" = NEW."tenantId") THEN)") !=
          std::string::npos);
    CHECK(made[1] == R"(CREATE TRIGGER "tenon_Paper_tenantId_fkey_check" AFTER INSERT OR UPDATE OF "tenantId" ON "public"."Paper" FOR EACH ROW WHEN (NEW."tenantId" <> '') EXECUTE FUNCTION "public"."tenon_Paper_tenantId_fkey_check"())");
    CHECK(made[2].find(R"(DELETE FROM "public"."Paper" AS held WHERE held."tenantId" = OLD."id";)") != std::string::npos);
}

TEST_CASE("PostgreSQL: triggers come behind those of foreign keys, which the server calls RI_…") {
    for (const auto& table : tenon::sql::tables_of<dialect, firms>())
        for (const auto& text : create_shared_references<firms>(table.name))
            if (text.starts_with("CREATE TRIGGER \"")) CHECK(text.substr(16) > "RI_");
}

TEST_CASE("PostgreSQL: quotes around a function are not in it") {
    CHECK(tenon::sql::dollar_quoted("a") == "$tenon$\na\n$tenon$");
    CHECK(tenon::sql::dollar_quoted("$tenon$ $tenon_$") == "$tenon__$\n$tenon$ $tenon_$\n$tenon__$");
}
