// What a program does to its database before it works, and how it tells how that stands, on every database.
#include <tenon/migration.hpp>

#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/backends.hpp"
#include "support/catch.hpp"
#include "support/migrations.hpp"
#include "support/plans.hpp"

namespace {

using support::plans::Note;
using support::plans::Plan;
using tenon::errc;
using tenon::migrate;
namespace migration = tenon::migration;

using names = std::vector<std::string>;

template <class Backend> struct setting {
    using app = tenon::schema<Plan, Note, typename Backend::layout>;

    Backend backend;
    support::migrations folder;
    decltype(backend.template open<app>({})) db = backend.template open<app>({});
    migration::options how{.folder = folder.path(), .lock_timeout = std::chrono::milliseconds(500)};
    migration::startup startup;

    setting() {
        folder.add("20260101000000_first", "CREATE TABLE \"a\" (\"id\" TEXT);").add("20260102000000_second", "CREATE TABLE \"b\" (\"id\" TEXT);");
    }
    migration::startup_health health() const { return startup.health(); }
    bool has_table(const std::string& name) const {
        return migration::target(db)->connect(true).value()->run("SELECT * FROM \"" + name + "\"").has_value();
    }
    names plans() const {
        names found;
        const auto rows = tenon::repository<Plan>(db.system("test")).find_many(tenon::order_by(tenon::asc<&Plan::name>)).value();
        for (const Plan& each : rows) found.push_back(each.name);
        return found;
    }
};

const names both{"20260101000000_first", "20260102000000_second"};

/// The rows of the program: written as a seed should, so that it may run again.
tenon::result<void> write_plans(auto& tx) {
    const std::vector<Plan> wanted{{.name = "free", .seats = 3}, {.name = "team", .seats = 20}};
    const auto made = tenon::repository<Plan>(tx).create_many(wanted, tenon::skip_duplicates);
    return made ? tenon::result<void>{} : tenon::fail(made.error());
}

} // namespace

TEMPLATE_LIST_TEST_CASE("a program migrates and seeds when it starts, and tells how that stands", "[migration]", support::backends) {
    setting<TestType> s;
    CHECK(s.health().stage == migration::start_stage::waiting);
    std::vector<migration::startup_health> seen;
    s.how.on_activity = [&](migration::activity, std::string_view) { seen.push_back(s.health()); };
    int seeded = 0;
    const auto seed = [&](auto&) -> tenon::result<void> { return ++seeded, tenon::result<void>{}; };
    const auto start = [&] {
        return migration::start(s.db, {.migrate = migrate::deploy, .seed = seed, .migrations = s.how, .startup = &s.startup});
    };
    REQUIRE(start());
    CHECK(seeded == 1);
    REQUIRE(seen.size() == 3);
    CHECK(seen[0].stage == migration::start_stage::migrating);
    CHECK(seen[0].pending == both);
    CHECK_FALSE(seen[0].ok);
    CHECK(seen[2].stage == migration::start_stage::seeding);
    CHECK(seen[2].applied == both);
    CHECK_FALSE(seen[2].seeded);

    const auto now = s.health();
    CHECK(now.ok);
    CHECK(now.stage == migration::start_stage::ready);
    CHECK(now.applied == both);
    CHECK(now.pending.empty());
    CHECK(now.seeded);
    CHECK(to_json(now) == R"({"ok":true,"stage":"ready","applied":["20260101000000_first","20260102000000_second"],"pending":[],"seeded":true,"error":null})");
    REQUIRE(start());
    CHECK(seeded == 2); // it is for the seed to do no harm
    CHECK(seen.size() == 4);
}

TEMPLATE_LIST_TEST_CASE("a seed that fails is told, keeps the program from being ready, and is tried again", "[migration]", support::backends) {
    setting<TestType> s;
    s.db.create_tables().value();
    s.how.retries = 1;
    std::vector<migration::startup_health> seen;
    errc wrong = errc::check_violation;
    int failures = 1000;
    const auto seed = [&](auto& tx) -> tenon::result<void> {
        seen.push_back(s.health());
        if (auto written = write_plans(tx); !written) return written;
        return failures-- > 0 ? tenon::result<void>(tenon::fail(make_error(wrong, "The seed"))) : tenon::result<void>{};
    };
    const auto start = [&] {
        return migration::start(s.db, {.migrate = migrate::none, .seed = seed, .migrations = s.how, .startup = &s.startup});
    };
    CHECK(support::code_of(start()) == errc::check_violation);
    CHECK(seen.size() == 1); // it would fail once more
    CHECK(s.plans().empty());
    CHECK_FALSE(s.health().ok);
    CHECK_FALSE(s.health().seeded);
    CHECK(s.health().stage == migration::start_stage::failed);
    CHECK(s.health().error.code == errc::check_violation);
    CHECK(to_json(s.health()) == R"({"ok":false,"stage":"failed","applied":[],"pending":[],"seeded":false,"error":{"code":"check_violation","message":"The seed: )" +
                                     std::string(message(errc::check_violation)) + "\"}}");

    wrong = errc::serialization_conflict;
    failures = 1;
    REQUIRE(start());
    REQUIRE(seen.size() == 3);
    CHECK(seen[2].error.code == errc::serialization_conflict); // while it is tried again
    CHECK(s.health().ok);
    CHECK(s.health().seeded);
    CHECK(s.health().error.code == errc::ok);
    REQUIRE(start());
    CHECK(s.plans() == names{"free", "team"});
}

