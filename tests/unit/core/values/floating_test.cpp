#include <tenon/core/values/floating.hpp>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>

#include "support/catch.hpp"

using tenon::errc;
using doubles = std::numeric_limits<double>;
using floats = std::numeric_limits<float>;

TEST_CASE("doubles are stored bit for bit") {
    using codec = tenon::codec<double>;
    STATIC_REQUIRE(codec::type == tenon::column_type::float64);
    for (const double value : {0.0, -0.0, 0.1, doubles::min(), doubles::denorm_min(), doubles::max(), doubles::lowest(),
                               doubles::infinity(), -doubles::infinity(), doubles::quiet_NaN()}) {
        double out = 1;
        CHECK(codec::decode(codec::encode(value), out) == errc::ok);
        CHECK(std::bit_cast<std::uint64_t>(out) == std::bit_cast<std::uint64_t>(value));
    }
}

TEST_CASE("every float comes back from its double, bit for bit") {
    using codec = tenon::codec<float>;
    STATIC_REQUIRE(codec::type == tenon::column_type::float32);
    std::mt19937 random(20260106);
    for (int round = 0; round < 200'000; ++round) {
        const auto value = std::bit_cast<float>(static_cast<std::uint32_t>(random()));
        if (std::isnan(value)) continue;
        float out = 1;
        if (codec::decode(codec::encode(value), out) != errc::ok ||
            std::bit_cast<std::uint32_t>(out) != std::bit_cast<std::uint32_t>(value))
            FAIL(value);
    }
    for (const float value : {0.0F, -0.0F, floats::max(), floats::lowest(), floats::denorm_min(), floats::infinity(),
                              -floats::infinity()}) {
        float out = 1;
        CHECK(codec::decode(codec::encode(value), out) == errc::ok);
        CHECK(std::bit_cast<std::uint32_t>(out) == std::bit_cast<std::uint32_t>(value));
    }
    float out = 1;
    CHECK(codec::decode(doubles::quiet_NaN(), out) == errc::ok);
    CHECK(std::isnan(out));
}

TEST_CASE("a double that is not exactly a float is refused, not rounded") {
    using codec = tenon::codec<float>;
    const double above = std::nextafter(static_cast<double>(floats::max()), doubles::infinity());
    for (const double stored : {0.1, 1e39, -1e39, doubles::max(), doubles::lowest(), doubles::denorm_min(), 1e-46,
                                16777217.0, above, -above}) {
        float out = 1;
        CAPTURE(stored);
        CHECK(codec::decode(stored, out) == errc::out_of_range);
        CHECK(out == 1);
    }
}
