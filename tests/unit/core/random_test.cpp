#include <tenon/core/random.hpp>

#include <array>
#include <cstddef>
#include <mutex>
#include <set>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "support/catch.hpp"

namespace {

std::vector<std::byte> draw(std::size_t size) {
    std::vector<std::byte> bytes(size);
    tenon::fill_random(bytes);
    return bytes;
}

// What a child of this process draws.
std::uint64_t draw_in_child() {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const auto child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        const auto number = tenon::random_number();
        const auto written = ::write(ends[1], &number, sizeof number);
        ::_exit(written == sizeof number ? 0 : 1);
    }
    std::uint64_t number = 0;
    REQUIRE(::read(ends[0], &number, sizeof number) == sizeof number);
    ::close(ends[0]);
    ::close(ends[1]);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(status == 0);
    return number;
}

} // namespace

TEST_CASE("random bytes fill what they are asked to fill, of any size, and nothing else") {
    for (std::size_t size = 0; size <= 600; ++size) {
        std::vector<std::byte> bytes(size + 16, std::byte{0xEE});
        tenon::fill_random(std::span(bytes).subspan(8, size));
        for (std::size_t i = 0; i < 8; ++i) {
            REQUIRE(bytes[i] == std::byte{0xEE});
            REQUIRE(bytes[size + 8 + i] == std::byte{0xEE});
        }
    }
    const auto large = draw(1'000'000);
    std::array<int, 256> seen{};
    for (const auto byte : large)
        ++seen[std::to_integer<std::size_t>(byte)];
    for (const int count : seen) {
        CHECK(count > 3'300); // 3906 expected, a standard deviation of 62
        CHECK(count < 4'500);
    }
}

TEST_CASE("small draws are as evenly spread as large ones and never repeat") {
    std::array<int, 256> seen{};
    std::set<std::vector<std::byte>> distinct;
    for (int round = 0; round < 20'000; ++round) {
        auto bytes = draw(10);
        for (const auto byte : bytes)
            ++seen[std::to_integer<std::size_t>(byte)];
        distinct.insert(std::move(bytes));
    }
    CHECK(distinct.size() == 20'000);
    for (const int count : seen) {
        CHECK(count > 500); // 781 expected, a standard deviation of 28
        CHECK(count < 1'100);
    }
}

TEST_CASE("random bytes are wiped from the pool when they are given out") {
    draw(1);
    const auto& pool = tenon::detail::pool_of_this_thread();
    for (int round = 0; round < 100; ++round) {
        draw(7);
        for (std::size_t i = pool.left; i < pool.bytes.size(); ++i)
            REQUIRE(pool.bytes[i] == std::byte{});
    }
}

TEST_CASE("threads draw different random bytes") {
    std::set<std::uint64_t> numbers;
    std::mutex mutex;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 2'000; ++i) {
                const auto number = tenon::random_number();
                const std::lock_guard lock(mutex);
                numbers.insert(number);
            }
        });
    for (auto& thread : threads)
        thread.join();
    CHECK(numbers.size() == 8'000);
}

TEST_CASE("a forked child does not repeat its parent's random bytes") {
    tenon::random_number(); // there is a pool to inherit
    const auto first = draw_in_child();
    const auto second = draw_in_child();
    const auto own = tenon::random_number();
    CHECK(first != second);
    CHECK(first != own);
    CHECK(second != own);
}

TEST_CASE("random bytes can come from the device where the system call is missing") {
    std::vector<std::byte> bytes(5'000);
    tenon::detail::fill_from_device(bytes);
    std::array<int, 256> seen{};
    for (const auto byte : bytes)
        ++seen[std::to_integer<std::size_t>(byte)];
    for (const int count : seen)
        CHECK(count < 100);
}

TEST_CASE("a system without random bytes is an exception that says so") {
    CHECK_THROWS_AS(tenon::detail::fail_random(5, "tenon: no"), std::system_error);
}
