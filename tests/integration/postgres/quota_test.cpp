// Quotas and the trail for a role that owns no table, and what two transactions that meet may add.
#include <tenon/migration.hpp>

#include <future>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "integration/postgres/support.hpp"

using namespace postgres_tests;
using tenon::errc;

namespace {

struct Customer {
    std::string id;
    std::optional<int> mostFiles;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Customer::id>);
};
struct File {
    std::string id;
    std::string tenantId;
    static constexpr auto tenon_model = tenon::table(tenon::quota<&Customer::mostFiles>, tenon::audited);
};
using files_app = tenon::schema<Customer, File, tenon::audit_entry>;

struct Firm {
    std::string code;
    std::string name;
    std::optional<std::int64_t> mostPages;
    int mostPens = 1;
    static constexpr auto tenon_model = tenon::table("firms", tenon::in_schema("office"), tenon::primary_key<&Firm::code>, tenon::tenant_root<&Firm::code>(tenon::on_delete::cascade),
                                                     tenon::column<&Firm::mostPages>("most \"pages\""));
};
struct Page {
    std::string id;
    std::string tenantId;
    static constexpr auto tenon_model = tenon::table(tenon::quota<&Firm::mostPages>);
};
struct Pen {
    std::string id;
    std::string tenantId;
    static constexpr auto tenon_model = tenon::table(tenon::quota<&Firm::mostPens>);
};

