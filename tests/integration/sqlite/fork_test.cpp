// A process that forks copies the memory of its connections, but they stay the parent's.
#include "support.hpp"

#include <sys/wait.h>

using namespace sqlite_tests;
using tenon::errc;

namespace {

/// Runs `work` in a child: the number that it gives is the child's exit code, 0 when all is well.
template <class Work> int in_child(Work work) {
    const pid_t child = fork();
    if (child == 0) _exit(work());
    int status = -1;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + status;
}

} // namespace

TEST_CASE("in the child of a fork a database refuses everything, and the parent's goes on") {
    const directory place;
    std::optional<database> db = tenon::sqlite::open<app>(place / "app.db").value();
    db->create_tables().value();
    const auto accounts = tenon::repository<Account>(db->tenant("acme"));
    accounts.create({.id = "1", .email = "1"}).value();
    accounts.count().value();

    const int refused = in_child([&] {
        const auto counted = accounts.count();
        if (counted || counted.error().code != errc::connection_failed) return 1;
        if (counted.error().message.find("fork") == std::string::npos) return 2;
        if (accounts.create({.email = "2"})) return 3;
        if (db->tenant("acme").transaction([](auto&) {})) return 4;
        const auto health = db->health();
        if (health.ok || health.writers.open != 0) return 5;
        return 0;
    });
    CHECK(refused == 0);

    const int destroyed = in_child([&] {
        db.reset();
        return 0;
    });
    CHECK(destroyed == 0);

    accounts.create({.id = "3", .email = "3"}).value();
    CHECK(accounts.count().value() == 2);
    const raw file(place / "app.db");
    CHECK(ask(file.handle(), "PRAGMA integrity_check") == "ok");
}

TEST_CASE("a transaction that was open when the process forked is the parent's") {
    const directory place;
    const auto db = tenon::sqlite::open<app>(place / "app.db").value();
    db.create_tables().value();
    bool is_child = false;
    const auto done = db.tenant("acme").transaction([&](auto& tx) -> tenon::result<void> {
        const auto accounts = tenon::repository<Account>(tx);
        accounts.create({.id = "1", .email = "1"}).value();
        const pid_t child = fork();
        if (child == 0) {
            is_child = true;
            const auto created = accounts.create({.id = "2", .email = "2"});
            if (created || created.error().code != errc::transaction_closed) _exit(1);
            return {}; // as if all were well
        }
        int status = -1;
        waitpid(child, &status, 0);
        CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 0));
        return {};
    });
    if (is_child) _exit(!done && done.error().code == errc::transaction_closed ? 0 : 2);
    CHECK(done.has_value());
    CHECK(tenon::repository<Account>(db.tenant("acme")).count().value() == 1);
}

TEST_CASE("a database that a child opens itself works there") {
    const directory place;
    const auto parents = tenon::sqlite::open<app>(place / "parent.db").value();
    parents.create_tables().value();
    CHECK(in_child([&] {
              const auto db = tenon::sqlite::open<app>(place / "child.db").value();
              db.create_tables().value();
              const auto accounts = tenon::repository<Account>(db.tenant("acme"));
              accounts.create({.email = "1"}).value();
              return accounts.count().value() == 1 ? 0 : 1;
          }) == 0);
}
