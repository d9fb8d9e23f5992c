// Many threads on one database: nothing is lost, nothing is mixed up, no limit is passed.
#include <tenon/testing.hpp>

#include "integration/sqlite/support.hpp"

using namespace sqlite_tests;
using tenon::errc;
using namespace std::chrono_literals;

namespace {

/// Runs `work(number)` in several threads, and gives what failed first.
template <class Work>
std::string in_threads(int count, Work work) {
    outcomes problems;
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i)
        threads.emplace_back([&, i] {
            if (const tenon::result<void> outcome = work(i); !outcome) problems.fail(outcome.error());
        });
    for (auto& thread : threads)
        thread.join();
    return problems.first();
}

tenon::result<void> unless(bool wrong, const char* what) {
    if (wrong) return tenon::fail(make_error(errc::check_violation, what));
    return {};
}

} // namespace

TEST_CASE("threads of several tenants write and read at the same time and see their own rows only") {
    const directory place;
    for (const std::string& path : {std::string(":memory:"), place / "app.db"}) {
        INFO(path);
        const auto db = make(path, {.readers = 2, .synchronous = tenon::sqlite::synchronous::off});
        constexpr int threads = 6, rows = 40;
        CHECK(in_threads(threads, [&](int number) -> tenon::result<void> {
                  const auto repository = accounts(db, "tenant " + std::to_string(number));
                  for (int i = 0; i < rows; ++i) {
                      auto made =
                          repository.create({.id = std::to_string(i), .email = std::to_string(number * 1000 + i)});
                      if (!made) return tenon::fail(made.error());
                      auto found = repository.find_many();
                      if (!found) return tenon::fail(found.error());
                      if (auto ok = unless(found->size() != static_cast<std::size_t>(i + 1), "rows"); !ok) return ok;
                      for (const Account& row : *found)
                          if (auto ok = unless(std::stoi(row.email) / 1000 != number, "another tenant's row"); !ok)
                              return ok;
                  }
                  return {};
              }) == "");
        CHECK(tenon::repository<Account>(db.system("count")).count().value() == threads * rows);
        const auto report = db.health();
        CHECK(report.readers.open <= report.readers.limit);
        CHECK(report.writers.open == 1);
        CHECK(report.readers.in_use + report.writers.in_use + report.readers.waiting + report.writers.waiting == 0);
        require_working(db);
    }
}

TEST_CASE("threads that open a new file at once all get it") {
    const directory folder;
    for (int round = 0; round < 10; ++round) {
        const std::string path = folder / std::to_string(round);
        outcomes problems;
        std::atomic<int> ready = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&] {
                for (++ready; ready < 4;) {}
                if (const auto db = tenon::sqlite::open<app>(path); !db) problems.fail(db.error());
            });
        for (std::thread& each : threads) each.join();
        CHECK(problems.first() == "");
    }
}

TEST_CASE("threads that read, add one and write lose no addition") {
    const directory place;
    const auto db = make(place / "app.db", {.synchronous = tenon::sqlite::synchronous::off});
    // The same file through a pool of its own: its writer and ours must wait for each other.
    const auto other =
        tenon::sqlite::open<app>(place / "app.db", {.synchronous = tenon::sqlite::synchronous::off}).value();
    tenon::repository<Seat>(db.tenant("acme")).create({.id = "a", .row = 0}).value();
    CHECK(in_threads(6, [&](int number) -> tenon::result<void> {
              const auto scope = (number % 2 == 0 ? db : other).tenant("acme");
              for (int i = 0; i < 30; ++i) {
                  const auto done = scope.transaction(
                      [](auto& tx) -> tenon::result<Seat> {
                          const auto seats = tenon::repository<Seat>(tx);
                          auto seat = seats.get("a");
                          if (!seat) return seat;
                          return seats.update("a", tenon::set<&Seat::row>(seat->row + 1));
                      },
                      {.retries = 100});
                  if (!done) return tenon::fail(done.error());
              }
              return {};
          }) == "");
    CHECK(tenon::repository<Seat>(db.tenant("acme")).get("a").value().row == 180);
}

