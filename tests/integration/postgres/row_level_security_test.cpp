// The second lock: the server keeps tenants apart too, whatever a statement says. The tests name the isolation cases
// that they hold for. SQL by hand stands for a statement that forgot its tenant.
#include <vector>

#include "integration/postgres/support.hpp"
#include "support/models.hpp"

using namespace postgres_tests;
using namespace std::chrono_literals;
using tenon::errc;
using tenon::set;

namespace {

const std::string setting = "SELECT current_setting('tenon.tenant_id', true)";
const std::string system_setting = "SELECT current_setting('tenon.system', true)";
const std::string count_all = "SELECT count(*) FROM \"Account\"";

/// One connection for all, and two rows for each of two tenants.
struct two_tenants {
    explicit two_tenants(options how = {.connections = 1}) : db(place.open(std::move(how))) {
        for (const char* tenant : {"acme", "globex"})
            for (const char* id : {"a", "b"})
                accounts(db, tenant).create({.id = id, .email = std::string(tenant) + id}).value();
    }
    /// Nothing of a tenant is left on the connection.
    void require_clean() const {
        CHECK(ask(db, setting) == "");
        CHECK(ask(db, system_setting) == "");
        CHECK(ask(db, count_all) == "0");
    }
    /// What SQL by hand gives in a tenant's transaction, behind a verb.
    std::string in(const char* tenant, const std::string& text) const {
        std::string answer;
        const auto done = db.tenant(tenant).transaction([&](auto& tx) -> tenon::result<void> {
            tenon::repository<Account>(tx).count().value();
            answer = held(tx).ask(text);
            return tenon::fail(errc::ok); // rolls back
        });
        CHECK_FALSE(done);
        return answer;
    }

    tables<> place;
    database db;
};

} // namespace

TEST_CASE("a statement that does not say for whom it runs sees, changes and writes no row of a tenant") {
    if (no_server()) return;
    const two_tenants with;
    support::postgres_session app{with.place.url()};
    CHECK(app(count_all) == "0");
    CHECK(app("WITH gone AS (DELETE FROM \"Account\" RETURNING 1) SELECT count(*) FROM gone") == "0");
    CHECK(app("WITH done AS (UPDATE \"Account\" SET level = 9 RETURNING 1) SELECT count(*) FROM done") == "0");
    CHECK(is_refused([&] { app("INSERT INTO \"Account\" VALUES ('x', 'acme', 'x', 0, NULL)"); },
                     "row-level security policy"));
    CHECK(is_refused([&] { app("TRUNCATE \"Account\""); }, "permission denied"));
    CHECK(is_refused([&] { app("DROP TABLE \"Account\""); }, "must be owner"));
    CHECK(tenon::repository<Account>(with.db.system("look")).count().value() == 4);
    require_working(with.db);
}

TEST_CASE("case 5: a connection that served one tenant keeps nothing of it for the next") {
    if (no_server()) return;
    const two_tenants with;
    const std::string path = ask(with.db, "SHOW search_path"),
                      role = ask(with.db, "SELECT current_user || session_user");
    with.require_clean();
    for (const char* tenant : {"acme", "globex", "acme"}) {
        INFO(tenant);
        const auto rows = accounts(with.db, tenant);
        const auto clean_after = [&](auto&& outcome) {
            static_cast<void>(outcome);
            with.require_clean();
        };
        clean_after(rows.get("a"));
        clean_after(rows.find_many());
        clean_after(rows.update("a", set<&Account::level>(1)));
        clean_after(rows.create({.id = "a", .email = "x"})); // a violation
        clean_after(rows.create({.email = std::string("\0", 1)}));
        clean_after(
            with.db.tenant(tenant).transaction([](auto& tx) { return tenon::repository<Account>(tx).get("a"); }));
        clean_after(with.db.tenant(tenant).transaction([](auto& tx) -> tenon::result<Account> {
            tenon::repository<Account>(tx).update("a", set<&Account::level>(2)).value();
            return tenon::fail(errc::invalid_value);
        }));
        CHECK_THROWS(with.db.tenant(tenant).transaction([](auto& tx) {
            tenon::repository<Account>(tx).get("a").value();
            throw std::runtime_error("mine");
        }));
        with.require_clean();
        clean_after(tenon::repository<Account>(with.db.system("look")).count());
        CHECK(rows.count().value() == 2);
    }
    CHECK(ask(with.db, "SHOW search_path") == path);
    CHECK(ask(with.db, "SELECT current_user || session_user") == role);
    CHECK(ask(with.db, "SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'advisory'") == "0");
    CHECK(with.db.health().writers.open == 1);
    require_working(with.db);
}

