// Without hooks no statement is timed. The system's clocks are replaced by ones that count how often they are read.
#include <atomic>
#include <ctime>

#include <sys/syscall.h>
#include <unistd.h>

#include "unit/testing/models.hpp"

#if defined(__linux__) && defined(CLOCK_MONOTONIC_COARSE)

namespace {
std::atomic<long> precise_reads{0}, coarse_reads{0};
}

// The standard library's steady clock asks this one too.
extern "C" int clock_gettime(clockid_t clock, timespec* now) noexcept {
    if (clock == CLOCK_MONOTONIC) ++precise_reads;
    if (clock == CLOCK_MONOTONIC_COARSE) ++coarse_reads;
    return static_cast<int>(syscall(SYS_clock_gettime, clock, now));
}

using namespace scripted_tests;
namespace testing = tenon::testing;

namespace {

struct reads {
    long precise, coarse;
    friend bool operator==(const reads&, const reads&) = default;
};

reads reads_of_clocks(const tenon::statement_hooks& hooks) {
    testing::script script;
    const auto db = testing::scripted<app>(script, testing::statement_log(), {.hooks = hooks}).value();
    const reads before{precise_reads, coarse_reads};
    accounts(db).find_many().value();
    accounts(db).create({.email = "x"}).value();
    db.tenant("acme").transaction([](auto&) {}).value();
    return {precise_reads - before.precise, coarse_reads - before.coarse};
}

} // namespace

TEST_CASE("without hooks no statement is timed; with one of them the clock is read twice for each") {
    tenon::statement_hooks none, all, slow;
    all.on_statement = [](const tenon::statement_event&) {};
    slow.on_slow_statement = [](const tenon::statement_event&) {};
    none.slow_threshold = std::chrono::milliseconds(0);
    const long before = precise_reads;
    static_cast<void>(std::chrono::steady_clock::now());
    REQUIRE(precise_reads == before + 1); // they are counted
    // A transaction notes when it began, by the coarse clock.
    CHECK(reads_of_clocks(none) == reads{0, 1});
    CHECK(reads_of_clocks(all) == reads{8, 1});
    CHECK(reads_of_clocks(slow) == reads{8, 1});
}

#endif
