// Each way to prepare statements, straight and through PgBouncer, where clients share one connection to the server.
#include <tenon/dynamic.hpp>

#include <cstdlib>
#include <set>
#include <string>
#include <vector>

#include "integration/postgres/support.hpp"
#include "support/pgbouncer.hpp"

using namespace postgres_tests;
using support::pgbouncer;
using tenon::errc;
using tenon::field;
using tenon::set;
using tenon::where;
using tenon::postgres::prepare_mode;

namespace {

/// Every kind of statement, in and outside transactions, each more than once.
template <class Database>
void require_all_verbs(const Database& db, const std::string& tenant) {
    const auto rows = accounts(db, tenant);
    const auto level = field<&Account::level>;
    for (int round = 0; round < 3; ++round) {
        INFO("round " << round);
        rows.create({.id = "a", .email = "a@" + tenant, .level = 1}).value();
        CHECK(rows.create({.id = "a", .email = "x"}).error().code == errc::unique_violation);
        rows.create_many({Account{.id = "b", .email = "b", .level = 2}, Account{.id = "c", .email = "c", .level = 3}})
            .value();
        CHECK(rows.get("a").value().email == "a@" + tenant);
        CHECK(rows.find_unique(tenon::by<&Account::email>("b")).value()->id == "b");
        CHECK(rows.find_first(where(level > 1), tenon::order_by(tenon::desc<&Account::level>)).value()->id == "c");
        CHECK(rows.find_many(where(level.in({1, 3}))).value().size() == 2);
        CHECK(rows.find_many(where(field<&Account::email>.starts_with("a@"))).value().size() == 1);
        CHECK(rows.find_many(where(tenon::when(round == 1, level == 2))).value().size() == (round == 1 ? 1 : 3));
        CHECK(rows.page(tenon::take(2)).value().total == 3);
        CHECK(rows.update("b", set<&Account::note>("noted")).value().note == "noted");
        CHECK(rows.update_many(where(level >= 2), tenon::increment<&Account::level>(10)).value() == 2);
        CHECK(rows.upsert({.email = "c"}, tenon::on_conflict<&Account::email>, set<&Account::level>(0)).value().id ==
              "c");
        const auto done = db.tenant(tenant).transaction([&](auto& tx) -> tenon::result<void> {
            const auto inside = tenon::repository<Account>(tx);
            if (auto read = inside.get("a"); !read) return tenon::fail(read.error());
            if (auto count = inside.count(); !count || *count != 3) return tenon::fail(errc::invalid_value);
            if (auto written = inside.update("a", set<&Account::level>(5)); !written)
                return tenon::fail(written.error());
            CHECK(code_of(inside.create({.id = "a", .email = "y"})) == errc::unique_violation);
            if (auto read = inside.get("a"); !read || read->level != 5) return tenon::fail(errc::invalid_value);
            if (auto count = inside.count(); !count || *count != 3) return tenon::fail(errc::invalid_value);
            return {};
        });
        if (!done) FAIL(to_string(done.error()) + " " + done.error().server_text);
        CHECK(rows.exists("a").value());
        CHECK(rows.remove("a").value().level == 5);
        CHECK(rows.remove_many(tenon::all_rows).value() == 2);
        CHECK_FALSE(rows.exists().value());
    }
    CHECK(db.health().ok);
}

const std::string named_count = "SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'tenon%'";

/// Filters of as many shapes as there are numbers; and whether they hold for a row with the email `a`.
tenon::dynamic_filter<Account> of_shape(int number) {
    tenon::dynamic_filter<Account> filter;
    filter.add("level", "gte", "0");
    for (; number != 0; number /= 2) filter.add("email", number % 2 != 0 ? "ne" : "contains", "x");
    return filter;
}
bool holds_in_shape(int number) { return (number & (number + 1)) == 0; }

struct each_mode {
    prepare_mode prepare;
    bool row_level_security;
};
const each_mode modes[] = {{prepare_mode::named, true},  {prepare_mode::unnamed, true},  {prepare_mode::off, true},
                           {prepare_mode::named, false}, {prepare_mode::unnamed, false}, {prepare_mode::off, false}};

/// Tables for a mode: without row-level security there are no policies.
tables<> tables_for(const each_mode& mode) { return tables<>({.row_level_security = mode.row_level_security}); }

bool no_pgbouncer() {
    if (no_server()) return true;
    if (!pgbouncer::find().empty()) return false;
    if (std::getenv("TENON_TEST_REQUIRE_POSTGRES") != nullptr) FAIL("pgbouncer was not found (Debian: pgbouncer)");
    WARN("pgbouncer was not found (Debian: pgbouncer): what goes through it is SKIPPED");
    return true;
}

} // namespace

