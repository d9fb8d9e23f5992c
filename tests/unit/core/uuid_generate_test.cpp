#include <tenon/core/uuid_generate.hpp>

#include <algorithm>
#include <atomic>
#include <set>
#include <thread>
#include <vector>

#include "support/catch.hpp"

namespace {

std::atomic<std::int64_t> fake_time{0};
tenon::timestamp fake_clock() noexcept { return tenon::timestamp{std::chrono::milliseconds{fake_time.load()}}; }

unsigned version(const tenon::uuid& id) { return std::to_integer<unsigned>(id.bytes[6]) >> 4; }
unsigned variant(const tenon::uuid& id) { return std::to_integer<unsigned>(id.bytes[8]) >> 6; }

std::int64_t milliseconds(const tenon::uuid& id) {
    std::int64_t time = 0;
    for (std::size_t i = 0; i < 6; ++i)
        time = time << 8 | std::to_integer<std::int64_t>(id.bytes[i]);
    return time;
}

} // namespace

TEST_CASE("version 4 UUIDs carry their version and variant and never repeat") {
    std::set<tenon::uuid> seen;
    tenon::uuid ones;
    tenon::uuid zeros;
    zeros.bytes.fill(std::byte{0xFF});
    for (int i = 0; i < 10'000; ++i) {
        const auto id = tenon::generate_uuid4();
        REQUIRE(version(id) == 4);
        REQUIRE(variant(id) == 2);
        seen.insert(id);
        for (std::size_t k = 0; k < 16; ++k) {
            ones.bytes[k] |= id.bytes[k];
            zeros.bytes[k] &= id.bytes[k];
        }
    }
    CHECK(seen.size() == 10'000);
    CHECK(to_string(ones) == "ffffffff-ffff-4fff-bfff-ffffffffffff");  // every other bit is sometimes 1
    CHECK(to_string(zeros) == "00000000-0000-4000-8000-000000000000"); // and sometimes 0
}

TEST_CASE("version 7 UUIDs begin with the time and sort in the order in which they were made") {
    const auto before = tenon::now().time_since_epoch().count();
    tenon::uuid last;
    for (int i = 0; i < 50'000; ++i) {
        const auto id = tenon::generate_uuid7();
        if (i == 0) {
            CHECK(milliseconds(id) >= before);
            CHECK(milliseconds(id) < before + 60'000);
        }
        REQUIRE(version(id) == 7);
        REQUIRE(variant(id) == 2);
        REQUIRE(last < id);
        last = id;
    }
}

TEST_CASE("version 7 UUIDs stay in order when the clock stands still, jumps back and jumps ahead") {
    const auto start = tenon::now().time_since_epoch().count();
    const auto before = tenon::set_clock(&fake_clock);
    std::vector<tenon::uuid> ids;
    for (const std::int64_t offset : {0, 5'000, -3'600'000, 4'999, 5'003, 10'000}) {
        fake_time = start + offset;
        for (int i = 0; i < 10'000; ++i)
            ids.push_back(tenon::generate_uuid7()); // twice the counter's range
    }
    tenon::set_clock(before);
    CHECK(std::is_sorted(ids.begin(), ids.end()));
    CHECK(std::adjacent_find(ids.begin(), ids.end()) == ids.end());
}

TEST_CASE("time and counter of a version 7 UUID stand where RFC 9562 puts them") {
    const auto text = to_string(tenon::detail::uuid7_of(std::uint64_t{0x017F22E279B0} << 12 | 0xCC3));
    CHECK(text.substr(0, 19) == "017f22e2-79b0-7cc3-");
    CHECK(std::string("89ab").find(text[19]) != std::string::npos);
}

TEST_CASE("threads make different version 7 UUIDs, each in its own order") {
    std::vector<std::vector<tenon::uuid>> made(4);
    std::vector<std::thread> threads;
    for (auto& ids : made)
        threads.emplace_back([&ids] {
            for (int i = 0; i < 10'000; ++i)
                ids.push_back(tenon::generate_uuid7());
        });
    for (auto& thread : threads)
        thread.join();
    std::set<tenon::uuid> all;
    for (const auto& ids : made) {
        CHECK(std::is_sorted(ids.begin(), ids.end()));
        all.insert(ids.begin(), ids.end());
    }
    CHECK(all.size() == 40'000);
}
