// The pool on PostgreSQL when its process forks, and when the server takes its connections away.
#include <atomic>
#include <sys/wait.h>
#include <vector>

#include "integration/postgres/support.hpp"

using namespace postgres_tests;
using namespace std::chrono_literals;
using tenon::errc;

namespace {

/// While it was in use, or while it was made.
bool is_lost(errc code) { return code == errc::connection_lost || code == errc::connection_failed; }

/// Runs `work` in a child: the number that it gives is the child's exit code, 0 when all is well.
template <class Work>
int in_child(Work work) {
    const pid_t child = fork();
    if (child == 0) _exit(work());
    int status = -1;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + status;
}

} // namespace

TEST_CASE("PostgreSQL: the child of a fork refuses everything, and the parent's connection lives on") {
    if (no_server()) return;
    const tables<> place;
    std::optional<database> db = place.open({.connections = 2});
    const auto repository = accounts(*db);
    repository.create({.id = "1", .email = "1"}).value();
    const auto pid = [&] { return held(db->system("look")).pid(); };
    const int before = pid();

    CHECK(in_child([&] {
              const auto counted = repository.count();
              if (counted || counted.error().code != errc::connection_failed) return 1;
              if (counted.error().message.find("fork") == std::string::npos) return 2;
              if (repository.create({.email = "2"})) return 3;
              if (db->tenant("acme").transaction([](auto&) {})) return 4;
              if (db->health().ok) return 5;
              return 0;
          }) == 0);
    CHECK(repository.count().value() == 1);
    CHECK(in_child([&] {
              db.reset();
              return 0;
          }) == 0);
    repository.create({.id = "3", .email = "3"}).value();
    CHECK(repository.count().value() == 2);
    CHECK(pid() == before);

    // In the middle of a transaction, which is the parent's.
    bool is_child = false;
    int status = -1;
    const auto done = db->tenant("acme").transaction([&](auto& tx) -> tenon::result<void> {
        const auto rows = tenon::repository<Account>(tx);
        rows.create({.id = "4", .email = "4"}).value();
        if (const pid_t child = fork(); child == 0) {
            is_child = true;
            if (code_of(rows.create({.email = "5"})) != errc::transaction_closed) _exit(1);
            return {}; // as if all were well
        } else
            waitpid(child, &status, 0);
        return {};
    });
    if (is_child) _exit(code_of(done) == errc::transaction_closed ? 0 : 2);
    CHECK(status == 0);
    CHECK(done.has_value());
    CHECK(repository.count().value() == 3);
    CHECK(pid() == before);
    require_working(*db);
}

TEST_CASE("PostgreSQL: a database that the child opens itself works there") {
    if (no_server()) return;
    const tables<> place;
    const auto parents = place.open();
    CHECK(in_child([&] {
              const auto db = tenon::postgres::open<app>(place.url());
              if (!db || !accounts(*db).create({.id = "child", .email = "child"})) return 1;
              return accounts(*db).count().value() == 1 ? 0 : 2;
          }) == 0);
    CHECK(accounts(parents).exists("child").value());
}

TEST_CASE("PostgreSQL: connections that the server ends under many threads are replaced, and nothing is mixed up") {
    if (no_server()) return;
    const tables<> place;
    const auto db = place.open({.connections = 3, .idle_check = 0ms});
    std::atomic<bool> over{false};
    std::thread terminator([&] {
        support::postgres_session superuser{place.server.superuser()};
        for (int i = 0; i < 15; ++i) {
            superuser(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'tenon_app' AND datname = "
                "current_database() ORDER BY random() LIMIT 2");
            std::this_thread::sleep_for(10ms);
        }
        over = true;
    });
    outcomes problems;
    std::vector<std::thread> threads;
    for (int number = 0; number < 4; ++number)
        threads.emplace_back([&, number] {
            const std::string tenant = "tenant " + std::to_string(number);
            const auto rows = accounts(db, tenant);
            for (int i = 0; !over; ++i) {
                const std::string id = std::to_string(i);
                const errc written = code_of(rows.create({.id = id, .email = id}));
                if (written != errc::ok && !is_lost(written) && written != errc::commit_unknown) problems.fail("write");
                const auto found = rows.find_unique(id);
                if (!found) { // hit twice in a row
                    if (!is_lost(found.error().code)) problems.fail(found.error());
                    continue;
                }
                if (*found && (*found)->tenantId != tenant) problems.fail("another tenant's row");
                if (!*found && written == errc::ok) problems.fail("a row is lost");
                if (*found && is_lost(written)) problems.fail("a row that was said not to be written");
            }
        });
    terminator.join();
    for (auto& each : threads)
        each.join();
    CHECK(problems.first() == "");
    CHECK(figures(db).in_use == 0);
    CHECK(figures(db).open <= 3);
    require_working(db);
}