TEST_CASE("the server knows during each verb for whom it runs") {
    if (no_server()) return;
    const two_tenants with;
    support::postgres_session{with.place.server.owner()}(
        "ALTER TABLE \"Account\" ADD COLUMN tenant_then text DEFAULT current_setting('tenon.tenant_id', true), "
        "ADD COLUMN system_then text DEFAULT current_setting('tenon.system', true)");
    accounts(with.db, "acme").create({.id = "1", .email = "1"}).value();
    accounts(with.db, "globex").create({.id = "2", .email = "2"}).value();
    accounts(with.db, "globex")
        .upsert({.id = "3", .email = "3"}, tenon::on_conflict<&Account::email>, set<&Account::level>(1))
        .value();
    tenon::repository<Account>(with.db.system("nightly report"))
        .create({.id = "4", .tenantId = "acme", .email = "4"})
        .value();
    with.db.system("move")
        .transaction([](auto& tx) {
            tenon::repository<Account>(tx.tenant("acme")).create({.id = "5", .email = "5"}).value();
            tenon::repository<Account>(tx.tenant("globex")).create({.id = "6", .email = "6"}).value();
            tenon::repository<Account>(tx).create({.id = "7", .tenantId = "globex", .email = "7"}).value();
        })
        .value();
    CHECK(support::postgres_session{with.place.server.superuser()}(
              "SELECT string_agg(concat(id, ':', tenant_then, '/', system_then), ' ' ORDER BY id) FROM \"Account\" "
              "WHERE id ~ '[0-9]'") == "1:acme/ 2:globex/ 3:globex/ 4:/nightly report 5:acme/ 6:globex/ 7:/move");
}

TEST_CASE("a statement that forgot its tenant, in a tenant's transaction, stays within the tenant") {
    if (no_server()) return;
    const two_tenants with;
    for (const char* tenant : {"acme", "globex"}) {
        CHECK(with.in(tenant, count_all) == "2");
        CHECK(with.in(tenant, "SELECT string_agg(DISTINCT \"tenantId\", ',') FROM \"Account\"") == tenant);
        CHECK(with.in(tenant, "WITH gone AS (DELETE FROM \"Account\" RETURNING 1) SELECT count(*) FROM gone") == "2");
        CHECK(with.in(tenant,
                      "WITH done AS (UPDATE \"Account\" SET level = 9 RETURNING 1) SELECT count(*) FROM done") == "2");
        CHECK(is_refused([&] { with.in(tenant, "UPDATE \"Account\" SET \"tenantId\" = 'other'"); },
                         "row-level security policy"));
    }
    CHECK(tenon::repository<Account>(with.db.system("look")).count().value() == 4);
    require_working(with.db);
}

TEST_CASE("case 29: a connection that is made anew is told for whom it works") {
    if (no_server()) return;
    const two_tenants with({.connections = 1, .idle_check = 0ms});
    support::postgres_session superuser{with.place.server.superuser()};
    for (const char* tenant : {"acme", "globex"}) {
        superuser(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'tenon_app' AND datname = "
            "current_database()");
        std::this_thread::sleep_for(20ms); // until the driver's clock has moved on
        CHECK(accounts(with.db, tenant).find_many().value().size() == 2);
        CHECK(accounts(with.db, tenant).get("a").value().tenantId == tenant);
        CHECK(with.in(tenant, count_all) == "2");
    }
    with.require_clean();
}

TEST_CASE("case 37: rows that come in bulk are of the tenant, or refused; here and on the server") {
    if (no_server()) return;
    const two_tenants with;
    const std::vector<Account> mixed{{.email = "1"}, {.tenantId = "globex", .email = "2"}};
    CHECK(accounts(with.db).create_many(mixed).error().code == errc::tenant_mismatch);
    CHECK(accounts(with.db).create_many({Account{.email = "3"}, Account{.email = std::string("\0", 1)}}).error().code ==
          errc::invalid_value);
    CHECK(accounts(with.db).create_many({Account{.email = "3"}, Account{.tenantId = "acme", .email = "4"}}).value() ==
          2);
    CHECK(accounts(with.db, "globex").count().value() == 2);
    CHECK(is_refused(
        [&] {
            with.in("acme",
                    "INSERT INTO \"Account\" SELECT n, CASE WHEN n = '5' THEN 'acme' ELSE 'globex' END, n, 0, NULL "
                    "FROM unnest(ARRAY['5', '6']) AS n");
        },
        "row-level security policy"));
    // The server refuses COPY FROM to roles that policies bind, whatever the rows are.
    CHECK(is_refused([&] { with.in("acme", "COPY \"Account\" FROM STDIN"); },
                     "COPY FROM not supported with row-level security"));
    require_working(with.db);
}

TEST_CASE("case 42: what another tenant has is no violation, and an error's message holds no value of a row") {
    if (no_server()) return;
    const two_tenants with;
    CHECK(accounts(with.db, "acme").create({.id = "c", .email = "globexa"}).has_value());
    const auto e = accounts(with.db, "acme").create({.id = "d", .email = "globexa", .note = "secret note"}).error();
    CHECK(e.code == errc::unique_violation);
    CHECK(e.fields == std::vector<std::string>{"email"});
    CHECK(e.constraint == "Account_tenantId_email_key");
    const auto key = accounts(with.db, "acme").create({.id = "c", .email = "new"}).error();
    CHECK(key.fields == std::vector<std::string>{"id"});
    const auto reference = tenon::repository<Post>(with.db.tenant("acme")).create({.accountId = "secret id"}).error();
    CHECK(reference.code == errc::foreign_key_violation);
    for (const auto& each : {e, key, reference}) {
        const std::string shown = to_string(each) + each.statement + each.constraint;
        for (const char* value : {"globexa", "secret", "'c'", "acme"})
            CHECK(shown.find(value) == std::string::npos);
    }
    // What the server says may hold values: it is kept apart.
    CHECK(reference.server_text.find("violates foreign key constraint") != std::string::npos);
    require_working(with.db);
}

