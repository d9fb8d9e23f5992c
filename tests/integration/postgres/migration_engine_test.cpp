// Migrations on PostgreSQL: what is there is read and compared in the server's words, and changed by its own statements.
#include <tenon/migration.hpp>
#include <tenon/sqlite.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "integration/postgres/support.hpp"
#include "sql/prisma_models.hpp"
#include "sql/table_models.hpp"
#include "support/large_schema/schema.hpp"
#include "support/migration.hpp"
#include "support/migration_models.hpp"

using namespace tenon;
using namespace postgres_tests;
using migration::make_plan;
using migration::snapshot;
using migration::snapshot_of;
using support::introspected;
using support::rows;
using support::run;
using support::value_of;

namespace {

// Without the one whose default holds a NUL byte, which this database refuses.
using firms = schema<::tables::Firm, ::tables::Everything, ::tables::Order, ::tables::Indexed, ::tables::Place, ::tables::Team,
                     ::tables::Worker, ::tables::Slot, ::tables::Booking, ::tables::Ruled>;

/// What the tables of `Schema` are, and what create_tables() made of them.
template <class Schema> void require_agreement(options how = {}) {
    const support::postgres_database server;
    const auto db = postgres::open<Schema>(server.owner(), std::move(how)).value();
    db.create_tables().value();
    const auto wanted = support::wanted_by(db);
    CHECK(support::differences(introspected(db), wanted) == "");
    CHECK(support::differences(wanted, introspected(db)) == "");
}

enum class grade { low, high };
struct Paper {
    std::string id;
    std::string tenantId;
    grade mark = grade::low;
    std::optional<int> pages;
    static constexpr auto tenon_model =
        table(default_value<&Paper::mark>(grade::low), tenon::index<&Paper::id>(where(field<&Paper::mark> == grade::high)));
};
using papers = schema<Paper>;

namespace later {
enum class grade { none, low, middle, high };
struct Paper {
    std::string id;
    std::string tenantId;
    later::grade mark = later::grade::low;
    std::optional<int> pages;
    static constexpr auto tenon_model = table(default_value<&Paper::mark>(later::grade::low), unique<&Paper::pages>,
                                              tenon::index<&Paper::id>(where(field<&Paper::mark> == later::grade::high)));
};
using papers = schema<Paper>;
} // namespace later

namespace fewer {
enum class grade { high, middle };
struct Paper {
    std::string id;
    std::string tenantId;
    fewer::grade mark = fewer::grade::high;
    std::optional<int> pages;
    static constexpr auto tenon_model = table(default_value<&Paper::mark>(fewer::grade::middle),
                                              tenon::index<&Paper::id>(where(field<&Paper::mark> == fewer::grade::high)));
};
using papers = schema<Paper>;
} // namespace fewer

/// The same for everybody to read: another kind of tenancy.
struct Shared {
    std::string id;
    std::optional<std::string> tenantId;
    std::string title;
    static constexpr auto tenon_model = table("Account");
};
struct Owned {
    std::string id;
    std::string tenantId;
    std::string title;
    static constexpr auto tenon_model = table("Account");
};

struct Audited {
    std::string id;
    std::string tenantId;
    std::string title;
    static constexpr auto tenon_model = table(audited);
};

template <class Schema> void create(const support::postgres_database& server, options how = {}) {
    postgres::open<Schema>(server.owner(), std::move(how)).value().create_tables().value();
}

/// Brings a database to what `Schema` says.
template <class Schema> migration::plan bring_to(const support::postgres_database& server, migration::plan_options options = {},
                                                postgres_tests::options how = {}) {
    const auto db = postgres::open<Schema>(server.owner(), std::move(how)).value();
    const auto plan = value_of(make_plan(introspected(db), support::wanted_by(db), options));
    value_of(migration::check(db.system("migrate"), plan));
    value_of(migration::apply(db.system("migrate"), plan));
    CHECK(support::differences(introspected(db), support::wanted_by(db)) == "");
    return plan;
}

/// A reference to a unique, which comes with it.
struct Stamp {
    std::string id;
    std::string tenantId;
    std::string code;
    static constexpr auto tenon_model = table(unique<&Stamp::code>);
};
struct Letter {
    std::string id;
    std::string tenantId;
    std::string stamp;
    static constexpr auto tenon_model = table(references<&Letter::stamp, &Stamp::code>);
};
namespace unstamped {
struct Stamp {
    std::string id;
    std::string tenantId;
    std::string code;
};
struct Letter {
    std::string id;
    std::string tenantId;
    std::string stamp;
};
} // namespace unstamped

} // namespace

