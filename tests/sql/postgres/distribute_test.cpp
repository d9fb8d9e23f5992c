// Tables on the nodes of a Citus cluster: the order that it accepts, and what it cannot have.
#include "sql/postgres/sample.hpp"
#include "sql/table_models.hpp"
#include "support/large_schema/schema.hpp"

#include <tenon/postgres/options.hpp>
#include <tenon/sql/statement/insert.hpp>
#include <tenon/sql/dialect/sqlite.hpp>

#include <algorithm>

using namespace postgres_sample;
using sample::first_schema;

namespace {

const tenon::sql::ddl_options distributed{.distribute = true};

struct Club {
    std::string id;
    std::string city;
    std::optional<std::string> founderId;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Club::id>);
};
struct City {
    std::string id;
    std::optional<std::string> twinId;
    static constexpr auto tenon_model =
        tenon::table(tenon::shared, tenon::in_schema("geo"), tenon::references<&City::twinId, &City::id>(tenon::on_delete::set_null));
};
struct Member {
    std::string id;
    std::string club;
    std::string name;
    std::optional<std::string> cityId;
    std::string homeId;
    static constexpr auto tenon_model =
        tenon::table("it's", tenon::in_schema("people"), tenon::tenant_key<&Member::club>,
                     tenon::references<&Member::cityId, &City::id>(tenon::on_delete::set_null, tenon::on_update::cascade),
                     tenon::references<&Member::homeId, &City::id>(tenon::on_delete::cascade));
};
struct Card {
    std::int64_t id = 0;
    std::string memberId;
    static constexpr auto tenon_model = tenon::table(
        tenon::tenant_via<&Card::memberId>, tenon::generated<&Card::id>(tenon::autoincrement),
        tenon::references<&Card::memberId, &Member::id>(tenon::on_delete::cascade));
};
/// Everything that a cluster can have.
using clubs = tenon::schema<Club, City, Member, Card>;

/// References that it cannot have.
struct Nulled {
    std::string id;
    std::string tenantId;
    std::optional<std::string> otherId;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Nulled::otherId, &Nulled::id>);
};
struct Cascading {
    std::string id;
    std::string tenantId;
    std::string otherId;
    static constexpr auto tenon_model =
        tenon::table(tenon::references<&Cascading::otherId, &Cascading::id>(tenon::on_delete::cascade, tenon::on_update::cascade));
};
struct Shelf {
    std::string id;
    std::optional<std::string> tenantId;
};
struct Box {
    std::string id;
    std::string tenantId;
    std::string shelfId;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Box::shelfId, &Shelf::id>);
};
struct Head {
    std::string id;
    std::optional<std::string> firstId;
};
struct Audited {
    std::string id;
    std::string tenantId;
    static constexpr auto tenon_model = tenon::table(tenon::audited);
};
struct Follower {
    std::string id;
    std::string tenantId;
};
struct Payer {
    std::string id;
    int mostFiles = 0;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Payer::id>);
};
struct Limited {
    std::string id;
    std::string tenantId;
    static constexpr auto tenon_model = tenon::table(tenon::quota<&Payer::mostFiles>);
};

template <class Schema> tenon::error refusal() {
    auto created = tenon::sql::create_tables_if_possible<dialect, Schema>(distributed);
    return created ? tenon::error{} : created.error();
}
std::size_t first_of(const texts& all, std::string_view part) {
    return static_cast<std::size_t>(
        std::find_if(all.begin(), all.end(), [&](const auto& text) { return text.find(part) != text.npos; }) - all.begin());
}
std::size_t last_of(const texts& all, std::string_view part) {
    std::size_t last = all.size();
    for (std::size_t i = 0; i < all.size(); ++i)
        if (all[i].find(part) != std::string::npos) last = i;
    return last;
}

} // namespace

template <>
inline constexpr auto tenon::model<Shelf> = tenon::table();
template <>
inline constexpr auto tenon::model<Follower> = tenon::table();
template <>
inline constexpr auto tenon::model<Head> =
    tenon::table(tenon::tenant_root<&Head::id>, tenon::references<&Head::firstId, &Follower::id>);

