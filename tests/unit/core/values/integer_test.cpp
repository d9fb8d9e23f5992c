#include <tenon/core/values/integer.hpp>

#include <limits>

#include "support/catch.hpp"

using tenon::column_type;
using tenon::errc;

TEMPLATE_TEST_CASE("integers of every spelling are stored and read back, up to their limits", "", signed char,
                   unsigned char, short, unsigned short, int, unsigned int, long, long long) {
    using codec = tenon::codec<TestType>;
    using limits = std::numeric_limits<TestType>;
    for (const TestType value : {limits::min(), TestType{0}, TestType{1}, limits::max()}) {
        TestType out = 7;
        CHECK(codec::decode(codec::encode(value), out) == errc::ok);
        CHECK(out == value);
    }
    if constexpr (sizeof(TestType) < 8) {
        constexpr auto least = static_cast<std::int64_t>(limits::min());
        constexpr auto most = static_cast<std::int64_t>(limits::max());
        for (const std::int64_t outside : {least - 1, most + 1, INT64_MIN, INT64_MAX}) {
            TestType out = 7;
            CHECK(codec::decode(outside, out) == errc::out_of_range);
            CHECK(out == 7);
        }
    }
}

TEST_CASE("an integer's column has its size and sign") {
    STATIC_REQUIRE(tenon::codec<std::int8_t>::type == column_type::int8);
    STATIC_REQUIRE(tenon::codec<std::int16_t>::type == column_type::int16);
    STATIC_REQUIRE(tenon::codec<std::int32_t>::type == column_type::int32);
    STATIC_REQUIRE(tenon::codec<std::int64_t>::type == column_type::int64);
    STATIC_REQUIRE(tenon::codec<long>::type == column_type::int64);
    STATIC_REQUIRE(tenon::codec<long long>::type == column_type::int64);
    STATIC_REQUIRE(tenon::codec<std::uint8_t>::type == column_type::uint8);
    STATIC_REQUIRE(tenon::codec<std::uint16_t>::type == column_type::uint16);
    STATIC_REQUIRE(tenon::codec<std::uint32_t>::type == column_type::uint32);
}

TEST_CASE("characters and unsigned 64-bit integers cannot be stored") {
    STATIC_REQUIRE_FALSE(tenon::storable<char>);
    STATIC_REQUIRE_FALSE(tenon::storable<wchar_t>);
    STATIC_REQUIRE_FALSE(tenon::storable<char8_t>);
    STATIC_REQUIRE_FALSE(tenon::storable<char16_t>);
    STATIC_REQUIRE_FALSE(tenon::storable<char32_t>);
    STATIC_REQUIRE_FALSE(tenon::storable<unsigned long>);
    STATIC_REQUIRE_FALSE(tenon::storable<unsigned long long>);
    STATIC_REQUIRE_FALSE(tenon::storable<std::optional<std::uint64_t>>);
    STATIC_REQUIRE(tenon::storable<std::optional<std::int64_t>>);
}