TEST_CASE("PostgreSQL: what create_tables() made is what the models say") {
    if (no_server()) return;
    require_agreement<firms>();
    require_agreement<::tables::owners>();
    require_agreement<prisma_tables::app>();
    require_agreement<firms>({.row_level_security = false, .native_enums = true});
    require_agreement<after::app>();
}

TEST_CASE("PostgreSQL: comparing leaves no trace, and nothing that others would see") {
    if (no_server()) return;
    const support::postgres_database server;
    const auto db = postgres::open<before::app>(server.owner()).value();
    db.create_tables().value();
    CHECK(support::wanted_by(db).tables.size() == 4);
    CHECK(rows(db, "SELECT nspname::text FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'") == std::vector<std::string>{"public"});
    support::fill_before(db);
    CHECK(rows(db, "SHOW search_path")[0] != "pg_catalog");
}

TEST_CASE("PostgreSQL: tables and columns get new names and types, and the rows are the same; and back") {
    if (no_server()) return;
    const support::postgres_database server;
    const auto old_program = postgres::open<before::app>(server.owner()).value();
    old_program.create_tables().value();
    support::fill_before(old_program);
    const auto new_program = postgres::open<after::app>(server.owner()).value();
    const auto from = introspected(new_program), to = support::wanted_by(new_program);
    CHECK_FALSE(bring_to<after::app>(server).loses_data());
    CHECK(support::holds_after(new_program));

    const auto down = value_of(make_plan(to, from, {.accept_data_loss = true}));
    CHECK(down.losses == std::vector<std::string>{"User.points", "Visit.from", "Tag"});
    value_of(migration::apply(new_program.system("back"), down));
    CHECK(support::differences(introspected(new_program), from) == "");
    CHECK(repository<before::User>(old_program.tenant("acme")).find_unique(by<&before::User::email>("bob@acme.test")).value()->level == 300);
}

TEST_CASE("PostgreSQL: names are added to an enum in their places, and taken away where no row has them") {
    if (no_server()) return;
    const support::postgres_database server;
    const options native{.native_enums = true};
    create<papers>(server, native);
    const auto db = postgres::open<papers>(server.owner(), native).value();
    repository<Paper>(db.tenant("acme")).create({.id = "a", .mark = grade::high}).value();
    const auto plan = bring_to<later::papers>(server, {}, native);
    CHECK(plan.script().find("ALTER TYPE \"public\".\"grade\" ADD VALUE 'none' BEFORE 'low'") != std::string::npos);
    CHECK(plan.script().find("ALTER TYPE \"public\".\"grade\" ADD VALUE 'middle' AFTER 'low'") != std::string::npos);

    const auto fewer_names = postgres::open<fewer::papers>(server.owner(), native).value();
    run(db, "UPDATE \"public\".\"Paper\" SET \"mark\" = 'none'");
    const auto wanted = value_of(make_plan(introspected(fewer_names), support::wanted_by(fewer_names)));
    const auto refused = migration::check(fewer_names.system("migrate"), wanted);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == errc::migration_blocked);
    CHECK(refused.error().message.starts_with("Rows of \"Paper\" hold a name in \"mark\" that \"grade\" no longer has: change them first. "));
    CHECK_FALSE(migration::apply(fewer_names.system("migrate"), wanted)); // and the server says so too
    run(db, "UPDATE \"public\".\"Paper\" SET \"mark\" = 'high'");
    bring_to<fewer::papers>(server, {}, native);
    CHECK(repository<fewer::Paper>(fewer_names.tenant("acme")).get("a").value().mark == fewer::grade::high);
}