TEST_CASE("every verb works in every prepare mode, with row-level security and without") {
    if (no_server()) return;
    for (const auto& mode : modes) {
        INFO("prepare_mode " << static_cast<int>(mode.prepare)
                             << (mode.row_level_security ? "" : ", no row-level security"));
        const auto place = tables_for(mode);
        const auto db =
            place.open({.connections = 1, .row_level_security = mode.row_level_security, .prepare = mode.prepare});
        require_all_verbs(db, "acme");
        require_all_verbs(db, "globex");
        CHECK((ask(db, named_count) == "0") == (mode.prepare != prepare_mode::named));
    }
}

TEST_CASE("through PgBouncer, with one connection for all, every verb works in every prepare mode") {
    if (no_pgbouncer()) return;
    const pgbouncer pooler;
    for (const auto& mode : modes) {
        INFO("prepare_mode " << static_cast<int>(mode.prepare)
                             << (mode.row_level_security ? "" : ", no row-level security"));
        const auto place = tables_for(mode);
        const options how{.row_level_security = mode.row_level_security, .prepare = mode.prepare};
        const auto url = pooler.through(place.url());
        const auto one = tenon::postgres::open<app>(url, how).value(),
                   other = tenon::postgres::open<app>(url, how).value();
        CHECK(ask(one, "SELECT pg_backend_pid()") == ask(other, "SELECT pg_backend_pid()"));
        require_all_verbs(one, "acme");
        require_all_verbs(other, "globex");
        require_all_verbs(one, "globex");
    }
}

TEST_CASE("through PgBouncer, two tenants that take turns on one connection never see each other's rows") {
    if (no_pgbouncer()) return;
    const pgbouncer pooler;
    for (const auto mode : {prepare_mode::off, prepare_mode::named, prepare_mode::unnamed}) {
        INFO("prepare_mode " << static_cast<int>(mode));
        const tables<> place;
        const auto url = pooler.through(place.url());
        const auto one = tenon::postgres::open<app>(url, {.prepare = mode}).value();
        const auto other = tenon::postgres::open<app>(url, {.prepare = mode}).value();
        const auto turn = [&](const auto& db, const std::string& tenant, int i) {
            const auto rows = accounts(db, tenant);
            const std::string id = std::to_string(i);
            rows.create({.id = id, .email = tenant + id}).value();
            CHECK(rows.get(id).value().email == tenant + id);
            const auto found = rows.find_many().value();
            for (const auto& row : found)
                CHECK(row.tenantId == tenant);
            CHECK(rows.count().value() == i + 1);
            // What a statement without its tenant would see.
            CHECK(ask(db, "SELECT count(*) FROM \"Account\"") == "0");
            CHECK(
                ask(db,
                    "SELECT concat(current_setting('tenon.tenant_id', true), current_setting('tenon.system', true))") ==
                "");
            const auto seen = db.tenant(tenant).transaction([](auto& tx) -> tenon::result<std::string> {
                if (auto count = tenon::repository<Account>(tx).count(); !count) return tenon::fail(count.error());
                return held(tx).ask("SELECT string_agg(DISTINCT \"tenantId\", ',') FROM \"Account\"");
            });
            if (!seen) FAIL(to_string(seen.error()));
            CHECK(*seen == tenant);
        };
        for (int i = 0; i < 10; ++i) {
            turn(one, "acme", i);
            turn(other, "globex", i);
            turn(i % 2 == 0 ? one : other, "initech", i);
        }
        CHECK(tenon::repository<Account>(one.system("count")).count().value() == 30);
        require_working(other);
    }
}

TEST_CASE("through PgBouncer, no statement runs in place of one that another client has prepared last") {
    if (no_pgbouncer()) return;
    const pgbouncer pooler;
    for (const auto& mode : modes) {
        INFO("prepare_mode " << static_cast<int>(mode.prepare)
                             << (mode.row_level_security ? "" : ", no row-level security"));
        const auto place = tables_for(mode);
        const options how{.connections = 1, .row_level_security = mode.row_level_security, .prepare = mode.prepare};
        const auto url = pooler.through(place.url());
        const auto one = tenon::postgres::open<app>(url, how).value(),
                   other = tenon::postgres::open<app>(url, how).value();
        accounts(one).create({.id = "a", .email = "a"}).value();
        accounts(one).create({.id = "b", .email = "b"}).value();
        for (int i = 0; i < 3; ++i) {
            CHECK(accounts(one).get("a").value().id == "a");
            CHECK(accounts(other, "globex").remove("a").error().code == errc::not_found); // of the same parameters
            CHECK(accounts(one).get("a").value().id == "a");
            CHECK(accounts(one).count().value() == 2);
            CHECK(accounts(other, "globex").remove_many(tenon::all_rows).value() == 0);
            CHECK(accounts(one).count().value() == 2);
            // A transaction begins, which takes the place of what has no name.
            const auto counted = one.tenant("acme").transaction(
                [](auto& tx) { return tenon::repository<Account>(tx).count(); }, {.retries = 0});
            CHECK(counted.value() == 2);
        }
    }
}