TEST_CASE("Citus: the steps come in the order that it accepts") {
    const auto made = tenon::sql::create_tables<dialect, clubs>(
        {.application_role = "app", .native_enums = true, .distribute = true});
    CHECK(made[1] == "SET LOCAL citus.multi_shard_modify_mode TO 'sequential'");
    const char* const steps[] = {"SET LOCAL",
                                 "CREATE SCHEMA",
                                 "CREATE TABLE",
                                 "SELECT create_reference_table(",
                                 "SELECT create_distributed_table(",
                                 "ALTER TABLE",
                                 "GRANT",
                                 "DO $"};
    std::size_t step = 0;
    for (const auto& text : made) {
        INFO(text);
        const bool policy = text.starts_with("CREATE POLICY"); // each behind its ALTER TABLE
        while (step < std::size(steps) && !text.starts_with(policy ? "ALTER TABLE" : steps[step]) && !policy) ++step;
        REQUIRE(step < std::size(steps));
    }
    CHECK(step + 1 == std::size(steps));
    // Between the tables and what refers from one to another.
    for (const auto& text : beginning<clubs>("CREATE TABLE", distributed)) CHECK(text.find("REFERENCES") == text.npos);
    CHECK(last_of(made, "create_distributed_table") < first_of(made, "PRIMARY KEY"));
    CHECK(last_of(made, "PRIMARY KEY") < first_of(made, "FOREIGN KEY"));
    CHECK(last_of(made, "FOREIGN KEY") < first_of(made, "ROW LEVEL SECURITY"));
    const auto firsts = tenon::sql::create_tables<dialect, first_schema>(distributed);
    CHECK(last_of(firsts, "create_distributed_table") < first_of(firsts, "CREATE UNIQUE INDEX"));
    CHECK(beginning<first_schema>("CREATE TYPE", {.native_enums = true, .distribute = true}).empty());
    const auto enums = tenon::sql::create_tables<dialect, tenon::schema<tables::Everything>>({.native_enums = true, .distribute = true});
    CHECK(first_of(enums, "CREATE TYPE") < first_of(enums, "CREATE TABLE"));
}