TEST_CASE("PostgreSQL: a list of names in a CHECK grows without a question to the rows, and shrinks with one") {
    if (no_server()) return;
    const support::postgres_database server;
    create<papers>(server);
    const auto db = postgres::open<papers>(server.owner()).value();
    repository<Paper>(db.tenant("acme")).create({.id = "a"}).value();
    const auto grows = bring_to<later::papers>(server);
    for (const auto& guard : grows.guards) UNSCOPED_INFO(guard.sql);
    CHECK(std::none_of(grows.guards.begin(), grows.guards.end(), [](const auto& guard) { return guard.sql.find("mark") != std::string::npos; }));
    const auto fewer_names = postgres::open<fewer::papers>(server.owner()).value();
    const auto refused = migration::check(fewer_names.system("migrate"), value_of(make_plan(introspected(fewer_names), support::wanted_by(fewer_names))));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message.starts_with("Rows of \"Paper\" do not fulfil the check \"Paper_mark_check\": "));
}

TEST_CASE("PostgreSQL: indexes are built without keeping writers out where that is asked for; one that failed is built again") {
    if (no_server()) return;
    const support::postgres_database server;
    create<papers>(server);
    const auto db = postgres::open<papers>(server.owner()).value();
    for (const char* id : {"a", "b"}) repository<Paper>(db.tenant("acme")).create({.id = id, .pages = 7}).value();
    const auto next = postgres::open<later::papers>(server.owner()).value();
    const auto system = next.system("migrate");
    const auto plan = value_of(make_plan(introspected(next), support::wanted_by(next), {.concurrently = true}));
    CHECK_FALSE(migration::check(system, plan));
    const auto failed = migration::apply(system, plan);
    REQUIRE_FALSE(failed);
    CHECK(failed.error().code == errc::unique_violation);
    CHECK(failed.error().message.starts_with("Creates the index \"Paper_tenantId_pages_key\" of \"Paper\": "));
    // It is there, half built: a difference, and the next plan mends it.
    run(db, "UPDATE \"public\".\"Paper\" SET \"pages\" = NULL WHERE \"id\" = 'b'");
    bring_to<later::papers>(server, {.concurrently = true});
    CHECK(rows(db, "SELECT i.indisvalid::text FROM pg_index i WHERE i.indexrelid = '\"Paper_tenantId_pages_key\"'::regclass") == std::vector<std::string>{"true"});
}

TEST_CASE("PostgreSQL: a unique that a new reference leads to is there before it, however indexes are built") {
    if (no_server()) return;
    const support::postgres_database server;
    create<schema<unstamped::Stamp, unstamped::Letter>>(server);
    const auto plan = bring_to<schema<Stamp, Letter>>(server, {.concurrently = true});
    CHECK(plan.script().find("CREATE UNIQUE INDEX \"Stamp_tenantId_code_key\"") != std::string::npos);
}

TEST_CASE("PostgreSQL: policies follow the tenancy of the models, and a missing one is a difference") {
    if (no_server()) return;
    const support::postgres_database server;
    create<schema<Owned>>(server);
    const auto plan = bring_to<schema<Shared>>(server);
    const auto script = plan.script();
    CHECK(script.find("CREATE POLICY \"tenon_shared\" ON \"public\".\"Account\" FOR SELECT") != std::string::npos);
    CHECK(plan.danger() == migration::risk::may_lock);
    const auto db = postgres::open<schema<Shared>>(server.owner()).value();
    run(db, "DROP POLICY \"tenon_tenant\" ON \"public\".\"Account\"");
    run(db, "ALTER TABLE \"public\".\"Account\" DISABLE ROW LEVEL SECURITY");
    CHECK(support::differences(introspected(db), support::wanted_by(db)) ==
          "Changes whether the database keeps tenants apart of \"Account\"\nCreates the policy \"tenon_tenant\" of \"Account\"\n");
    bring_to<schema<Shared>>(server);
}

