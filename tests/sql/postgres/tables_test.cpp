// The exact DDL of tenon's own layout on PostgreSQL.
#include "sql/postgres/sample.hpp"
#include "sql/table_models.hpp"

#include <algorithm>
#include <limits>

using namespace postgres_sample;
using sample::first_schema;
using tables::firms;

namespace {

enum class size { small, large };

/// Integers that no type of PostgreSQL fits, and lists.
struct Sized {
    std::string id;
    std::int8_t int8 = 0;
    std::int16_t int16 = 0;
    std::int32_t int32 = 0;
    std::uint8_t uint8 = 0;
    std::uint16_t uint16 = 0;
    std::uint32_t uint32 = 0;
    std::optional<std::vector<std::string>> texts;
    std::vector<std::int16_t> numbers;
    std::vector<tenon::timestamp> times;
    std::vector<::size> sizes;
    static constexpr auto tenon_model = tenon::table(tenon::shared);
};
struct Counted {
    std::uint32_t id = 0;
    std::string tenantId;
    std::optional<int> rank;
    std::optional<std::string> label;
    static constexpr auto tenon_model = tenon::table(
        tenon::generated<&Counted::id>(tenon::autoincrement), tenon::index<&Counted::rank, tenon::desc<&Counted::label>>,
        tenon::unique<&Counted::label>, tenon::index<&Counted::label>(tenon::where(tenon::field<&Counted::label>.like("a?$1%"))),
        tenon::index<&Counted::rank>(tenon::where(tenon::field<&Counted::label>.starts_with("it's"))));
};
struct Payer {
    std::string id;
    std::optional<int> mostFiles;
    int mostPens = 0;
    static constexpr auto tenon_model = tenon::table("payers", tenon::in_schema("money"), tenon::tenant_root<&Payer::id>);
};
template <int Kind> struct Pen {
    std::string id;
    std::string tenantId;
    static constexpr auto tenon_model = tenon::table(Kind == 1 ? "pens" : "pencils", tenon::quota<&Payer::mostPens>);
};
struct File {
    std::string id;
    std::string tenantId;
    static constexpr auto tenon_model = tenon::table(tenon::quota<&Payer::mostFiles>);
};

} // namespace

TEST_CASE("PostgreSQL: types fit the fields, and a CHECK says the rest") {
    CHECK(create_table<firms>("Everything") == R"(CREATE TABLE "public"."Everything" (
    "id" text COLLATE "C" NOT NULL,
    "tenantId" text COLLATE "C" NOT NULL,
    "truth" boolean NOT NULL,
    "tiny" smallint NOT NULL,
    "natural" bigint NOT NULL,
    "large" bigint NOT NULL,
    "single" real NOT NULL,
    "real" double precision NOT NULL,
    "bytes" bytea NOT NULL,
    "at" timestamptz(3) NOT NULL,
    "day" date NOT NULL,
    "uuid" uuid NOT NULL,
    "exact" numeric NOT NULL,
    "json" json NOT NULL,
    "state" text COLLATE "C" NOT NULL,
    "rank" smallint NOT NULL,
    "numbers" integer[] NOT NULL,
    "maybe" text COLLATE "C",
    "before" text COLLATE "C",
    CONSTRAINT "Everything_tiny_range" CHECK ("tiny" BETWEEN -128 AND 127),
    CONSTRAINT "Everything_natural_range" CHECK ("natural" BETWEEN 0 AND 4294967295),
    CONSTRAINT "Everything_state_check" CHECK ("state" IN ('open', 'closed', 'on_hold')),
    CONSTRAINT "Everything_before_check" CHECK ("before" IN ('open', 'closed', 'on_hold'))
))");
}

TEST_CASE("PostgreSQL: only what is narrower than its type has a range; lists are arrays") {
    CHECK(create_table<tenon::schema<Sized>>("Sized") == R"(CREATE TABLE "public"."Sized" (
    "id" text COLLATE "C" NOT NULL,
    "int8" smallint NOT NULL,
    "int16" smallint NOT NULL,
    "int32" integer NOT NULL,
    "uint8" smallint NOT NULL,
    "uint16" integer NOT NULL,
    "uint32" bigint NOT NULL,
    "texts" text[] COLLATE "C",
    "numbers" smallint[] NOT NULL,
    "times" timestamptz(3)[] NOT NULL,
    "sizes" text[] COLLATE "C" NOT NULL,
    CONSTRAINT "Sized_int8_range" CHECK ("int8" BETWEEN -128 AND 127),
    CONSTRAINT "Sized_uint8_range" CHECK ("uint8" BETWEEN 0 AND 255),
    CONSTRAINT "Sized_uint16_range" CHECK ("uint16" BETWEEN 0 AND 65535),
    CONSTRAINT "Sized_uint32_range" CHECK ("uint32" BETWEEN 0 AND 4294967295)
))");
}

