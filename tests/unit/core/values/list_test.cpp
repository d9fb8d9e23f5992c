#include <tenon/core/values.hpp>

#include <bit>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "support/catch.hpp"

namespace {

enum class color { red, green = 5 };
enum class rank : std::int8_t { low = -3, high = 3 };

// A type of a user, stored as text that its codec makes.
struct version {
    int major = 0;
    bool operator==(const version&) const = default;
};

} // namespace

template <>
inline constexpr bool tenon::enum_as_integer<rank> = true;

template <>
struct tenon::codec<version> {
    static constexpr auto type = tenon::column_type::text;
    static std::string encode(const version& v) { return "v" + std::to_string(v.major); }
    static tenon::errc decode(std::string_view stored, version& out) {
        if (stored.empty() || stored[0] != 'v') return tenon::errc::invalid_value;
        out.major = std::stoi(std::string(stored.substr(1)));
        return tenon::errc::ok;
    }
};

using tenon::errc;
using namespace std::string_literals;

namespace {

template <class T>
std::string encoded(const std::vector<T>& values) {
    return tenon::codec<std::vector<T>>::encode(values);
}

template <class T>
errc decoded(std::string_view text, std::vector<T>& out) {
    return tenon::codec<std::vector<T>>::decode(text, out);
}

template <class T>
void round_trip(const std::vector<T>& values) {
    CAPTURE(encoded(values));
    CHECK(tenon::check_value(values) == errc::ok);
    CHECK(tenon::is_valid_json(encoded(values)));
    std::vector<T> out(3);
    CHECK(decoded(encoded(values), out) == errc::ok);
    CHECK(out == values);
}

template <class T>
errc reading(std::string_view text) {
    std::vector<T> out;
    return decoded(text, out);
}

} // namespace

TEST_CASE("a list is stored as a JSON array") {
    CHECK(encoded(std::vector<int>{}) == "[]");
    CHECK(encoded(std::vector{1, -2, 3}) == "[1,-2,3]");
    CHECK(encoded(std::vector{"a"s, ""s, "\"q\"\\"s}) == R"(["a","","\"q\"\\"])");
    CHECK(encoded(std::vector{"\b\f\n\r\t\x01\x1F\x7F"s, "a\0b"s}) ==
          "[\"\\b\\f\\n\\r\\t\\u0001\\u001f\x7F\",\"a\\u0000b\"]");
    CHECK(encoded(std::vector{0.1, -0.0, 1e22, 5e-324}) == "[0.1,-0,1e+22,5e-324]");
    CHECK(encoded(std::vector{true, false}) == "[true,false]");
    CHECK(encoded(std::vector{color::green, color::red}) == R"(["green","red"])");
    CHECK(encoded(std::vector{rank::low}) == "[-3]");
    CHECK(encoded(std::vector{*tenon::decimal::parse("1.5")}) == R"(["1.5"])");
    CHECK(encoded(std::vector{tenon::timestamp{}}) == R"(["1970-01-01T00:00:00.000Z"])");
    CHECK(encoded(std::vector{tenon::date{}}) == R"(["1970-01-01"])");
    CHECK(encoded(std::vector{tenon::uuid{}}) == R"(["00000000-0000-0000-0000-000000000000"])");
    CHECK(encoded(std::vector{version{7}}) == R"(["v7"])");
}