TEST_CASE("Citus: what belongs to no tenant is on every node; a tenant's rows lie together, by its column") {
    CHECK(beginning<clubs>("SELECT create_", distributed) ==
          texts{R"(SELECT create_reference_table('"public"."Club"'))", R"(SELECT create_reference_table('"geo"."City"'))",
                R"(SELECT create_distributed_table('"people"."it''s"', 'club', colocate_with => 'none'))",
                R"(SELECT create_distributed_table('"public"."Card"', 'tenantId', colocate_with => '"people"."it''s"'))"});
    const auto made = beginning<first_schema>("SELECT create_", distributed);
    CHECK(made.size() == 10);
    for (const char* everywhere : {"Tenant", "Country"})
        CHECK(std::count(made.begin(), made.end(), "SELECT create_reference_table('\"public\".\"" + std::string(everywhere) + "\"')") == 1);
    for (const char* spread : {"Note", "Session", "Event", "Token", "Ticket", "group", "Setting"})
        CHECK(std::count(made.begin(), made.end(),
                         "SELECT create_distributed_table('\"public\".\"" + std::string(spread) +
                             R"("', 'tenantId', colocate_with => '"public"."User"'))") == 1);
}

TEST_CASE("Citus: policies have no sub-selects, which it refuses, and say the same") {
    const std::string tenant = "NULLIF(pg_catalog.current_setting('tenon.tenant_id', true), '')";
    const std::string by_system = "NULLIF(pg_catalog.current_setting('tenon.system', true), '') IS NOT NULL";
    const auto made = beginning<first_schema>("CREATE POLICY", distributed);
    CHECK(made.size() == 12);
    for (const auto& text : made) CHECK(text.find("SELECT NULLIF") == text.npos);
    CHECK(std::count(made.begin(), made.end(),
                     R"(CREATE POLICY "tenon_tenant" ON "public"."User" FOR ALL USING ("tenantId" = )" + tenant + " OR " + by_system + ")") == 1);
    CHECK(std::count(made.begin(), made.end(), R"(CREATE POLICY "tenon_system" ON "public"."Country" FOR ALL USING ()" + by_system + ")") == 1);
    CHECK(std::count(made.begin(), made.end(), R"(CREATE POLICY "tenon_shared" ON "public"."Note" FOR SELECT USING ("tenantId" = ''))") == 1);
    CHECK(beginning<first_schema>("CREATE POLICY", {.row_level_security = false, .distribute = true}).empty());
}

TEST_CASE("without it nothing of a cluster is said") {
    for (const auto& text : tenon::sql::create_tables<dialect, first_schema>()) {
        CHECK(text.find("citus") == text.npos);
        CHECK(text.find("create_") == text.npos);
    }
    CHECK_FALSE(tenon::sql::ddl_options_of(tenon::postgres::options{}).distribute);
    CHECK(tenon::sql::ddl_options_of(tenon::postgres::options{.distribute = true}).distribute);
    CHECK(tenon::sql::create_tables_if_possible<dialect, sample::prisma_schema>({}).value().size() > 10);
}

TEST_CASE("Citus: references that it has: within a tenant, to the root, to what is on every node") {
    CHECK(refusal<clubs>().code == tenon::errc::ok);
    CHECK(refusal<first_schema>().code == tenon::errc::ok);
    const auto keys = beginning<clubs>("ALTER TABLE", distributed);
    CHECK(std::count_if(keys.begin(), keys.end(), [](const auto& text) { return text.find("FOREIGN KEY") != text.npos; }) == 6);
}

TEST_CASE("Citus: a reference that sets to NULL on removal is refused where the tenant is in it") {
    const auto why = refusal<tenon::schema<Nulled>>();
    CHECK(why.code == tenon::errc::unsupported);
    CHECK(why.model == "Nulled");
    CHECK(why.constraint == "Nulled_tenantId_otherId_fkey");
    CHECK(why.message == "Citus cannot have these tables: Nulled (Nulled_tenantId_otherId_fkey): ON DELETE SET NULL is refused for "
                         "references with the tenant in them, even where the tenant stays: choose another on_delete. This database "
                         "cannot do that: use another way, or another database.");
}

TEST_CASE("Citus: a reference that follows its target's key is refused where the tenant is in it") {
    const auto why = refusal<tenon::schema<Cascading>>();
    CHECK(why.code == tenon::errc::unsupported);
    CHECK(why.model == "Cascading");
    CHECK(why.message.find("ON UPDATE would change the tenant") != std::string::npos);
}

TEST_CASE("Citus: a trail is refused, for triggers would have to write it") {
    const auto why = refusal<tenon::schema<Audited, tenon::audit_entry>>();
    CHECK(why.code == tenon::errc::unsupported);
    CHECK(why.model == "Audited");
    CHECK(why.message.starts_with("Citus cannot have these tables: Audited: its trail is written by triggers, and Citus has none on "
                                  "tables that are spread. "));
}

TEST_CASE("Citus: a quota is refused, for triggers would have to count") {
    const auto why = refusal<tenon::schema<Payer, Limited>>();
    CHECK(why.code == tenon::errc::unsupported);
    CHECK(why.model == "Limited");
    CHECK(why.constraint == "Limited_quota");
    CHECK(why.message.find("triggers count its rows, and Citus has none on tables that are spread") != std::string::npos);
}

TEST_CASE("Citus: references that triggers would have to keep are refused") {
    const auto to_shared = refusal<tenon::schema<Shelf, Box>>();
    CHECK(to_shared.code == tenon::errc::unsupported);
    CHECK(to_shared.model == "Box");
    CHECK(to_shared.message.find("triggers") != std::string::npos);
    const auto from_shared = refusal<tables::owners>();
    CHECK(from_shared.code == tenon::errc::unsupported);
    CHECK(from_shared.message.find("Paper (Paper_tenantId_fkey): rows without a tenant") != std::string::npos);
}

TEST_CASE("Citus: nothing that is on every node refers to rows that are spread") {
    const auto why = refusal<tenon::schema<Head, Follower>>();
    CHECK(why.code == tenon::errc::unsupported);
    CHECK(why.model == "Head");
    CHECK(why.message.find("from a table that is on every node to one whose rows are spread") != std::string::npos);
}

TEST_CASE("Citus: tables of Prisma's layout are refused, whose keys do not lead with the tenant") {
    const auto why = refusal<sample::prisma_schema>();
    CHECK(why.code == tenon::errc::unsupported);
    CHECK(why.model == "Tenant");
    CHECK(why.constraint.empty());
    CHECK(why.message.find("in layout::prisma keys do not lead with the tenant") != std::string::npos);
}

TEST_CASE("Citus: all that is refused is told at once") {
    const auto why = refusal<tables::firms>();
    CHECK(why.model == "Place");
    for (const char* constraint : {"Place_tenantId_insideId_fkey", "Team_tenantId_leaderId_fkey", "Worker_tenantId_bossId_fkey"})
        CHECK(why.message.find(constraint) != std::string::npos);
}

namespace {

/// Which of a table's columns has the tenant; empty where the table is on every node.
std::string tenant_of(const tenon::sql::table_definition& table) {
    return tenon::sql::is_distributed(table) ? table.tenancy.column : std::string();
}

/// Why a key, unique or reference of some tables does not carry the tenant column, or an empty text.
std::string without_tenant(const std::vector<tenon::sql::table_definition>& all) {
    const auto target_of = [&](const tenon::sql::foreign_key_definition& key) -> const tenon::sql::table_definition& {
        return *std::find_if(all.begin(), all.end(), [&](const auto& held) { return held.name == key.target && held.schema == key.target_schema; });
    };
    for (const auto& table : all) {
        const std::string tenant = tenant_of(table);
        if (tenant.empty()) continue;
        if (table.find(tenant) == nullptr || table.find(tenant)->nullable) return table.name + " has no tenant column";
        if (table.primary_key.at(0) != tenant) return table.primary_key_name;
        for (const auto& index : table.indexes)
            if (index.columns.at(0).name != tenant) return index.name;
        for (const auto& key : table.foreign_keys) {
            const auto& target = target_of(key);
            if (tenant_of(target).empty()) continue;
            if (key.columns.at(0) != tenant || key.target_columns.at(0) != tenant_of(target)) return key.name;
        }
    }
    return {};
}

} // namespace

TEST_CASE("every key, unique, index and reference within a tenant carries the tenant column, in a large schema too") {
    const auto large = tenon::sql::tables_of<dialect, large::app>();
    CHECK(large.size() == 85);
    CHECK(without_tenant(large) == "");
    CHECK(without_tenant(tenon::sql::tables_of<dialect, first_schema>()) == "");
    CHECK(without_tenant(tenon::sql::tables_of<dialect, tables::firms>()) == "");
    CHECK(without_tenant(tenon::sql::tables_of<dialect, clubs>()) == "");
    // What it would say.
    for (const char* broken : {"key", "index", "reference"}) {
        auto all = tenon::sql::tables_of<dialect, first_schema>();
        auto& user = all[1];
        if (std::string_view(broken) == "key") user.primary_key = {"id"};
        if (std::string_view(broken) == "index") user.indexes[0].columns.erase(user.indexes[0].columns.begin());
        if (std::string_view(broken) == "reference") std::swap(all[3].foreign_keys[0].columns[0], all[3].foreign_keys[0].columns[1]);
        CHECK(without_tenant(all) != "");
    }
}

namespace {

template <class Dialect, class Layout, class Model, bool InTenant, bool WithNumber, bool Skips>
constexpr std::string_view insert_text() {
    using context = tenon::sql::context<Dialect, Layout, InTenant>;
    return tenon::sql::spec_of<tenon::sql::insert<context, Model, tenon::verb::create_many, WithNumber, Skips>>.text;
}

} // namespace

TEST_CASE("rows that INSERT … SELECT … ON CONFLICT DO NOTHING adds are counted by what it returns") {
    using first = tenon::layout::tenant_first;
    constexpr auto text = insert_text<dialect, first, sample::Session, false, true, true>();
    CHECK(text.ends_with(" = 1 ON CONFLICT DO NOTHING RETURNING 1"));
    // Those that the database numbers return their number.
    CHECK(insert_text<dialect, first, Card, false, false, true>().ends_with(R"( ON CONFLICT DO NOTHING RETURNING "id")"));
    CHECK(insert_text<dialect, first, Card, false, true, true>().ends_with(" ON CONFLICT DO NOTHING RETURNING 1"));
    // No other statement changes: VALUES are counted right, and so is SQLite.
    CHECK(insert_text<dialect, first, sample::Session, false, true, false>().ends_with(" = 1"));
    CHECK(insert_text<dialect, first, sample::Session, true, true, true>().ends_with(") ON CONFLICT DO NOTHING"));
    CHECK(insert_text<dialect, first, sample::User, false, true, true>().ends_with(") ON CONFLICT DO NOTHING"));
    CHECK(insert_text<dialect, tenon::layout::prisma, sample::Session, true, true, true>().ends_with(" ON CONFLICT DO NOTHING"));
    CHECK(insert_text<tenon::sql::sqlite_dialect, first, sample::Session, false, true, true>().ends_with(" ON CONFLICT DO NOTHING"));
}