TEST_CASE("PostgreSQL: a trail whose tenants could rewrite it gets the policies of one that they cannot") {
    if (no_server()) return;
    using audited = schema<Audited, audit_entry>;
    const support::postgres_database server;
    create<audited>(server);
    const auto db = postgres::open<audited>(server.owner()).value();
    for (const char* text :
         {"DROP POLICY tenon_tenant ON public.tenon_audit", "DROP POLICY tenon_trail ON public.tenon_audit", "DROP POLICY tenon_system ON public.tenon_audit",
          "CREATE POLICY tenon_tenant ON public.tenon_audit FOR ALL USING (\"tenantId\" = (SELECT NULLIF(pg_catalog.current_setting('tenon.tenant_id', true), '')) "
          "OR (SELECT NULLIF(pg_catalog.current_setting('tenon.system', true), '') IS NOT NULL))"})
        run(db, text);
    repository<Audited>(db.tenant("acme")).create({.id = "1"}).value();
    const std::string script = bring_to<audited>(server).script();
    for (const char* step : {"DROP POLICY \"tenon_tenant\"", "CREATE POLICY \"tenon_tenant\" ON \"public\".\"tenon_audit\" FOR SELECT USING (",
                             "CREATE POLICY \"tenon_trail\" ON \"public\".\"tenon_audit\" FOR INSERT WITH CHECK (",
                             "CREATE POLICY \"tenon_system\" ON \"public\".\"tenon_audit\" FOR ALL USING ("})
        CHECK(script.find(step) != std::string::npos);
    repository<Audited>(db.tenant("acme")).update("1", set<&Audited::title>("new")).value();
    CHECK(repository<audit_entry>(db.tenant("acme")).count().value() == 2);
}

TEST_CASE("PostgreSQL: a program's role gets its rights on new tables too") {
    if (no_server()) return;
    const support::postgres_database server;
    const options for_role{.application_role = "tenon_app"};
    create<schema<before::Tenant>>(server, for_role);
    bring_to<before::app>(server, {}, for_role);
    const auto db = postgres::open<before::app>(server.as("tenon_app")).value();
    support::fill_before(db);
    CHECK(repository<before::Visit>(db.tenant("acme")).count().value() == 2);
}

TEST_CASE("PostgreSQL: a column becomes required with its default in place of NULL, in the rows of every tenant") {
    if (no_server()) return;
    const support::postgres_database server;
    create<before::app>(server);
    const auto db = postgres::open<before::app>(server.owner()).value();
    support::fill_before(db); // the owner, which policies bind
    bring_to<after::app>(server);
    CHECK(rows(db, "SELECT set_config('tenon.system', 'test', false)").size() == 1);
    const auto next = postgres::open<after::app>(server.owner()).value();
    CHECK(repository<after::Account>(next.tenant("acme")).count(where(field<&after::Account::note> == "none")).value() == 2);
}

TEST_CASE("PostgreSQL: a step that waits for others gives up after a while, and nothing is done") {
    if (no_server()) return;
    const support::postgres_database server;
    create<papers>(server);
    const auto next = postgres::open<later::papers>(server.owner()).value();
    const auto plan = value_of(make_plan(introspected(next), support::wanted_by(next), {.lock_timeout = std::chrono::milliseconds(50)}));
    support::postgres_session other(server.owner());
    other("BEGIN; LOCK TABLE \"Paper\"");
    const auto ended = migration::apply(next.system("migrate"), plan);
    REQUIRE_FALSE(ended);
    CHECK(ended.error().code == errc::busy);
    CHECK(ended.error().is_retryable());
    other("ROLLBACK");
    bring_to<later::papers>(server);
}

TEST_CASE("a program that chooses its database when it runs migrates the one that it chose") {
    if (no_server()) return;
    const support::postgres_database server;
    for (const std::string& url : {std::string(":memory:"), server.owner()}) {
        const auto db = tenon::open<before::app, sqlite::driver, postgres::driver>(url).value();
        const auto wanted = support::wanted_by(db);
        const auto plan = value_of(make_plan(introspected(db), wanted));
        value_of(migration::apply(db.system("migrate"), plan));
        CHECK(value_of(make_plan(introspected(db), wanted)).empty());
        support::fill_before(db);
    }
}

TEST_CASE("PostgreSQL: reading and comparing 85 tables takes well under a second") {
    if (no_server()) return;
    const support::postgres_database server;
    const auto db = postgres::open<large::app>(server.owner()).value();
    db.create_tables().value();
    const auto wanted = support::wanted_by(db);
    const auto started = std::chrono::steady_clock::now();
    const auto there = introspected(db);
    CHECK(value_of(make_plan(there, wanted)).empty());
    CHECK(std::chrono::steady_clock::now() - started < std::chrono::seconds(1));
    CHECK(there.tables.size() == 85);
}