TEST_CASE("a flood of filters from outside leaves the server few names, and what is asked for often is mostly prepared") {
    if (no_server()) return;
    const tables<> place;
    bool hit = false;
    const auto db = place.open({.connections = 1, .hooks = {.on_statement = [&](const tenon::statement_event& event) { hit = event.cache_hit; }}});
    accounts(db).create({.email = "a"}).value();
    int shape = 1, asked = 0, hits = 0;
    const auto flood = [&](const auto& rows, int end) {
        for (; shape < end; ++shape) {
            CHECK(rows.exists(where(of_shape(shape))).value() == holds_in_shape(shape));
            if (shape % 20 != 0) continue;
            CHECK(rows.exists(where(of_shape(0))).value());
            ++asked;
            hits += hit;
        }
    };
    flood(accounts(db), 700);
    db.tenant("acme").transaction([&](auto& tx) { flood(tenon::repository<Account>(tx), 1400); }, {.retries = 0}).value();
    CHECK(asked == 69);
    CHECK(hits >= asked - 1 - 2); // the server has forgotten it twice
    CHECK(std::stoi(ask(db, named_count)) <= 500);
    require_all_verbs(db, "globex");
}

TEST_CASE("through PgBouncer a flood of filters from outside takes no names away from other clients") {
    if (no_pgbouncer()) return;
    const pgbouncer pooler;
    const tables<> place;
    const auto url = pooler.through(place.url());
    const auto one = tenon::postgres::open<app>(url, {.connections = 1}).value(), other = tenon::postgres::open<app>(url, {.connections = 1}).value();
    accounts(one).create({.email = "a"}).value();
    const auto count = [&] { return other.tenant("acme").transaction([](auto& tx) { return tenon::repository<Account>(tx).count(); }, {.retries = 0}); };
    CHECK(count().value() == 1);
    for (int shape = 0; shape < 700; ++shape) CHECK(accounts(one).exists(where(of_shape(shape))).value() == holds_in_shape(shape));
    CHECK(count().value() == 1);
    CHECK(std::stoi(ask(one, named_count)) <= 510);
}

TEST_CASE("through PgBouncer, no value is read as of the type that its column had on another connection to the server") {
    if (no_pgbouncer()) return;
    const pgbouncer pooler;
    for (const auto& mode : modes) {
        INFO("prepare_mode " << static_cast<int>(mode.prepare)
                             << (mode.row_level_security ? "" : ", no row-level security"));
        const auto place = tables_for(mode);
        const options how{.connections = 1, .row_level_security = mode.row_level_security, .prepare = mode.prepare};
        const auto url = pooler.through(place.url());
        const auto one = tenon::postgres::open<app>(url, how).value(), other = tenon::postgres::open<app>(url, how).value();
        accounts(one).create({.id = "a", .email = "a", .level = 7}).value();
        CHECK(accounts(one).get("a").value().level == 7);
        support::postgres_session superuser{place.server.superuser()};
        superuser("ALTER TABLE \"Account\" ALTER level TYPE real");
        superuser("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'tenon_app' AND datname = current_database()");
        // The new connection to the server knows the statement by the time that the first client runs it there.
        REQUIRE(eventually([&] { return code_of(accounts(other).get("a")) == errc::schema_mismatch; }));
        CHECK(code_of(accounts(one).get("a")) == errc::schema_mismatch);
        superuser("ALTER TABLE \"Account\" ALTER level TYPE integer");
        CHECK(accounts(one).get("a").value().level == 7);
        require_working(one);
    }
}

TEST_CASE("through PgBouncer, programs with other options share a connection, and each keeps its own") {
    if (no_pgbouncer()) return;
    const pgbouncer pooler;
    const tables<> place;
    const auto url = pooler.through(place.url());
    const auto open = [&](int timeout, bool row_level_security) {
        return tenon::postgres::open<app>(url, {.row_level_security = row_level_security,
                                                .statement_timeout = std::chrono::milliseconds(timeout)})
            .value();
    };
    const auto patient = open(9000, true), hasty = open(2000, true), unscoped = open(3000, false),
               plain = open(0, true);
    const auto timeout_in = [](const auto& db) {
        const auto seen = db.tenant("acme").transaction([](auto& tx) -> tenon::result<std::string> {
            if (auto count = tenon::repository<Account>(tx).count(); !count) return tenon::fail(count.error());
            return held(tx).ask(
                "SELECT current_setting('statement_timeout') || ' ' || current_setting('tenon.tenant_id', true)");
        });
        return seen ? *seen : to_string(seen.error());
    };
    for (int i = 0; i < 2; ++i) {
        CHECK(timeout_in(patient) == "9s acme");
        CHECK(timeout_in(hasty) == "2s acme");
        CHECK(timeout_in(unscoped) == "3s ");
        CHECK(timeout_in(plain) == "0 acme");
    }
    require_working(hasty);
}