TEST_CASE("case 45: settings that somebody left on a connection, or changed in a transaction, open nothing") {
    if (no_server()) return;
    const two_tenants with;
    const auto left_behind = [&](const std::string& name, const std::string& value) {
        ask(with.db, "SELECT set_config('" + name + "', '" + value + "', false)");
    };
    left_behind("tenon.tenant_id", "globex");
    left_behind("tenon.system", "anything");
    CHECK(accounts(with.db, "acme").find_many().value().size() == 2);
    CHECK(accounts(with.db, "acme").get("a").value().tenantId == "acme");
    CHECK(with.in("acme", count_all) == "2");
    CHECK(with.in("acme", "SELECT string_agg(DISTINCT \"tenantId\", ',') FROM \"Account\"") == "acme");
    CHECK(accounts(with.db, "acme").update_many(tenon::all_rows, set<&Account::level>(3)).value() == 2);
    left_behind("tenon.tenant_id", "");
    left_behind("tenon.system", "");
    with.require_clean();

    // Raw SQL can change them within the transaction: the statement's own condition is the lock that is left.
    for (const char* change :
         {"SET LOCAL tenon.tenant_id = 'globex'", "SET LOCAL tenon.system = 'mine'", "SET tenon.tenant_id = 'globex'"})
        static_cast<void>(with.db.tenant("acme").transaction([&](auto& tx) -> tenon::result<void> {
            const auto rows = tenon::repository<Account>(tx);
            CHECK(rows.count().value() == 2);
            held(tx).ask(change);
            const auto found = rows.find_many().value();
            for (const auto& row : found)
                CHECK(row.tenantId == "acme");
            CHECK(rows.update_many(tenon::all_rows, set<&Account::level>(4)).value() <= 2);
            return tenon::fail(errc::invalid_value);
        }));
    with.require_clean();
    CHECK(accounts(with.db, "globex").get("a").value().level == 0);
    CHECK(is_refused([&] { with.in("acme", "SET ROLE tenon_owner"); }, "permission denied"));
    CHECK(is_refused([&] { with.in("acme", "ALTER TABLE \"Account\" DISABLE ROW LEVEL SECURITY"); }, "must be owner"));
    CHECK(is_refused([&] { with.in("acme", "SET LOCAL row_security = off; " + count_all); }, "row-level security"));
    require_working(with.db);
}

TEST_CASE("after a transaction a setting is the empty text and not NULL, and that is no tenant either") {
    if (no_server()) return;
    const two_tenants with;
    support::postgres_session fresh{with.place.url()};
    CHECK(fresh("SELECT coalesce(current_setting('tenon.tenant_id', true), 'NULL')") == "NULL");
    fresh("BEGIN; SELECT set_config('tenon.tenant_id', 'acme', true); COMMIT");
    CHECK(fresh("SELECT coalesce(current_setting('tenon.tenant_id', true), 'NULL')") == "");
    support::postgres_session{with.place.server.superuser()}(
        "INSERT INTO \"Account\" VALUES ('nobody', '', 'nobody', 0, NULL)");
    CHECK(fresh(count_all) == "0");
}

TEST_CASE("superusers and roles with BYPASSRLS pass every policy; the owner does not, as long as it is forced") {
    if (no_server()) return;
    const two_tenants with;
    support::postgres_session superuser{with.place.server.superuser()}, owner{with.place.server.owner()};
    CHECK(superuser(count_all) == "4");
    CHECK(owner(count_all) == "0");
    superuser("DROP ROLE IF EXISTS tenon_bypass");
    superuser("CREATE ROLE tenon_bypass LOGIN BYPASSRLS IN ROLE tenon_app");
    CHECK(support::postgres_session{with.place.server.as("tenon_bypass")}(count_all) == "4");
    superuser("DROP ROLE tenon_bypass");
    // The library's own condition holds for them all the same.
    for (const auto& url : {with.place.server.superuser(), with.place.server.owner()}) {
        const auto db = tenon::postgres::open<app>(url).value();
        CHECK(accounts(db).count().value() == 2);
        CHECK(accounts(db, "nobody").count().value() == 0);
        CHECK(tenon::repository<Account>(db.system("look")).count().value() == 4);
    }
    owner("ALTER TABLE \"Account\" NO FORCE ROW LEVEL SECURITY");
    CHECK(owner(count_all) == "4");
    require_working(with.db);
}