template <class Layout> void require_kept_limits() {
    using office = tenon::schema<Firm, Page, Pen, Layout>;
    const tables<office> place;
    for (const std::string& url : {place.url(), place.server.owner()}) {
        INFO(url);
        const auto db = tenon::postgres::open<office>(url).value();
        const auto system = db.system("sign-up");
        tenon::repository<Firm>(system).create({.code = "acme", .name = "Acme", .mostPages = 1}).value();
        const auto acme = db.tenant("acme");
        const auto refused = [&](const auto& scope, const char* text) {
            const auto done = scope.execute(text);
            INFO(text);
            CHECK(code_of(done) == errc::permission_denied);
            CHECK(done.error().native_code == "42501");
        };
        for (const char* text :
             {R"(UPDATE office.firms SET "most ""pages""" = 9)", R"(UPDATE office.firms SET name = 'x', "mostPens" = "mostPens" + 1)",
              R"(UPDATE ONLY office.firms AS f SET ("mostPens", name) = (SELECT 9, 'x'))",
              R"(WITH w AS (UPDATE office.firms SET "mostPens" = 9 RETURNING *) SELECT count(*) FROM w)",
              R"(INSERT INTO office.firms VALUES ('acme', 'Acme', 9, 9) ON CONFLICT (code) DO UPDATE SET "mostPens" = 9)",
              R"(INSERT INTO office.firms (code, name, "mostPens") VALUES ('other', 'x', 9))",
              R"(MERGE INTO office.firms USING (VALUES (9)) AS v (n) ON true WHEN MATCHED THEN UPDATE SET "mostPens" = v.n)",
              R"(SET session_replication_role = replica)", R"(ALTER TABLE office.firms DISABLE TRIGGER ALL)",
              R"(DROP TRIGGER "tenon_quota_firms_limits" ON office.firms)"}) {
            INFO(text);
            CHECK(code_of(acme.execute(text)) == errc::permission_denied);
        }
        // A row in the place of its own.
        const auto replaced = acme.transaction([&](auto& tx) -> tenon::result<void> {
            CHECK(tx.execute("DELETE FROM office.firms").value() == 1);
            refused(tx, "INSERT INTO office.firms (code, name, \"mostPens\") VALUES ('acme', 'Acme', 9)");
            return tenon::fail(errc::cancelled);
        });
        CHECK_FALSE(replaced);
        CHECK(code_of(db.system("both").transaction([&](auto& tx) -> tenon::result<void> {
            tenon::repository<Firm>(tx).update("acme", tenon::set<&Firm::mostPens>(2)).value();
            refused(tx.tenant("acme"), R"(UPDATE office.firms SET "mostPens" = 3)");
            CHECK(tx.execute(R"(UPDATE office.firms SET "mostPens" = "mostPens" + 1)").value() == 1);
            return {};
        })) == errc::ok);
        // What else its own row holds it sets, by verbs and by hand.
        CHECK(acme.execute("UPDATE office.firms SET name = 'Acme & Co.'").value() == 1);
        tenon::repository<Firm>(acme).update("acme", tenon::set<&Firm::name>("Acme")).value();
        const auto kept = tenon::repository<Firm>(system).get("acme").value();
        CHECK(kept.mostPages == 1);
        CHECK(kept.mostPens == 3);
        CHECK(kept.name == "Acme");
        tenon::repository<Firm>(system).remove("acme").value();
    }
}

template <class Database> void make_customer(const Database& db, int most) {
    tenon::repository<Customer>(db.system("sign-up")).create({.id = "acme", .mostFiles = most}).value();
}

} // namespace

TEST_CASE("a role that owns no table is bound by quotas, and leaves a trail", "[quota][audit]") {
    if (no_server()) return;
    const tables<files_app> place;
    const auto db = place.open();
    make_customer(db, 1);
    const auto files = tenon::repository<File>(db.tenant("acme"));
    files.create({.id = "1"}).value();
    CHECK(files.create({.id = "2"}).error().code == errc::quota_exceeded);
    CHECK(tenon::repository<tenon::audit_entry>(db.tenant("acme")).count().value() == 1);
    CHECK(tenon::repository<tenon::audit_entry>(db.tenant("globex")).count().value() == 0);
}

TEST_CASE("isolation 45: no raw text of a tenant's sets its quotas, in its own row or in another in its place", "[quota][isolation]") {
    if (no_server()) return;
    require_kept_limits<tenon::layout::tenant_first>();
    require_kept_limits<tenon::layout::prisma>();
}

TEST_CASE("transactions that add rows of one tenant wait for each other, and together keep to the quota", "[quota]") {
    if (no_server()) return;
    const tables<files_app> place;
    const auto db = place.open();
    make_customer(db, 1);
    std::promise<void> added, begun;
    auto first = std::async(std::launch::async, [&] {
        return db.tenant("acme").transaction([&](auto& tx) -> tenon::result<void> {
            const auto made = tenon::repository<File>(tx).create({.id = "1"});
            added.set_value();
            begun.get_future().wait();
            std::this_thread::sleep_for(std::chrono::milliseconds(200)); // the other one counts meanwhile, or waits
            return made ? tenon::result<void>() : tenon::fail(made.error());
        });
    });
    added.get_future().wait();
    auto second = std::async(std::launch::async, [&] {
        begun.set_value();
        return tenon::repository<File>(db.tenant("acme")).create({.id = "2"});
    });
    CHECK(first.get());
    CHECK(code_of(second.get()) == errc::quota_exceeded);
    CHECK(tenon::repository<File>(db.tenant("acme")).count().value() == 1);
}

TEST_CASE("rows that come in many statements of a transaction are counted once", "[quota]") {
    if (no_server()) return;
    const tables<files_app> place;
    const auto db = place.open();
    make_customer(db, 100'000);
    const auto files = tenon::repository<File>(db.tenant("acme"));
    files.create_many(std::vector<File>(500)).value();
    db.tenant("acme")
        .transaction([&](auto& tx) -> tenon::result<void> {
            const held on(tx);
            const auto scans = [&] { return std::stoi(on.ask("SELECT seq_scan + idx_scan FROM pg_stat_xact_user_tables WHERE relname = 'File'")); };
            const auto added = tenon::repository<File>(tx);
            added.create({}).value();
            const int once = scans();
            CHECK(once > 0);
            added.create_many(std::vector<File>(1500)).value();
            for (int i = 0; i < 20; ++i) added.create({}).value();
            CHECK(scans() == once);
            return {};
        })
        .value();
    CHECK(files.count().value() == 2021);
}

TEST_CASE("what a transaction remembers of a quota lets no row in", "[quota]") {
    if (no_server()) return;
    const tables<files_app> place;
    const auto db = place.open();
    make_customer(db, 3);
    tenon::repository<Customer>(db.system("sign-up")).create({.id = "other", .mostFiles = 3}).value();
    const auto done = db.system("test").transaction([&](auto& tx) -> tenon::result<void> {
        const auto add = [&](auto& to, const std::string& tenant, int count) {
            std::vector<File> rows(static_cast<std::size_t>(count), File{.tenantId = tenant});
            return code_of(tenon::repository<File>(to).create_many(std::move(rows)));
        };
        const auto limit = [&](std::optional<int> most) {
            tenon::repository<Customer>(tx).update("acme", tenon::set<&Customer::mostFiles>(most)).value();
        };
        CHECK(add(tx, "acme", 1) == errc::ok);
        const auto undone = tx.transaction([&](auto& inner) -> tenon::result<void> {
            CHECK(add(inner, "acme", 2) == errc::ok);
            CHECK(add(inner, "acme", 1) == errc::quota_exceeded);
            return tenon::fail(errc::cancelled);
        });
        CHECK_FALSE(undone);
        CHECK(add(tx, "other", 3) == errc::ok);
        CHECK(add(tx, "other", 1) == errc::quota_exceeded);
        CHECK(add(tx, "acme", 3) == errc::quota_exceeded);
        CHECK(add(tx, "acme", 2) == errc::ok);
        limit(6);
        CHECK(add(tx, "acme", 1) == errc::ok);
        limit(4);
        CHECK(add(tx, "acme", 1) == errc::quota_exceeded);
        limit(std::nullopt);
        CHECK(add(tx, "acme", 5) == errc::ok);
        limit(10);
        CHECK(add(tx, "acme", 1) == errc::ok);
        CHECK(add(tx, "acme", 1) == errc::quota_exceeded);
        return {};
    });
    CHECK(done);
    CHECK(tenon::repository<File>(db.tenant("acme")).count().value() == 10);
}

TEST_CASE("a database that counts in each statement gets what remembers, and one whose tenants set their limits what refuses it", "[quota][migration]") {
    if (no_server()) return;
    const tables<files_app> place;
    const auto db = tenon::postgres::open<files_app>(place.server.owner(), {.application_role = "tenon_app"}).value();
    const auto system = db.system("test");
    const auto plan = [&] {
        return tenon::migration::make_plan(tenon::migration::introspect(system).value(), tenon::migration::spelled(system, tenon::migration::snapshot_of(db)).value()).value();
    };
    CHECK(plan().empty());
    support::postgres_session{place.server.owner()}("CREATE OR REPLACE FUNCTION \"public\".\"tenon_quota_File_rows\"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$");
    const auto made = plan();
    CHECK_FALSE(made.empty());
    CHECK_FALSE(made.loses_data());
    tenon::migration::apply(system, made).value();
    CHECK(plan().empty());
    support::postgres_session{place.server.owner()}("DROP FUNCTION \"public\".\"tenon_quota_Customer_limits\"() CASCADE");
    make_customer(db, 1);
    CHECK(db.tenant("acme").execute("UPDATE \"Customer\" SET \"mostFiles\" = 1").value() == 1);
    tenon::migration::apply(system, plan()).value();
    CHECK(plan().empty());
    support::postgres_session{place.server.owner()}("ALTER TABLE \"Customer\" DISABLE TRIGGER \"tenon_quota_Customer_limits\"");
    CHECK_FALSE(plan().empty());
    tenon::migration::apply(system, plan()).value();
    CHECK(plan().empty());
    CHECK(code_of(db.tenant("acme").execute("UPDATE \"Customer\" SET \"mostFiles\" = 2")) == errc::permission_denied);
    CHECK(tenon::repository<File>(db.tenant("acme")).create_many(std::vector<File>(2)).error().code == errc::quota_exceeded);
}