TEST_CASE("through PgBouncer, threads of many tenants share one connection, and each sees its own rows") {
    if (no_pgbouncer()) return;
    const pgbouncer pooler;
    for (const auto mode : {prepare_mode::off, prepare_mode::named}) {
        INFO("prepare_mode " << static_cast<int>(mode));
        const tables<> place;
        const auto db =
            tenon::postgres::open<app>(pooler.through(place.url()), {.connections = 6, .prepare = mode}).value();
        outcomes problems;
        std::vector<std::thread> threads;
        for (int number = 0; number < 6; ++number)
            threads.emplace_back([&, number] {
                const std::string tenant = "tenant " + std::to_string(number);
                const auto rows = accounts(db, tenant);
                for (int i = 0; i < 20; ++i) {
                    const std::string id = std::to_string(i);
                    const auto written = db.tenant(tenant).transaction([&](auto& tx) -> tenon::result<std::int64_t> {
                        const auto inside = tenon::repository<Account>(tx);
                        if (auto made = inside.create({.id = id, .email = tenant + id}); !made)
                            return tenon::fail(made.error());
                        return inside.count();
                    });
                    if (!written) return problems.fail(written.error());
                    if (*written != i + 1) problems.fail("rows in the transaction");
                    const auto found = rows.find_many();
                    if (!found) return problems.fail(found.error());
                    if (found->size() != static_cast<std::size_t>(i + 1)) problems.fail("rows");
                    for (const auto& row : *found)
                        if (row.tenantId != tenant) problems.fail("another tenant's row");
                }
            });
        for (auto& each : threads)
            each.join();
        CHECK(problems.first() == "");
        CHECK(tenon::repository<Account>(db.system("count")).count().value() == 120);
        support::postgres_session look{place.server.superuser()};
        CHECK(
            look(
                "SELECT count(*) FROM pg_stat_activity WHERE usename = 'tenon_app' AND datname = current_database()") ==
            "1");
        require_working(db);
    }
}

TEST_CASE("plans are made once for any values, or for each run's, as the option says; and the setting ends with the statement") {
    if (no_server()) return;
    const tables<> place;
    using tenon::postgres::plan_cache;
    struct {
        plan_cache mode;
        std::string_view setting;
        int least, most; // of plans for the values of one run
    } const expected[] = {{plan_cache::generic, "force_generic_plan", 0, 0},
                          {plan_cache::automatic, "auto", 5, 8}, // the server begins to compare after five
                          {plan_cache::custom, "force_custom_plan", 8, 8}};
    CHECK(options{}.plan_cache == plan_cache::generic);
    for (const auto& each : expected) {
        INFO(each.setting);
        const auto db = place.open({.connections = 1, .plan_cache = each.mode});
        const auto run = [&](const auto& scope) {
            tenon::repository<Account>(scope).find_many(tenon::order_by(tenon::asc<&Account::note>), tenon::take(1)).value();
        };
        for (int i = 0; i < 8; ++i) run(db.tenant("acme"));
        const int made = std::stoi(ask(db, "SELECT custom_plans FROM pg_prepared_statements WHERE statement LIKE '%ORDER BY%'"));
        CHECK(made >= each.least);
        CHECK(made <= each.most);
        CHECK(ask(db, "SHOW plan_cache_mode") == "auto");
        db.tenant("acme").transaction([&](auto& tx) {
            run(tx);
            CHECK(held(tx).ask("SHOW plan_cache_mode") == each.setting);
        }).value();
        CHECK(ask(db, "SHOW plan_cache_mode") == "auto");
    }
}

TEST_CASE("where the server is told nothing else, nor names of statements, it is told no way to plan") {
    if (no_server()) return;
    for (const options& how : {options{.connections = 1, .row_level_security = false}, options{.connections = 1, .prepare = prepare_mode::off}}) {
        const tables<> place({.row_level_security = how.row_level_security});
        const auto db = place.open(how);
        db.tenant("acme").transaction([&](auto& tx) {
            tenon::repository<Account>(tx).count().value();
            CHECK(held(tx).ask("SHOW plan_cache_mode") == "auto");
        }).value();
    }
}