TEST_CASE("PostgreSQL: rules that SQL can say are CHECKs with names of their own") {
    const std::string text = create_table<tenon::schema<tables::Ruled>>("Ruled");
    CHECK(text.substr(text.find("    CONSTRAINT \"Ruled_text")) ==
          R"(    CONSTRAINT "Ruled_text_min_length" CHECK (pg_catalog.char_length("text") >= 2),
    CONSTRAINT "Ruled_text_max_length" CHECK (pg_catalog.char_length("text") <= 5),
    CONSTRAINT "Ruled_maybe_one_of" CHECK ("maybe" IN ('a', 'it''s')),
    CONSTRAINT "Ruled_number_one_of" CHECK ("number" IN (-1, 7)),
    CONSTRAINT "Ruled_number_between" CHECK ("number" BETWEEN -1 AND 9),
    CONSTRAINT "Ruled_number_between_2" CHECK ("number" BETWEEN -2 AND 8),
    CONSTRAINT "Ruled_single_between" CHECK ("single" BETWEEN 5e-01 AND 6.99999988079071e-01),
    CONSTRAINT "Ruled_meals_one_of" CHECK ("meals" IN ('none', 'full')),
    CONSTRAINT "Ruled_at_between" CHECK ("at" BETWEEN '1970-01-01T00:00:00.000Z'::timestamptz AND '1970-01-01T00:00:00.001Z'::timestamptz),
    CONSTRAINT "Ruled_day_between" CHECK ("day" BETWEEN '1970-01-01'::date AND '1971-01-01'::date)
))");
    CHECK(create_table<tenon::schema<tenon::layout::prisma, tables::Ruled>>("Ruled").find("CHECK") == std::string::npos);
}

TEST_CASE("PostgreSQL: enumerations are types of their own by choice, once for each schema") {
    const tenon::sql::ddl_options native{.native_enums = true};
    CHECK(beginning<firms>("CREATE TYPE").empty());
    CHECK(beginning<firms>("CREATE TYPE", native) ==
          texts{R"(CREATE TYPE "public"."state" AS ENUM ('open', 'closed', 'on_hold'))"});
    const std::string everything = create_table<firms>("Everything", native);
    CHECK(everything.find(R"("state" "public"."state" NOT NULL,)") != everything.npos);
    CHECK(everything.find(R"("before" "public"."state",)") != everything.npos);
    CHECK(everything.find("state_check") == everything.npos);
    CHECK(everything.find("tiny_range") != everything.npos);
    const std::string sized = create_table<tenon::schema<Sized>>("Sized", native);
    CHECK(sized.find(R"("sizes" "public"."size"[] NOT NULL)") != sized.npos);
}

TEST_CASE("PostgreSQL: defaults are literals; a text with a NUL byte is refused, in words") {
    CHECK(create_table<tenon::schema<tables::Defaults>>("Defaults") == R"(CREATE TABLE "public"."Defaults" (
    "id" text COLLATE "C" NOT NULL,
    "tenantId" text COLLATE "C" NOT NULL,
    "quoted" text COLLATE "C" NOT NULL DEFAULT 'it''s "so"',
    "with_nul" text COLLATE "C" NOT NULL DEFAULT 'tenon: PostgreSQL has no text with a NUL byte: give the model another value'::integer,
    "least" bigint NOT NULL DEFAULT '-9223372036854775808'::bigint,
    "negative" double precision NOT NULL DEFAULT -1.5e+00,
    "endless" double precision NOT NULL DEFAULT '-Infinity'::double precision,
    "truth" boolean NOT NULL DEFAULT true,
    "state" text COLLATE "C" NOT NULL DEFAULT 'on_hold',
    "at" timestamptz(3) NOT NULL DEFAULT '2023-11-14T22:13:20.123Z'::timestamptz,
    "maybe" integer DEFAULT 7,
    CONSTRAINT "Defaults_state_check" CHECK ("state" IN ('open', 'closed', 'on_hold'))
))");
}

TEST_CASE("PostgreSQL: primary keys are made behind all other indexes, and before the foreign keys that need them") {
    const auto made = tenon::sql::create_tables<dialect, first_schema>();
    std::size_t keys = 0;
    bool referred = false;
    for (const auto& text : made) {
        INFO(text);
        const bool is_key = text.find(" PRIMARY KEY (") != text.npos;
        if (is_key) ++keys;
        if (text.starts_with("CREATE INDEX") || text.starts_with("CREATE UNIQUE INDEX")) CHECK(keys == 0);
        referred = referred || text.find(" FOREIGN KEY (") != text.npos;
        if (is_key) CHECK_FALSE(referred);
    }
    CHECK(referred);
    CHECK(keys == beginning<first_schema>("CREATE TABLE").size());
    CHECK(std::count(made.begin(), made.end(), R"(ALTER TABLE "public"."User" ADD CONSTRAINT "User_pkey" PRIMARY KEY ("tenantId", "id"))") == 1);
}

