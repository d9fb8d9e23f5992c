// Migrations that are cut short, and several who migrate at once: in processes of their own, which are really killed.
#include <tenon/migration.hpp>
#include <tenon/transfer.hpp>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <functional>
#include <sstream>
#include <string>
#include <sys/wait.h>
#include <tuple>
#include <unistd.h>
#include <utility>
#include <vector>

#include "support/backends.hpp"
#include "support/catch.hpp"
#include "support/migrations.hpp"

namespace {

namespace migration = tenon::migration;

struct Note {
    std::string id;
    std::string tenantId;
};
using app = tenon::schema<Note>;

/// Databases that another process can open too. A test has none open while a process is made: SQLite does not want that.
#if TENON_TEST_POSTGRES
using shared_backends = std::tuple<support::sqlite_on_file, support::postgres_tenant_first>;
#else
using shared_backends = std::tuple<support::sqlite_on_file>;
#endif

/// Runs `work` in a child process. It answers the exit code, or the negative number of the signal that ended it.
pid_t start(const std::function<int()>& work) {
    const pid_t child = fork();
    if (child != 0) return child;
    try {
        _exit(work());
    } catch (...) { // the tests after this one are the parent's
        _exit(101);
    }
}
int outcome_of(pid_t child) {
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

inline int exit_code(int code) { return code; }
template <class Result> int exit_code(const Result& result) { return static_cast<int>(support::code_of(result)); }

/// `work(db)` in a child, which answers what that does: a number, or 0 or the error code of a result. With `kill_after` it is killed as soon
/// as so many statements have run.
template <class Backend, class Work> pid_t start_on(Backend& backend, Work work, int kill_after = 0) {
    static_cast<void>(Backend::prepares()); // a pooler, if there is one, is this process's and not the child's
    return start([&] {
        int count = 0;
        auto db = backend.template open<app>({.on_statement = [&](const tenon::statement_event&) {
            if (++count == kill_after) kill(getpid(), SIGKILL);
        }});
        return exit_code(work(db));
    });
}

/// `db push`: what is shown to people, and what is done then.
template <class Database> tenon::result<void> push(const Database& db, const migration::options& how = {}) {
    migration::schemas on(db, "", how);
    const auto plan = migration::compare(on, migration::side::database, migration::side::models);
    if (!plan) return tenon::fail(plan.error());
    return migration::push(on, *plan);
}

/// Deploys in a child. The exit code is the number of migrations that it applied, 100 for an error.
template <class Backend> pid_t start_deploy(Backend& backend, const migration::options& how, int kill_after = 0) {
    const auto deploy = [&](auto& db) {
        const auto done = migration::deploy(db, how);
        return done ? static_cast<int>(done->size()) : 100;
    };
    return start_on(backend, deploy, kill_after);
}

template <class Backend> bool sends_together(Backend& backend) { return migration::target(backend.template open<app>({}))->texts().sends_together; }

template <class Database> bool has_table(const Database& db, const std::string& name) {
    return migration::target(db)->connect(true).value()->run("SELECT * FROM \"" + name + "\"").has_value();
}
template <class Database> std::vector<migration::standing> standings(const Database& db, const migration::options& how) {
    std::vector<migration::standing> found;
    const auto report = migration::status(db, how).value();
    for (const auto& each : report.migrations) found.push_back(each.standing);
    return found;
}

} // namespace

TEMPLATE_LIST_TEST_CASE("a migration that is killed at any statement is wholly applied or not at all", "[migration]", shared_backends) {
    TestType backend;
    support::migrations folder;
    folder.add("20260101000000_first", "CREATE TABLE \"a\" (\"id\" TEXT); INSERT INTO \"a\" VALUES ('1'); CREATE TABLE \"b\" (\"id\" TEXT);")
        .add("20260102000000_second", "CREATE TABLE \"c\" (\"id\" TEXT); DROP TABLE \"b\"; CREATE TABLE \"d\" (\"id\" TEXT);");
    const migration::options how{.folder = folder.path()};
    std::vector<int> seen(3, 0); // how often none, one or both were applied
    int outcome = -SIGKILL;
    for (int k = 1; outcome == -SIGKILL; ++k) {
        REQUIRE(k < 100);
        INFO("killed after statement " << k);
        outcome = outcome_of(start_deploy(backend, how, k));
        auto db = backend.template open<app>({});
        const auto found = standings(db, how);
        REQUIRE(found.size() == 2);
        const bool first = found[0] == migration::standing::applied, second = found[1] == migration::standing::applied;
        CHECK((first || found[0] == migration::standing::pending));
        CHECK((second || found[1] == migration::standing::pending));
        CHECK((first || !second));
        CHECK(has_table(db, "a") == first);
        CHECK(has_table(db, "b") == (first && !second));
        CHECK(has_table(db, "c") == second);
        CHECK(has_table(db, "d") == second);
        ++seen[static_cast<std::size_t>(first) + static_cast<std::size_t>(second)];
        if (outcome == -SIGKILL) CHECK(migration::deploy(db, how).value().size() == 2U - static_cast<std::size_t>(first) - static_cast<std::size_t>(second));
        CHECK(standings(db, how) == std::vector(2, migration::standing::applied));
        migration::reset(db, how).value();
    }
    CHECK(outcome == 2);
    CHECK(seen[0] >= 5); // it was killed in each of these states
    CHECK(seen[1] >= (sends_together(backend) ? 1 : 4)); // hooks hear of those that are sent together when they have been answered
}

TEMPLATE_LIST_TEST_CASE("a migration without a transaction that is killed at any statement leaves a record that can be resolved", "[migration]", shared_backends) {
    TestType backend;
    support::migrations folder;
    folder.add("20260101000000_first", "-- tenon: no transaction\nCREATE TABLE \"t1\" (\"id\" TEXT);\nCREATE TABLE \"t2\" (\"id\" TEXT);\nCREATE TABLE \"t3\" (\"id\" TEXT);");
    const migration::options how{.folder = folder.path()};
    int outcome = -SIGKILL, unfinished = 0;
    for (int k = 1; outcome == -SIGKILL; ++k) {
        REQUIRE(k < 100);
        INFO("killed after statement " << k);
        outcome = outcome_of(start_deploy(backend, how, k));
        auto db = backend.template open<app>({});
        const auto state = migration::status(db, how).value().migrations.at(0);
        const int tables = has_table(db, "t1") + has_table(db, "t2") + has_table(db, "t3");
        if (state.standing == migration::standing::pending) CHECK(tables == 0);
        else if (state.standing == migration::standing::applied) CHECK(tables == 3);
        else {
            REQUIRE(state.standing == migration::standing::unfinished);
            ++unfinished;
            CHECK(state.row->steps <= tables); // the one after them may have run, and nobody could write that down
            CHECK(tables <= state.row->steps + 1);
            if (state.row->steps > 0 && state.row->steps < 3)
                CHECK(state.row->logs.find(":" + std::to_string(state.row->steps + 1) + ": statement " + std::to_string(state.row->steps) + " of 3") != std::string::npos);
            CHECK(support::code_of(migration::deploy(db, how)) == tenon::errc::migration_unfinished);
            migration::resolve_rolled_back(db, state.name, how).value();
            for (int i = 1; i <= tables; ++i) migration::target(db)->connect(true).value()->run("DROP TABLE \"t" + std::to_string(i) + "\"").value();
        }
        if (state.standing != migration::standing::applied) CHECK(migration::deploy(db, how).value().size() == 1);
        migration::reset(db, how).value();
    }
    CHECK(outcome == 1);
    CHECK(unfinished >= 5);
}

TEMPLATE_LIST_TEST_CASE("who goes on with a migration and is killed at any statement leaves one that can be gone on with", "[migration]", shared_backends) {
    TestType backend;
    support::migrations folder;
    std::string text = "CREATE TABLE \"n\" (\"id\" TEXT);\n-- tenon: no transaction\n";
    for (const std::string table : {"t1", "t2", "t3"})
        text += "DROP TABLE IF EXISTS \"" + table + "\";\nCREATE TABLE \"" + table + "\" (\"id\" TEXT);\nINSERT INTO \"n\" VALUES ('" + table + "');\n";
    folder.add("20260101000000_first", text);
    const migration::options how{.folder = folder.path()};
    migration::options resuming = how;
    resuming.resume = true;
    const auto first_standing = [&](auto& db) { return standings(db, how).at(0); };
    int begun = 0; // the statement after which the deploy leaves its second table to be done
    for (int k = 1; begun == 0; ++k) {
        REQUIRE(k < 100);
        REQUIRE(outcome_of(start_deploy(backend, how, k)) == -SIGKILL);
        auto db = backend.template open<app>({});
        if (migration::status(db, how).value().migrations.at(0).standing == migration::standing::unfinished && has_table(db, "t1")) begun = k;
        migration::reset(db, {.folder = folder.path() / "none", .folder_may_be_missing = true}).value();
    }
    int outcome = -SIGKILL, unfinished = 0;
    for (int k = 1; outcome == -SIGKILL; ++k) {
        REQUIRE(k < 100);
        INFO("killed after statement " << k);
        REQUIRE(outcome_of(start_deploy(backend, how, begun)) == -SIGKILL);
        outcome = outcome_of(start_deploy(backend, resuming, k));
        auto db = backend.template open<app>({});
        if (first_standing(db) == migration::standing::unfinished) {
            ++unfinished;
            CHECK(migration::deploy(db, resuming).value().size() == 1);
        }
        CHECK(first_standing(db) == migration::standing::applied);
        for (const char* table : {"t1", "t2", "t3"}) CHECK(has_table(db, table));
        const auto rows = migration::target(db)->connect(false).value()->read("SELECT \"id\" FROM \"n\" ORDER BY \"id\"", 1).value();
        CHECK(rows == std::vector<migration::text_row>{{"t1"}, {"t2"}, {"t3"}}); // what writes rows was done once
        CHECK(migration::deploy(db, resuming).value().empty());
        migration::reset(db, {.folder = folder.path() / "none", .folder_may_be_missing = true}).value();
    }
    CHECK(outcome == 1);
    CHECK(unfinished >= 5);
}

TEMPLATE_LIST_TEST_CASE("a rollback that is killed at any statement has undone each migration wholly or not at all", "[migration]", shared_backends) {
    TestType backend;
    support::migrations folder;
    folder.add("20260101000000_first", "CREATE TABLE \"a\" (\"id\" TEXT); CREATE TABLE \"b\" (\"id\" TEXT); INSERT INTO \"b\" VALUES ('1');",
               "DROP TABLE \"b\"; DROP TABLE \"a\";")
        .add("20260102000000_second", "ALTER TABLE \"b\" RENAME TO \"c\"; CREATE TABLE \"d\" (\"id\" TEXT);",
             "DROP TABLE \"d\"; ALTER TABLE \"c\" RENAME TO \"b\"; UPDATE \"b\" SET \"id\" = \"id\" || '.';");
    const migration::options how{.folder = folder.path()};
    const auto rollback = [&](auto& db) { return migration::rollback(db, {.all = true}, how); };
    std::vector<int> seen(3, 0); // how often both, one or none were undone
    int outcome = -SIGKILL;
    for (int k = 1; outcome == -SIGKILL; ++k) {
        REQUIRE(k < 100);
        INFO("killed after statement " << k);
        migration::deploy(backend.template open<app>({}), how).value();
        outcome = outcome_of(start_on(backend, rollback, k));
        auto db = backend.template open<app>({});
        const auto found = standings(db, how);
        REQUIRE(found.size() == 2);
        const bool first = found[0] == migration::standing::applied, second = found[1] == migration::standing::applied;
        CHECK((first || found[0] == migration::standing::rolled_back));
        CHECK((second || found[1] == migration::standing::rolled_back));
        CHECK((first || !second));
        CHECK(has_table(db, "a") == first);
        CHECK(has_table(db, "b") == (first && !second));
        CHECK(has_table(db, "c") == second);
        CHECK(has_table(db, "d") == second);
        if (first && !second) CHECK(migration::target(db)->connect(false).value()->read("SELECT \"id\" FROM \"b\"", 1).value() == std::vector<migration::text_row>{{"1."}});
        const std::size_t left = static_cast<std::size_t>(first) + static_cast<std::size_t>(second);
        ++seen[left];
        CHECK(rollback(db).value().size() == left);
        CHECK(standings(db, how) == std::vector(2, migration::standing::rolled_back));
        CHECK_FALSE(has_table(db, "a"));
    }
    CHECK(outcome == 0);
    CHECK(seen[1] >= 5); // it was killed in each of these states
    CHECK(seen[2] >= 5);
}

TEMPLATE_LIST_TEST_CASE("a rollback without a transaction that is killed at any statement leaves a record that can be resolved", "[migration]", shared_backends) {
    TestType backend;
    support::migrations folder;
    folder.add("20260101000000_first", "CREATE TABLE \"t1\" (\"id\" TEXT); CREATE TABLE \"t2\" (\"id\" TEXT); CREATE TABLE \"t3\" (\"id\" TEXT);",
               "DROP TABLE \"t3\";\n-- tenon: no transaction\nDROP TABLE \"t2\";\nDROP TABLE \"t1\";");
    const migration::options how{.folder = folder.path()};
    int outcome = -SIGKILL, unfinished = 0;
    for (int k = 1; outcome == -SIGKILL; ++k) {
        REQUIRE(k < 100);
        INFO("killed after statement " << k);
        migration::deploy(backend.template open<app>({}), how).value();
        outcome = outcome_of(start_on(backend, [&](auto& db) { return migration::rollback(db, {}, how); }, k));
        auto db = backend.template open<app>({});
        const auto state = migration::status(db, how).value().migrations.at(0);
        const int gone = 3 - has_table(db, "t1") - has_table(db, "t2") - has_table(db, "t3");
        if (state.standing == migration::standing::applied) CHECK(gone == 0);
        else if (state.standing == migration::standing::rolled_back) CHECK(gone == 3);
        else {
            REQUIRE(state.standing == migration::standing::unfinished);
            ++unfinished;
            CHECK(state.row->is_rolling_back());
            CHECK(state.row->steps <= gone);
            CHECK(gone <= state.row->steps + 1);
            migration::options resuming = how;
            resuming.resume = true;
            CHECK(support::code_of(migration::deploy(db, resuming)) == tenon::errc::migration_unfinished); // it would do what is being undone
            CHECK(support::code_of(migration::rollback(db, {}, how)) == tenon::errc::migration_unfinished);
            for (int i = 1; i <= 3 - gone; ++i) migration::target(db)->connect(true).value()->run("DROP TABLE \"t" + std::to_string(i) + "\"").value();
            migration::resolve_rolled_back(db, state.name, how).value();
            CHECK(standings(db, how).at(0) == migration::standing::rolled_back);
        }
        migration::deploy(db, how).value();
        for (const char* table : {"t1", "t2", "t3"}) CHECK(has_table(db, table));
    }
    CHECK(outcome == 0);
    CHECK(unfinished >= 3);
}

TEMPLATE_LIST_TEST_CASE("who erases a tenant in batches or imports one and is killed at any statement can do it again", "[migration]", shared_backends) {
    TestType backend;
    backend.template open<app>({}).create_tables().value();
    const auto rows_of = [](auto& db, const char* tenant) { return tenon::repository<Note>(db.tenant(tenant)).count().value(); };
    std::string exported;
    {
        const auto db = backend.template open<app>({});
        for (const char* tenant : {"acme", "beta"})
            for (int i = 0; i < 5; ++i) tenon::repository<Note>(db.tenant(tenant)).create({.id = std::to_string(i)}).value();
        std::ostringstream file;
        tenon::transfer::export_rows(db, {.tenant = "acme"}, tenon::transfer::lines_to(file)).value();
        exported = file.str();
    }
    const auto erase = [](const auto& db) { return migration::erase_tenant_in_batches(db, "acme", {.rows = 2}); };
    const auto bring_back = [&](const auto& db) {
        std::istringstream file(exported);
        return tenon::transfer::import_rows(db, file, {});
    };
    int outcome = -SIGKILL, in_between = 0;
    for (int k = 1; outcome == -SIGKILL; ++k) {
        REQUIRE(k < 100);
        INFO("killed after statement " << k);
        outcome = outcome_of(start_on(backend, erase, k));
        const auto db = backend.template open<app>({});
        if (const auto left = rows_of(db, "acme"); left != 0) {
            in_between += left < 5 ? 1 : 0;
            CHECK(erase(db).value()->front().rows == left);
        }
        CHECK(rows_of(db, "acme") == 0);
        CHECK(rows_of(db, "beta") == 5);
        bring_back(db).value();
    }
    CHECK(outcome == 0);
    CHECK(in_between >= 3);
    outcome = -SIGKILL;
    for (int k = 1; outcome == -SIGKILL; ++k) {
        REQUIRE(k < 100);
        INFO("killed after statement " << k);
        erase(backend.template open<app>({})).value();
        outcome = outcome_of(start_on(backend, bring_back, k));
        const auto db = backend.template open<app>({});
        const auto there = rows_of(db, "acme");
        CHECK((there == 0 || there == 5));
        if (there == 0) bring_back(db).value();
        CHECK(rows_of(db, "acme") == 5);
        CHECK(rows_of(db, "beta") == 5);
    }
    CHECK(outcome == 0);
}

TEMPLATE_LIST_TEST_CASE("several who deploy at once apply each migration once", "[migration]", shared_backends) {
    TestType backend;
    support::migrations folder;
    folder.add("20260101000000_first", "CREATE TABLE \"a\" (\"id\" TEXT);");
    for (int i = 2; i <= 6; ++i) folder.add("2026010" + std::to_string(i) + "000000_next", "INSERT INTO \"a\" VALUES ('" + std::to_string(i) + "');");
    const migration::options how{.folder = folder.path()};
    for (int round = 0; round < 5; ++round) {
        std::vector<pid_t> children;
        for (int i = 0; i < 3; ++i) children.push_back(start_deploy(backend, how));
        int applied = 0;
        for (const pid_t child : children) applied += outcome_of(child);
        CHECK(applied == 6);
        auto db = backend.template open<app>({});
        const auto rows = migration::target(db)->connect(false).value()->read("SELECT \"id\" FROM \"a\" ORDER BY \"id\"", 1).value();
        CHECK(rows == std::vector<migration::text_row>{{"2"}, {"3"}, {"4"}, {"5"}, {"6"}});
        migration::reset(db, how).value();
    }
}

TEMPLATE_LIST_TEST_CASE("several programs that start at once migrate and seed once", "[migration]", shared_backends) {
    TestType backend;
    support::migrations folder;
    folder.add("20260101000000_first", "CREATE TABLE \"a\" (\"id\" TEXT);").add("20260102000000_second", "INSERT INTO \"a\" VALUES ('migrated');");
    const migration::options how{.folder = folder.path()};
    const auto texts = [](auto& tx) { return migration::detail::run_text(tx.session(), tenon::driver::caller{nullptr, tx.reason()}, "INSERT INTO \"a\" SELECT 'seeded' WHERE NOT EXISTS (SELECT 1 FROM \"a\" WHERE \"id\" = 'seeded')"); };
    for (int round = 0; round < 3; ++round) {
        std::vector<pid_t> children;
        for (int i = 0; i < 3; ++i)
            children.push_back(start_on(backend, [&](auto& db) {
                migration::startup startup;
                const auto seed = [&](auto& tx) -> tenon::result<void> {
                    if (auto why = texts(tx)) return tenon::fail(std::move(why));
                    usleep(20'000); // the others have come this far
                    return {};
                };
                auto done = migration::start(db, {.migrate = tenon::migrate::deploy, .seed = seed, .migrations = how, .startup = &startup});
                if (done && startup.health().applied.size() != 2) return tenon::result<void>(tenon::fail(tenon::errc::migration_pending));
                return done;
            }));
        for (const pid_t child : children) CHECK(outcome_of(child) == 0);
        auto db = backend.template open<app>({});
        const auto rows = migration::target(db)->connect(false).value()->read("SELECT \"id\" FROM \"a\" ORDER BY \"id\"", 1).value();
        CHECK(rows == std::vector<migration::text_row>{{"migrated"}, {"seeded"}});
        migration::reset(db, how).value();
    }
}

TEMPLATE_LIST_TEST_CASE("what others do to the history between two migrations of a deploy is seen", "[migration]", shared_backends) {
    TestType backend;
    support::migrations folder;
    for (int i = 1; i <= 5; ++i) folder.add("2026010" + std::to_string(i) + "000000_next", "CREATE TABLE \"t" + std::to_string(i) + "\" (\"id\" TEXT);");
    const migration::options how{.folder = folder.path()};
    auto other = backend.template open<app>({});
    const auto by_hand = [&](const std::string& text) { migration::target(other)->connect(true).value()->run(text).value(); };
    std::string change;
    auto db = backend.template open<app>({.on_statement = [&](const tenon::statement_event& e) {
        const bool is_end = e.text == "COMMIT" || e.text.starts_with("INSERT INTO \"public\".\"_tenon_migrations\""); // the end of what is sent together
        if (is_end && !change.empty() && has_table(other, "t3")) by_hand(std::exchange(change, {}));
    }});
    const auto deploy = [&](const std::string& what) {
        change = what;
        return migration::deploy(db, how);
    };
    const auto first = deploy("UPDATE \"_tenon_migrations\" SET \"finished_at\" = NULL WHERE \"migration_name\" = '20260101000000_next'");
    CHECK(support::code_of(first) == tenon::errc::migration_unfinished);
    CHECK_FALSE(has_table(other, "t4"));
    migration::reset(other, how).value();
    const auto second = deploy("DELETE FROM \"_tenon_migrations\" WHERE \"migration_name\" = '20260101000000_next'");
    CHECK(second.has_value()); // it is pending, and its turn was before
    CHECK(standings(other, how).front() == migration::standing::pending);
    migration::reset(other, how).value();
    const auto third = deploy("INSERT INTO \"_tenon_migrations\" (\"id\", \"checksum\", \"migration_name\", \"started_at\") SELECT 'x', 'x', '20270101000000_next', "
                              "\"started_at\" FROM \"_tenon_migrations\" WHERE \"migration_name\" = '20260101000000_next'");
    CHECK(support::code_of(third) == tenon::errc::migration_unfinished);
    CHECK_FALSE(has_table(other, "t4"));
}

TEMPLATE_LIST_TEST_CASE("who migrates while somebody else does waits no longer than told", "[migration]", shared_backends) {
    if (!TestType::prepares()) return; // through a pooler with one connection there is no second transaction
    TestType backend;
    support::migrations folder;
    folder.add("20260101000000_first", "CREATE TABLE \"a\" (\"id\" TEXT);");
    auto db = backend.template open<app>({});
    auto other = backend.template open<app>({});
    const migration::options how{.folder = folder.path(), .lock_timeout = std::chrono::milliseconds(100)};
    migration::schemas on(other, "", how);
    const auto plan = migration::compare(on, migration::side::database, migration::side::models).value();
    const auto inside = [&](auto&) -> tenon::result<void> {
        const auto done = migration::deploy(other, how);
        CHECK_FALSE(done);
        CHECK(done.error().code == tenon::errc::busy);
        CHECK(done.error().message.starts_with("Somebody else has been migrating this database"));
        CHECK(support::code_of(migration::push(on, plan)) == tenon::errc::busy);
        CHECK(support::code_of(migration::erase_tenant(other, "acme", how)) == tenon::errc::busy);
        return {};
    };
    migration::seed(db, inside, how).value();
    CHECK(migration::deploy(other, how).value().size() == 1);
}

TEMPLATE_LIST_TEST_CASE("several who push at once bring the database to what the models say", "[migration]", shared_backends) {
    TestType backend;
    for (int round = 0; round < 3; ++round) {
        std::vector<pid_t> children;
        for (int i = 0; i < 3; ++i) children.push_back(start_on(backend, [](auto& db) { return push(db); }));
        for (const pid_t child : children) CHECK(outcome_of(child) == 0);
        auto db = backend.template open<app>({});
        migration::schemas on(db, "", {});
        CHECK(migration::compare(on, migration::side::database, migration::side::models).value().empty());
        migration::reset(db).value();
    }
}

TEMPLATE_LIST_TEST_CASE("who pushes a plan that others were faster with does nothing, and is told where they did something else", "[migration]", shared_backends) {
    TestType backend;
    auto db = backend.template open<app>({});
    auto other = backend.template open<app>({});
    const auto planned = [&](migration::schemas& on) { return migration::compare(on, migration::side::database, migration::side::models).value(); };
    {
        migration::schemas on(db, "", {});
        const auto plan = planned(on);
        push(other).value();
        migration::push(on, plan).value();
        CHECK(planned(on).empty());
    }
    const auto by_hand = [&](const std::string& text) { migration::target(other)->connect(true).value()->run(text).value(); };
    by_hand("DROP TABLE \"Note\"");
    migration::schemas on(db, "", {});
    const auto plan = planned(on);
    by_hand("CREATE TABLE \"Other\" (\"id\" TEXT)");
    CHECK(support::code_of(migration::push(on, plan)) == tenon::errc::serialization_conflict);
    CHECK_FALSE(has_table(other, "Note"));
    CHECK(has_table(other, "Other"));
    push(db).value();
    CHECK(has_table(other, "Note"));
    CHECK_FALSE(has_table(other, "Other"));
}

TEMPLATE_LIST_TEST_CASE("of several who erase a tenant at once one does", "[migration]", shared_backends) {
    TestType backend;
    backend.template open<app>({}).create_tables().value();
    for (int round = 0; round < 5; ++round) {
        {
            const auto db = backend.template open<app>({});
            for (const char* tenant : {"acme", "beta"}) {
                const auto scope = db.tenant(tenant);
                for (int i = 0; i < 20; ++i) tenon::repository<Note>(scope).create({.id = std::to_string(round) + "." + std::to_string(i)}).value();
            }
        }
        std::vector<pid_t> children;
        for (int i = 0; i < 3; ++i) children.push_back(start_on(backend, [](auto& db) { return migration::erase_tenant(db, "acme"); }));
        int erased = 0, absent = 0;
        for (const pid_t child : children) {
            const int outcome = outcome_of(child);
            erased += outcome == 0 ? 1 : 0;
            absent += outcome == static_cast<int>(tenon::errc::not_found) ? 1 : 0;
        }
        CHECK(erased == 1);
        CHECK(absent == 2);
        const auto db = backend.template open<app>({});
        CHECK(migration::count_tenant(db, "beta").value().front().rows == 20 * (round + 1));
    }
}

TEMPLATE_LIST_TEST_CASE("a rollback does not jump over a migration that others apply meanwhile", "[migration]", shared_backends) {
    TestType backend;
    support::migrations folder;
    folder.add("20260101000000_first", "CREATE TABLE \"a\" (\"id\" TEXT);", "DROP TABLE \"a\";")
        .add("20260102000000_second", "CREATE TABLE \"b\" (\"id\" TEXT);", "DROP TABLE \"b\";");
    const migration::options how{.folder = folder.path()};
    int statements = 0;
    auto other = backend.template open<app>({});
    auto db = backend.template open<app>({.on_statement = [&](const tenon::statement_event& e) {
        // The rollback has seen the history, and does not have the lock yet.
        if (e.text.find("SELECT") == 0 && e.text.find("applied_steps_count") != e.text.npos && ++statements == 2) {
            folder.add("20260103000000_third", "CREATE TABLE \"c\" (\"id\" TEXT);");
            migration::deploy(other, how).value();
        }
    }});
    migration::deploy(other, how).value();
    statements = 1;
    const auto done = migration::rollback(db, {}, how);
    REQUIRE_FALSE(done);
    CHECK(done.error().code == tenon::errc::migration_not_applied);
    CHECK(done.error().message.find("20260103000000_third") != std::string::npos);
    CHECK(standings(db, how) == std::vector(3, migration::standing::applied));
}