TEST_CASE("lists of every kind come back as they were") {
    round_trip<std::string>({});
    round_trip<std::string>({""s});
    round_trip<std::string>(
        {"a\0b"s, "gr\xC3\xBC\xC3\x9F"s, "\xF0\x9F\x98\x80"s, "\\\"/\b\f\n\r\t\x7F"s, "]"s, "\\u0041"s});
    round_trip<bool>({true, false, true});
    round_trip<std::int8_t>({-128, 0, 127});
    round_trip<std::uint32_t>({0, 4'294'967'295});
    round_trip<std::int64_t>({INT64_MIN, -1, 0, INT64_MAX});
    round_trip<float>({0.1F, std::numeric_limits<float>::denorm_min(), std::numeric_limits<float>::max()});
    round_trip<double>(
        {0.1, 1.0, 1e300, std::numeric_limits<double>::denorm_min(), std::numeric_limits<double>::max()});
    round_trip<color>({color::red, color::green});
    round_trip<rank>({rank::low, rank::high, rank{100}});
    round_trip<tenon::uuid>({tenon::uuid{}, *tenon::parse_uuid("f81d4fae-7dec-11d0-a765-00a0c91e6bf6")});
    round_trip<tenon::timestamp>({tenon::timestamp::min(), tenon::timestamp{}, tenon::timestamp::max()});
    round_trip<tenon::date>({*tenon::parse_date("0000-01-01"), *tenon::parse_date("9999-12-31")});
    round_trip<tenon::decimal>({0, *tenon::decimal::parse("-12345678901234567890.0123456789")});
    round_trip<version>({version{1}, version{22}});
}

TEST_CASE("random doubles in a list come back bit for bit") {
    std::mt19937_64 random(20260106);
    std::vector<double> values = {-0.0};
    while (values.size() < 20'000) {
        const auto value = std::bit_cast<double>(random());
        if (value - value == 0) values.push_back(value);
    }
    std::vector<double> out;
    REQUIRE(decoded(encoded(values), out) == errc::ok);
    REQUIRE(out.size() == values.size());
    for (std::size_t i = 0; i < out.size(); ++i)
        REQUIRE(std::bit_cast<std::uint64_t>(out[i]) == std::bit_cast<std::uint64_t>(values[i]));
}

TEST_CASE("every Unicode character in a list of texts comes back") {
    std::vector<std::string> values(1);
    for (unsigned code = 0; code <= 0x10FFFF; ++code) {
        if (code >= 0xD800 && code <= 0xDFFF) continue;
        tenon::detail::append_utf8(values.back(), code);
        if (code % 1'000 == 999) values.emplace_back();
    }
    std::vector<std::string> out;
    CHECK(tenon::check_value(values) == errc::ok);
    CHECK(decoded(encoded(values), out) == errc::ok);
    CHECK((out == values));
}

TEST_CASE("lists that others wrote as JSON are read too") {
    std::vector<std::string> texts;
    CHECK(decoded(" [ \"a\" ,\n\t\"\\u0041\\u00e9\\u20AC\\uD83D\\uDE00\\/\" ] ", texts) == errc::ok);
    CHECK(texts == std::vector{"a"s, "A\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80/"s});
    std::vector<double> numbers;
    CHECK(decoded("[1,-0,2.5e3,1E-2]", numbers) == errc::ok);
    CHECK(numbers == std::vector{1.0, -0.0, 2500.0, 0.01});
    std::vector<std::int64_t> integers;
    CHECK(decoded("[-0]", integers) == errc::ok);
    CHECK(integers == std::vector<std::int64_t>{0});
}

TEST_CASE("what is not a list of such elements is refused, and the list stays as it was") {
    std::vector<int> kept = {1, 2};
    for (const auto text :
         {"",   "[", "]",    "[1",      "[1,",    "[1,]",  "[,1]",  "[1 2]", "[1]x", "x[1]", "[[1]]", "[null]",
          "{}", "1", "null", "[\"1\"]", "[true]", "[1.0]", "[1e2]", "[01]",  "[+1]", "[-]",  "[0x1]"}) {
        CAPTURE(text);
        CHECK(decoded(text, kept) == errc::invalid_value);
    }
    CHECK(kept == std::vector{1, 2});
    for (const auto text : {"[1]", "[a]", "[\"a]", "[\"\\x\"]", "[\"\\ud800\"]", "[\"\\ud800x\"]", "[\"\\udc00\"]",
                            "[\"\\ud800\\ud800\"]", "[\"\\ud800\\n\"]", "[\"\x01\"]", "[\"\xFF\"]", "[\"\\u12\"]"}) {
        CAPTURE(text);
        CHECK(reading<std::string>(text) == errc::invalid_value);
    }
    CHECK(reading<bool>("[1]") == errc::invalid_value);
    CHECK(reading<bool>("[tru]") == errc::invalid_value);
    CHECK(reading<bool>("[truefalse]") == errc::invalid_value);
    CHECK(reading<double>("[NaN]") == errc::invalid_value);
    CHECK(reading<double>("[.5]") == errc::invalid_value);
    CHECK(reading<double>("[5.]") == errc::invalid_value);
    CHECK(reading<color>("[\"blue\"]") == errc::invalid_value);
    CHECK(reading<color>("[5]") == errc::invalid_value);
    CHECK(reading<tenon::uuid>("[\"x\"]") == errc::invalid_value);
    CHECK(reading<tenon::date>("[\"2026-02-30\"]") == errc::invalid_value);
    CHECK(reading<tenon::timestamp>("[\"2026-02-30T00:00:00Z\"]") == errc::invalid_value);
    CHECK(reading<tenon::decimal>("[1.5]") == errc::invalid_value);
    CHECK(reading<tenon::decimal>("[\"x\"]") == errc::invalid_value);
    CHECK(reading<version>("[\"7\"]") == errc::invalid_value);
}

TEST_CASE("numbers in a list that do not fit its elements are out of range") {
    CHECK(reading<std::int8_t>("[128]") == errc::out_of_range);
    CHECK(reading<std::uint32_t>("[-1]") == errc::out_of_range);
    CHECK(reading<std::int64_t>("[9223372036854775808]") == errc::out_of_range);
    CHECK(reading<float>("[0.1]") == errc::out_of_range);
    CHECK(reading<double>("[1e999]") == errc::out_of_range);
    CHECK(reading<rank>("[200]") == errc::out_of_range);
}

TEST_CASE("a list is not written when JSON cannot hold an element or the element's own check fails") {
    using limits = std::numeric_limits<double>;
    CHECK(tenon::check_value(std::vector{1.0, limits::quiet_NaN()}) == errc::invalid_value);
    CHECK(tenon::check_value(std::vector{limits::infinity()}) == errc::invalid_value);
    CHECK(tenon::check_value(std::vector{-std::numeric_limits<float>::infinity()}) == errc::invalid_value);
    CHECK(tenon::check_value(std::vector{limits::max(), limits::lowest()}) == errc::ok);
    CHECK(tenon::check_value(std::vector{"a"s, "\xFF"s}) == errc::invalid_value);
    CHECK(tenon::check_value(std::vector{color{3}}) == errc::invalid_value);
    CHECK(tenon::check_value(std::vector{tenon::date::max()}) == errc::out_of_range);
}

TEST_CASE("every prefix of a list is refused without reading past it") {
    const auto whole = R"(["a\u00e9\uD83D\uDE00","b"])"s;
    REQUIRE(reading<std::string>(whole) == errc::ok);
    for (std::size_t size = 0; size < whole.size(); ++size)
        REQUIRE(reading<std::string>(std::string(whole, 0, size)) == errc::invalid_value);
}

TEST_CASE("lists hold scalars only") {
    STATIC_REQUIRE(tenon::codec<std::vector<std::string>>::type == tenon::column_type::list);
    STATIC_REQUIRE(tenon::codec<std::vector<float>>::element == tenon::column_type::float32);
    STATIC_REQUIRE(tenon::codec<std::vector<std::byte>>::type == tenon::column_type::bytes);
    STATIC_REQUIRE(tenon::storable<std::optional<std::vector<bool>>>);
    STATIC_REQUIRE_FALSE(tenon::storable<std::vector<std::vector<int>>>);
    STATIC_REQUIRE_FALSE(tenon::storable<std::vector<tenon::json>>);
    STATIC_REQUIRE_FALSE(tenon::storable<std::vector<tenon::blob>>);
    STATIC_REQUIRE_FALSE(tenon::storable<std::vector<std::uint64_t>>);
    STATIC_REQUIRE_FALSE(tenon::storable<std::vector<std::optional<int>>>);
    STATIC_REQUIRE_FALSE(tenon::storable<std::vector<char>>);
}