TEMPLATE_LIST_TEST_CASE("a seed that throws leaves a start that failed", "[migration]", support::backends) {
    setting<TestType> s;
    s.db.create_tables().value();
    const auto seed = [&](auto& tx) -> tenon::result<void> {
        write_plans(tx).value();
        throw std::runtime_error("no file of plans");
    };
    CHECK_THROWS_AS(migration::start(s.db, {.migrate = migrate::none, .seed = seed, .startup = &s.startup}), std::runtime_error);
    CHECK(s.health().stage == migration::start_stage::failed);
    CHECK(s.plans().empty());
}

TEMPLATE_LIST_TEST_CASE("migrations that fail end a start before the seed, and those before them stay", "[migration]", support::backends) {
    setting<TestType> s;
    s.folder.add("20260102000000_second", "CREATE TABLE \"b\" (\"id\" TEXT);\nbroken;");
    bool seeded = false;
    const auto seed = [&](auto&) -> tenon::result<void> { return seeded = true, tenon::result<void>{}; };
    const auto start = [&] {
        return migration::start(s.db, {.migrate = migrate::deploy, .seed = seed, .migrations = s.how, .startup = &s.startup});
    };
    CHECK(support::code_of(start()) == errc::migration_failed);
    CHECK_FALSE(seeded);
    CHECK(s.health().error.code == errc::migration_failed);
    CHECK(s.health().applied == names{both[0]});
    CHECK(s.health().pending == names{both[1]});
    s.folder.add("20260102000000_second", "CREATE TABLE \"b\" (\"id\" TEXT);");
    REQUIRE(start());
    CHECK(seeded);
    CHECK(s.health().applied == both);
}

TEMPLATE_LIST_TEST_CASE("a program that requires its migrations does not start before somebody has deployed them", "[migration]", support::backends) {
    setting<TestType> s;
    const auto start = [&] { return migration::start(s.db, {.migrate = migrate::require, .migrations = s.how, .startup = &s.startup}); };
    const auto refused = start();
    REQUIRE(support::code_of(refused) == errc::migration_pending);
    CHECK(refused.error().message.starts_with(both[0] + ", " + both[1] + ": "));
    CHECK(s.health().pending == both);
    CHECK_FALSE(s.has_table("a"));
    migration::deploy(s.db, s.how).value();
    REQUIRE(start());
    CHECK(s.health().ok);
    CHECK_FALSE(s.health().seeded); // nothing was to be
    s.folder.write(both[0] + "/migration.sql", "CREATE TABLE \"c\" (\"id\" TEXT);");
    CHECK(support::code_of(start()) == errc::migration_edited);
}

TEMPLATE_LIST_TEST_CASE("a program without migrations brings its tables to what the models say, and loses nothing", "[migration]", support::backends) {
    setting<TestType> s;
    const auto seed = [](auto& tx) { return write_plans(tx); };
    const auto start = [&] {
        return migration::start(s.db, {.migrate = migrate::push, .seed = seed, .migrations = s.how, .startup = &s.startup});
    };
    REQUIRE(start());
    REQUIRE(start());
    CHECK(s.plans() == names{"free", "team"});
    const auto run = [&](std::string_view text) { migration::target(s.db)->connect(true).value()->run(text).value(); };
    run("CREATE TABLE \"byHand\" (\"id\" TEXT)");
    CHECK(support::code_of(start()) == errc::migration_refused);
    CHECK(s.health().error.message.find("byHand") != std::string::npos);
    CHECK(s.has_table("byHand"));
    run("DROP TABLE \"byHand\"");
    s.how.production = true;
    CHECK(support::code_of(start()) == errc::migration_refused);
}