TEST_CASE("PostgreSQL: tables are named with their schema, which is made when it is not public") {
    using orders = tenon::schema<tables::Order>;
    CHECK(beginning<orders>("CREATE ") ==
          texts{R"(CREATE SCHEMA IF NOT EXISTS "sales")", R"(CREATE TABLE "sales"."order" (
    "id" text COLLATE "C" NOT NULL,
    "tenantId" text COLLATE "C" NOT NULL,
    "group" text COLLATE "C" NOT NULL,
    "select" text COLLATE "C" NOT NULL,
    "a ""b"" 'c'" text COLLATE "C" NOT NULL
))",
                R"(CREATE UNIQUE INDEX "order_tenantId_group_a ""b"" 'c'_key" ON "sales"."order"("tenantId", "group", "a ""b"" 'c'"))",
                R"(CREATE INDEX "order_tenantId_select_idx" ON "sales"."order"("tenantId", "select"))",
                R"(CREATE POLICY "tenon_tenant" ON "sales"."order" FOR ALL USING ("tenantId" = (SELECT NULLIF(pg_catalog.current_setting('tenon.tenant_id', true), '')) OR (SELECT NULLIF(pg_catalog.current_setting('tenon.system', true), '') IS NOT NULL)))"});
    CHECK(beginning<firms>("CREATE SCHEMA") == texts{R"(CREATE SCHEMA IF NOT EXISTS "sales")"});
    CHECK(beginning<first_schema>("CREATE SCHEMA").empty());
}

TEST_CASE("PostgreSQL: indexes lead with the tenant and keep their directions and conditions") {
    const auto made = create_indexes<tenon::schema<tables::Indexed>>("Indexed");
    CHECK(made ==
          texts{R"(CREATE INDEX "Indexed_tenantId_x_idx" ON "public"."Indexed"("tenantId", "x"))",
                R"(CREATE INDEX "Indexed_tenantId_x_idx_2" ON "public"."Indexed"("tenantId", "x" DESC))",
                R"(CREATE INDEX "Indexed_tenantId_x_y_idx" ON "public"."Indexed"("tenantId", "x", "y" DESC))",
                R"(CREATE INDEX "Indexed_tenantId_text_idx" ON "public"."Indexed"("tenantId", "text"))",
                R"(CREATE INDEX "Indexed_tenantId_y_idx" ON "public"."Indexed"("tenantId", "y") WHERE "y" = 3)",
                R"(CREATE INDEX "Indexed_tenantId_text_idx_2" ON "public"."Indexed"("tenantId", "text") WHERE )"
                R"(("text" <> 'a?1''b' AND "x" > -5))",
                R"(CREATE INDEX "Indexed_tenantId_note_idx" ON "public"."Indexed"("tenantId", "note" NULLS FIRST) WHERE )"
                R"(("note" IS NOT NULL AND "state" = 'closed'))"});
}

TEST_CASE("PostgreSQL: an index has NULLs where statements sort them, and literals where a statement has parameters") {
    const auto made = create_indexes<tenon::schema<Counted>>("Counted");
    REQUIRE(made.size() == 4);
    CHECK(made[0] == R"(CREATE UNIQUE INDEX "Counted_tenantId_label_key" ON "public"."Counted"("tenantId", "label" NULLS FIRST))");
    CHECK(made[1] == R"(CREATE INDEX "Counted_tenantId_rank_label_idx" ON "public"."Counted"("tenantId", "rank" NULLS FIRST, )"
                     R"("label" DESC NULLS LAST))");
    // The pattern of `like` has a dollar sign and quotes of its own, which are no parameter.
    CHECK(made[2].find("$1%'") != made[2].npos);
    CHECK(made[2].find("'a?$1%'") != made[2].npos);
    CHECK(made[3] == R"(CREATE INDEX "Counted_tenantId_rank_idx" ON "public"."Counted"("tenantId", "rank" NULLS FIRST) WHERE )"
                     R"(("label" >= 'it''s' AND pg_catalog.starts_with("label", 'it''s')))");
}

TEST_CASE("PostgreSQL: rows that the database numbers have the tenant in their key all the same") {
    CHECK(create_table<tenon::schema<Counted>>("Counted") == R"(CREATE TABLE "public"."Counted" (
    "id" bigint NOT NULL GENERATED BY DEFAULT AS IDENTITY,
    "tenantId" text COLLATE "C" NOT NULL,
    "rank" integer,
    "label" text COLLATE "C",
    CONSTRAINT "Counted_id_range" CHECK ("id" BETWEEN 0 AND 4294967295)
))");
}