TEST_CASE("threads that read in transactions see a consistent moment while others write") {
    const directory place;
    const auto db = make(place / "app.db", {.readers = 2, .synchronous = tenon::sqlite::synchronous::off});
    const auto write_pair = [&](auto& tx, int value) -> tenon::result<void> {
        for (const char* id : {"a", "b"})
            if (auto done = tenon::repository<Seat>(tx).update(id, tenon::set<&Seat::row>(value)); !done)
                return tenon::fail(done.error());
        return {};
    };
    tenon::repository<Seat>(db.tenant("acme"))
        .create_many({Seat{.id = "a", .place = 1}, Seat{.id = "b", .place = 2}})
        .value();
    CHECK(in_threads(4, [&](int number) -> tenon::result<void> {
              for (int i = 0; i < 60; ++i) {
                  const auto done = db.tenant("acme").transaction(
                      [&](auto& tx) -> tenon::result<void> {
                          if (number == 0) return write_pair(tx, i);
                          const auto first = tenon::repository<Seat>(tx).get("a"),
                                     second = tenon::repository<Seat>(tx).get("b");
                          if (!first) return tenon::fail(first.error());
                          if (!second) return tenon::fail(second.error());
                          return unless(first->row != second->row, "half a transaction");
                      },
                      {.read_only = number != 0});
                  if (!done) return done;
              }
              return {};
          }) == "");
}

TEST_CASE("connections that break under many threads are replaced, and never are there more than allowed") {
    tenon::testing::script script;
    tenon::testing::statement_log log;
    const auto db = tenon::testing::scripted<app>(script, log, {.writers = 2, .readers = 2}).value();
    std::atomic<int> broken{0};
    CHECK(in_threads(8, [&](int number) -> tenon::result<void> {
              const auto repository = tenon::repository<Account>(db.tenant("tenant " + std::to_string(number)));
              for (int i = 0; i < 100; ++i) {
                  if (i % 3 == 0) script.next(tenon::testing::fails_with(errc::connection_lost));
                  if (i % 10 == 0) script.when("open", tenon::testing::fails_with(errc::connection_failed));
                  const auto code_of = [](const auto& outcome) { return outcome ? errc::ok : outcome.error().code; };
                  const errc seen =
                      number % 2 == 0 ? code_of(repository.find_many()) : code_of(repository.create({.email = "x"}));
                  if (seen != errc::ok) ++broken;
                  if (auto ok = unless(
                          seen != errc::ok && seen != errc::connection_lost && seen != errc::connection_failed, "code");
                      !ok)
                      return ok;
                  const auto report = db.health();
                  if (auto ok = unless(report.readers.open > 2 || report.writers.open > 2, "too many connections"); !ok)
                      return ok;
              }
              return {};
          }) == "");
    CHECK(broken > 0);
    while (!db.health().ok) {} // what is left of the script
    const auto report = db.health();
    CHECK(report.readers.in_use + report.writers.in_use + report.readers.waiting + report.writers.waiting == 0);
}

TEST_CASE("a thread that waits gets the room of a connection that broke, and nobody takes it first") {
    tenon::testing::script script;
    tenon::testing::statement_log log;
    const auto db = tenon::testing::scripted<app>(script, log, {.readers = 1}).value();
    const auto writers = [&] { return db.health().writers; };
    for (int round = 0; round < 20; ++round) {
        std::atomic<bool> served{false};
        std::thread waiting;
        const auto hold = [&](auto&) {
            std::this_thread::sleep_for(1ms);
            served = true;
        };
        const auto broken = db.tenant("acme").transaction([&](auto& tx) {
            waiting = std::thread([&] { static_cast<void>(db.tenant("acme").transaction(hold)); });
            while (writers().waiting == 0)
                std::this_thread::yield();
            script.next(tenon::testing::fails_with(errc::connection_lost));
            return tenon::repository<Account>(tx).create({.email = "x"});
        });
        CHECK(broken.error().code == errc::connection_lost);
        // This thread is back before the other one has even woken up.
        db.tenant("acme")
            .transaction([&](auto&) {
                CHECK(served);
                CHECK(writers().open == 1);
            })
            .value();
        waiting.join();
    }
}

TEST_CASE("a log of statements is shared by threads") {
    const directory place;
    tenon::testing::statement_log log;
    const auto db = tenon::testing::record<app, tenon::sqlite::driver>(place / "app.db", log, {.readers = 2}).value();
    db.create_tables().value();
    log.clear();
    CHECK(in_threads(4, [&](int) -> tenon::result<void> {
              for (int i = 0; i < 50; ++i)
                  if (auto count = tenon::repository<Account>(db.tenant("acme")).count(); !count)
                      return tenon::fail(count.error());
              return {};
          }) == "");
    CHECK(log.count(tenon::verb::count) == 200);
}
