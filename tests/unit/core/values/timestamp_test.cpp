#include <tenon/core/values/timestamp_codec.hpp>

#include <limits>
#include <random>
#include <string>

#include "support/catch.hpp"

using std::chrono::milliseconds;
using tenon::parse_timestamp;
using tenon::timestamp;

namespace {

timestamp at(std::int64_t count) { return timestamp{milliseconds{count}}; }

} // namespace

TEST_CASE("a timestamp's text is ISO 8601 in UTC with milliseconds") {
    CHECK(tenon::to_string(at(0)) == "1970-01-01T00:00:00.000Z");
    CHECK(tenon::to_string(at(1'767'657'600'000)) == "2026-01-06T00:00:00.000Z");
    CHECK(tenon::to_string(at(-1)) == "1969-12-31T23:59:59.999Z");
    CHECK(tenon::to_string(at(253'402'300'799'999)) == "9999-12-31T23:59:59.999Z");
    CHECK(tenon::to_string(at(-62'167'219'200'000)) == "0000-01-01T00:00:00.000Z");
}

TEST_CASE("years outside 0000 to 9999 have a sign and six digits or more") {
    CHECK(tenon::to_string(at(253'402'300'800'000)) == "+010000-01-01T00:00:00.000Z");
    CHECK(tenon::to_string(at(-62'167'219'200'001)) == "-000001-12-31T23:59:59.999Z");
    CHECK(tenon::to_string(at(8'640'000'000'000'000)) == "+275760-09-13T00:00:00.000Z");
    CHECK(tenon::to_string(timestamp::max()) == "+292278994-08-17T07:12:55.807Z");
    CHECK(tenon::to_string(timestamp::min()) == "-292275055-05-16T16:47:04.192Z");
}

TEST_CASE("every timestamp is read back from its text") {
    std::mt19937_64 random(20260106);
    for (int round = 0; round < 100'000; ++round) {
        // Of all magnitudes, not only of the largest.
        const auto count = static_cast<std::int64_t>(random()) >> (random() % 63);
        if (parse_timestamp(tenon::to_string(at(count))) != at(count)) FAIL(count);
    }
    for (std::int64_t i = 0; i < 2'000; ++i) {
        REQUIRE(parse_timestamp(tenon::to_string(at(INT64_MIN + i))) == at(INT64_MIN + i));
        REQUIRE(parse_timestamp(tenon::to_string(at(INT64_MAX - i))) == at(INT64_MAX - i));
    }
}

TEST_CASE("timestamps beyond what the type holds are refused") {
    CHECK_FALSE(parse_timestamp("+292278994-08-17T07:12:55.808Z"));
    CHECK_FALSE(parse_timestamp("+292278994-08-17T07:12:56Z"));
    CHECK_FALSE(parse_timestamp("-292275055-05-16T16:47:04.191Z"));
    CHECK_FALSE(parse_timestamp("-292275055-05-16T16:47:03.999Z"));
    CHECK_FALSE(parse_timestamp("+999999999-12-31T23:59:59Z"));
    CHECK_FALSE(parse_timestamp("-999999999-01-01T00:00:00Z"));
    CHECK(parse_timestamp("+292278994-08-17T08:12:55.807+01:00") == timestamp::max());
    CHECK_FALSE(parse_timestamp("+292278994-08-17T07:12:55.807-00:01"));
}

TEST_CASE("offsets, spaces and fractions are understood") {
    const auto midnight = at(1'767'657'600'000);
    CHECK(parse_timestamp("2026-01-06T00:00:00Z") == midnight);
    CHECK(parse_timestamp("2026-01-06 00:00:00") == midnight);
    CHECK(parse_timestamp("2026-01-06 00:00:00Z") == midnight);
    CHECK(parse_timestamp("2026-01-06 00:00:00.5") == midnight + milliseconds{500});
    CHECK(parse_timestamp("2026-01-06T01:30:00+01:30") == midnight);
    CHECK(parse_timestamp("2026-01-05T16:00:00-08:00") == midnight);
    CHECK(parse_timestamp("2026-01-06 00:00:00+00") == midnight);
    CHECK(parse_timestamp("2026-01-06T00:00:00-00:00") == midnight);
    CHECK(parse_timestamp("2026-01-05T00:01:00-23:59") == midnight);
    CHECK(parse_timestamp("2026-01-06T00:00:00.1Z") == midnight + milliseconds{100});
    CHECK(parse_timestamp("2026-01-06T00:00:00.12Z") == midnight + milliseconds{120});
    CHECK(parse_timestamp("2026-01-06T00:00:00.123Z") == midnight + milliseconds{123});
    CHECK(parse_timestamp("2026-01-06T00:00:00.123000Z") == midnight + milliseconds{123});
    CHECK(parse_timestamp("2026-01-06T00:00:00.123000000Z") == midnight + milliseconds{123});
    CHECK(parse_timestamp("+002026-01-06T00:00:00Z") == midnight);
}

TEST_CASE("fractions that milliseconds cannot hold are refused, not rounded") {
    CHECK_FALSE(parse_timestamp("2026-01-06T00:00:00.1234Z"));
    CHECK_FALSE(parse_timestamp("2026-01-06T00:00:00.123001Z"));
    CHECK_FALSE(parse_timestamp("2026-01-06T00:00:00.000000001Z"));
    CHECK_FALSE(parse_timestamp("2026-01-06T00:00:00.0000000000Z"));
}

TEST_CASE("texts that are no timestamps, and times that do not exist, are refused") {
    const char* bad[] = {
        "",
        "2026-01-06",
        "2026-01-06T",
        "2026-01-06T00:00Z",
        "2026-01-06T00:00:00",
        "2026-01-06T00:00:00.5",
        "2026-01-06T00:00:00.Z",
        "2026-01-06 00:00:00.",
        "2026-01-06T24:00:00Z",
        "2026-01-06T25:00:00Z",
        "2026-01-06T00:60:00Z",
        "2026-01-06T00:00:60Z",
        "2026-02-30T00:00:00Z",
        "2025-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-01-06T00:00:00Z ",
        "2026-01-06T00:00:00ZZ",
        "2026-01-06  00:00:00",
        " 2026-01-06 00:00:00",
        "2026-01-06 00:00:00 ",
        "2026-01-06t00:00:00z",
        "2026-01-06T00:00:00+24:00",
        "2026-01-06T00:00:00+01:60",
        "2026-01-06T00:00:00+0130",
        "2026-01-06T00:00:00+1:30",
        "2026-01-06T00:00:00+01:",
        "2026-01-06T0:00:00Z",
        "26-01-06T00:00:00Z",
        "12026-01-06T00:00:00Z",
        "+2026-01-06T00:00:00Z",
        "-000000-01-06T00:00:00Z",
        "+0002026-01-06T00:00:00Z",
        "+1000000000-01-06T00:00:00Z",
        "+",
        "now",
    };
    for (const auto text : bad) {
        CAPTURE(text);
        CHECK_FALSE(parse_timestamp(text));
    }
    CHECK_FALSE(parse_timestamp(std::string_view("2026-01-06T00:00:00Z\0", 21)));
}

TEST_CASE("every prefix of a timestamp is refused without reading past it") {
    const std::string whole = "-000001-12-31T23:59:59.999+01:30";
    REQUIRE(parse_timestamp(whole));
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const std::string prefix(whole, 0, size); // a copy, so that a sanitizer sees its end
        const bool hours_only = size == whole.size() - 3;
        if (parse_timestamp(prefix).has_value() != hours_only) FAIL(prefix);
    }
}

TEST_CASE("timestamps are read at compile time and stored as they are") {
    STATIC_REQUIRE(parse_timestamp("1970-01-01T00:00:00.001Z") == timestamp{milliseconds{1}});
    STATIC_REQUIRE_FALSE(parse_timestamp("1970-01-01"));
    STATIC_REQUIRE(tenon::codec<timestamp>::type == tenon::column_type::timestamp);
    timestamp out{};
    CHECK(tenon::codec<timestamp>::decode(timestamp::min(), out) == tenon::errc::ok);
    CHECK(out == timestamp::min());
}
