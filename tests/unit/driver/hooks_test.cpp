// Without hooks nothing is measured: not even the clock is read. The program's steady clock is replaced by one that
// counts.
#include <atomic>
#include <ctime>

#include "unit/testing/models.hpp"

#if defined(__GLIBCXX__)

namespace {
std::atomic<long> clock_reads{0};
}

std::chrono::steady_clock::time_point std::chrono::steady_clock::now() noexcept {
    ++clock_reads;
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return time_point(seconds(now.tv_sec) + nanoseconds(now.tv_nsec));
}

using namespace scripted_tests;
namespace testing = tenon::testing;

namespace {

long reads_of_clock(const tenon::statement_hooks& hooks) {
    testing::script script;
    const auto db = testing::scripted<app>(script, testing::statement_log(), {.hooks = hooks}).value();
    const long before = clock_reads;
    accounts(db).find_many().value();
    accounts(db).create({.email = "x"}).value();
    db.tenant("acme").transaction([](auto&) {}).value();
    return clock_reads - before;
}

} // namespace

TEST_CASE("without hooks no clock is read; with one of them it is read twice for each statement") {
    tenon::statement_hooks none, all, slow;
    all.on_statement = [](const tenon::statement_event&) {};
    slow.on_slow_statement = [](const tenon::statement_event&) {};
    none.slow_threshold = std::chrono::milliseconds(0);
    CHECK(reads_of_clock(none) == 0);
    CHECK(reads_of_clock(all) == 8);
    CHECK(reads_of_clock(slow) == 8);
}

#endif
