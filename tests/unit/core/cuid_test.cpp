#include <tenon/core/cuid.hpp>

#include <algorithm>
#include <atomic>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "support/catch.hpp"

namespace {

std::atomic<std::int64_t> fake_time{0};
tenon::timestamp fake_clock() noexcept { return tenon::timestamp{std::chrono::milliseconds{fake_time.load()}}; }

struct with_fake_clock {
    tenon::clock_function before = tenon::set_clock(&fake_clock);
    ~with_fake_clock() { tenon::set_clock(before); }
};

std::string of(std::uint64_t tick) { return tenon::detail::cuid_of(tick, 0); }

constexpr std::uint64_t per_millisecond = 36 * 36 * 36 * 36;

} // namespace

TEST_CASE("a cuid is 25 characters of time, counter and chance") {
    const auto id = tenon::generate_cuid();
    CHECK(id.size() == tenon::cuid_size);
    CHECK(tenon::is_cuid(id));
    CHECK(of(0) == "c000000000000000000000000");
    CHECK(of(35) == "c00000000000z000000000000");
    CHECK(of(per_millisecond - 1) == "c00000000zzzz000000000000");
    CHECK(of(per_millisecond) == "c000000010000000000000000");
    CHECK(tenon::detail::cuid_of(1, tenon::detail::power_of_36(12) - 1) == "c000000000001zzzzzzzzzzzz");
}

TEST_CASE("the digits of a cuid's time are the clock's milliseconds in base 36") {
    const auto before = tenon::now().time_since_epoch().count();
    const auto id = tenon::generate_cuid();
    const auto time = std::stoll(id.substr(1, 8), nullptr, 36);
    CHECK(time >= before);
    CHECK(time < before + 60'000);
}

TEST_CASE("cuids sort in the order in which they were made") {
    std::string last;
    for (int i = 0; i < 100'000; ++i) {
        auto id = tenon::generate_cuid();
        if (!(last < id)) FAIL(last << " then " << id);
        last = std::move(id);
    }
    SUCCEED();
}

TEST_CASE("cuids stay unique and in order when the clock stands still, jumps back and jumps ahead") {
    const auto start = tenon::now().time_since_epoch().count();
    const with_fake_clock clock;
    std::vector<std::string> ids;
    for (const std::int64_t offset : {0, 0, 5'000, -3'600'000, 4'999, 5'001, -5'000, 10'000}) {
        fake_time = start + offset;
        for (int i = 0; i < 500; ++i)
            ids.push_back(tenon::generate_cuid());
    }
    for (const std::int64_t odd : {std::int64_t{0}, std::int64_t{-1}, INT64_MIN}) {
        fake_time = odd;
        for (int i = 0; i < 10; ++i)
            ids.push_back(tenon::generate_cuid());
    }
    CHECK(std::is_sorted(ids.begin(), ids.end()));
    CHECK(std::adjacent_find(ids.begin(), ids.end()) == ids.end());
}

TEST_CASE("a counter that is full goes on in the next millisecond") {
    tenon::detail::cuid_ticks ticks;
    std::uint64_t last = ticks.next(7);
    CHECK(last == 7 * per_millisecond);
    for (std::uint64_t i = 1; i < per_millisecond; ++i)
        last = ticks.next(7);
    CHECK(of(last) == "c00000007zzzz000000000000");
    CHECK(of(ticks.next(7)) == "c000000080000000000000000");
    CHECK(of(ticks.next(8)) == "c000000080001000000000000");
    CHECK(of(ticks.next(9)) == "c000000090000000000000000");
    CHECK(of(ticks.next(3)) == "c000000090001000000000000");
}

TEST_CASE("times that do not fit are bounded, and ids go on") {
    tenon::detail::cuid_ticks ticks;
    CHECK(ticks.next(INT64_MIN) == 1);
    CHECK(ticks.next(0) == 2);
    const auto far = ticks.next(INT64_MAX);
    CHECK(ticks.next(INT64_MAX) == far + 1);
    CHECK(ticks.next(0) == far + 2);
}

TEST_CASE("threads make different cuids, each in its own order") {
    std::vector<std::vector<std::string>> made(4);
    std::vector<std::thread> threads;
    for (auto& ids : made)
        threads.emplace_back([&ids] {
            for (int i = 0; i < 10'000; ++i)
                ids.push_back(tenon::generate_cuid());
        });
    for (auto& thread : threads)
        thread.join();
    std::set<std::string> all;
    std::set<std::string> heads; // time and counter alone are already unique
    for (const auto& ids : made) {
        CHECK(std::is_sorted(ids.begin(), ids.end()));
        all.insert(ids.begin(), ids.end());
        for (const auto& id : ids)
            heads.insert(id.substr(0, 13));
    }
    CHECK(all.size() == 40'000);
    CHECK(heads.size() == 40'000);
}

TEST_CASE("the random digits of cuids are evenly spread") {
    std::vector<int> seen(36);
    for (int i = 0; i < 3'000; ++i) {
        const auto tail = tenon::generate_cuid().substr(13);
        for (const char c : tail)
            ++seen[static_cast<std::size_t>(c <= '9' ? c - '0' : c - 'a' + 10)];
    }
    for (const int count : seen) {
        CHECK(count > 750); // 1000 expected, a standard deviation of 31
        CHECK(count < 1'250);
    }
}

TEST_CASE("texts of another form are not cuids") {
    STATIC_REQUIRE(tenon::is_cuid("ckx0000000000000000000000"));
    STATIC_REQUIRE_FALSE(tenon::is_cuid(""));
    STATIC_REQUIRE_FALSE(tenon::is_cuid("ckx000000000000000000000"));
    STATIC_REQUIRE_FALSE(tenon::is_cuid("ckx00000000000000000000000"));
    STATIC_REQUIRE_FALSE(tenon::is_cuid("dkx0000000000000000000000"));
    STATIC_REQUIRE_FALSE(tenon::is_cuid("ckX0000000000000000000000"));
    STATIC_REQUIRE_FALSE(tenon::is_cuid("ckx00000000000000000000-0"));
}