TEST_CASE("PostgreSQL: a tenant column that the struct does not show comes first, and is never NULL where rows may lack one") {
    CHECK(create_table<first_schema>("Session") == R"(CREATE TABLE "public"."Session" (
    "tenantId" text COLLATE "C" NOT NULL,
    "id" text COLLATE "C" NOT NULL,
    "userId" text COLLATE "C" NOT NULL,
    "hits" integer NOT NULL
))");
    CHECK(create_table<first_schema>("Note") == R"(CREATE TABLE "public"."Note" (
    "id" text COLLATE "C" NOT NULL,
    "tenantId" text COLLATE "C" NOT NULL,
    "title" text COLLATE "C" NOT NULL
))");
}

TEST_CASE("PostgreSQL: the steps come in an order that works") {
    const auto made = tenon::sql::create_tables<dialect, firms>({.application_role = "app", .native_enums = true});
    const char* const steps[] = {"SET LOCAL search_path TO pg_catalog, pg_temp", "CREATE SCHEMA", "CREATE TYPE",    "CREATE TABLE",    "CREATE UNIQUE INDEX|CREATE INDEX",
                                 "ALTER TABLE",   "CREATE FUNCTION|CREATE TRIGGER", "ALTER TABLE|CREATE POLICY", "GRANT|DO $"};
    std::size_t step = 0;
    const auto fits = [](const std::string& text, std::string_view step_texts) {
        const auto bar = step_texts.find('|');
        return text.starts_with(step_texts.substr(0, bar)) || (bar != step_texts.npos && text.starts_with(step_texts.substr(bar + 1)));
    };
    for (const auto& text : made) {
        INFO(text);
        while (step < std::size(steps) && !fits(text, steps[step])) ++step;
        REQUIRE(step < std::size(steps));
    }
    CHECK(step + 1 == std::size(steps));
}

TEST_CASE("PostgreSQL: who works for a tenant sets no quota of the root's, nor writes its row") {
    using limited = tenon::schema<Payer, Pen<1>, File, Pen<2>>;
    CHECK(beginning<limited>("CREATE FUNCTION \"money\"") == texts{R"(CREATE FUNCTION "money"."tenon_quota_payers_limits"() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $tenon$
BEGIN
    RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE = 'a tenant does not set its own quota', SCHEMA = 'money', TABLE = 'payers';
END
$tenon$)"});
    CHECK(beginning<limited>("CREATE TRIGGER \"tenon_quota_payers_limits\"") ==
          texts{R"(CREATE TRIGGER "tenon_quota_payers_limits" BEFORE INSERT OR UPDATE OF "mostPens", "mostFiles" ON "money"."payers" FOR EACH ROW )"
                R"(WHEN (NULLIF(pg_catalog.current_setting('tenon.tenant_id', true), '') IS NOT NULL) EXECUTE FUNCTION "money"."tenon_quota_payers_limits"())"});
    CHECK(beginning<firms>("CREATE TRIGGER \"tenon_quota").empty());
}

TEST_CASE("the choices of a driver's options are those of its DDL, where it has them") {
    struct {
        bool row_level_security = false;
        std::string application_role = "app";
        bool native_enums = true;
        int other = 1;
    } const given;
    const auto choices = tenon::sql::ddl_options_of(given);
    CHECK_FALSE(choices.row_level_security);
    CHECK(choices.application_role == "app");
    CHECK(choices.native_enums);
    CHECK(tenon::sql::ddl_options_of(0).application_role.empty());
}

TEST_CASE("PostgreSQL: the role of the program may read and write rows, and nothing else") {
    const tenon::sql::ddl_options options{.application_role = "the \"app\""};
    CHECK(beginning<firms>("GRANT").empty());
    const auto grants = beginning<tenon::schema<tables::Order, Counted>>("GRANT", options);
    CHECK(grants == texts{R"(GRANT USAGE ON SCHEMA "sales" TO "the ""app""")", R"(GRANT USAGE ON SCHEMA "public" TO "the ""app""")",
                          R"(GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE "sales"."order" TO "the ""app""")",
                          R"(GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE "public"."Counted" TO "the ""app""")"});
    CHECK(beginning<tenon::schema<Counted>>("DO ", options) == texts{R"(DO $tenon$
BEGIN
    EXECUTE pg_catalog.format('GRANT USAGE, UPDATE ON SEQUENCE %s TO %I', pg_catalog.pg_get_serial_sequence('"public"."Counted"', 'id'), 'the "app"');
END
$tenon$)"});
}
