#include <tenon/core/clock.hpp>

#include "support/catch.hpp"

namespace {

tenon::timestamp noon() noexcept { return tenon::timestamp{std::chrono::hours{12}}; }
tenon::timestamp midnight() noexcept { return tenon::timestamp{std::chrono::hours{24}}; }

} // namespace

TEST_CASE("the clock is the system's until another is set") {
    const auto before = std::chrono::system_clock::now();
    const auto seen = tenon::now();
    const auto after = std::chrono::system_clock::now();
    CHECK(seen > before - std::chrono::milliseconds{1});
    CHECK(seen <= after);
}

TEST_CASE("a clock that was set answers until it is replaced or removed") {
    const auto original = tenon::set_clock(&noon);
    REQUIRE(original != nullptr);
    CHECK(tenon::now() == noon());
    CHECK(tenon::set_clock(&midnight) == &noon);
    CHECK(tenon::now() == midnight());
    CHECK(tenon::set_clock(nullptr) == &midnight);
    CHECK(tenon::now() > tenon::timestamp{std::chrono::hours{24 * 365 * 50}});
    CHECK(tenon::set_clock(original) == original);
}
