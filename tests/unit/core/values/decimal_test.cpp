#include <tenon/core/values/decimal_codec.hpp>

#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "support/catch.hpp"

using tenon::compare_decimal_text;
using tenon::decimal;

namespace {

std::string canonical(std::string_view text) {
    const auto number = decimal::parse(text);
    return number ? number->text() : "refused";
}

int sign(int order) { return (order > 0) - (order < 0); }

} // namespace

TEST_CASE("a decimal keeps one text for each number") {
    const std::pair<const char*, const char*> cases[] = {
        {"0", "0"},
        {"-0", "0"},
        {"+0", "0"},
        {"00", "0"},
        {"0.000", "0"},
        {"-0.0", "0"},
        {".0", "0"},
        {"0.", "0"},
        {"1", "1"},
        {"+1", "1"},
        {"-1", "-1"},
        {"007", "7"},
        {"1.50", "1.5"},
        {"-1.50", "-1.5"},
        {"1.", "1"},
        {".5", "0.5"},
        {"-.5", "-0.5"},
        {"100", "100"},
        {"100.00", "100"},
        {"0.001", "0.001"},
        {"1e3", "1000"},
        {"1E+3", "1000"},
        {"1e-3", "0.001"},
        {"12.5e1", "125"},
        {"12.5e2", "1250"},
        {"12.5e0", "12.5"},
        {"12.5e-1", "1.25"},
        {"12.5e-2", "0.125"},
        {"12.5e-3", "0.0125"},
        {"1200e-2", "12"},
        {"1200e-3", "1.2"},
        {"0e5", "0"},
        {"0e999999999999999999999", "0"},
        {"-0.00e-9", "0"},
        {"0.00120e2", "0.12"},
        {"0010.0100", "10.01"},
        {"1e0", "1"},
        {"1e-0", "1"},
        {"1e00003", "1000"},
        {"99999999999999999999999999999999.99999999999999999999",
         "99999999999999999999999999999999.99999999999999999999"},
    };
    for (const auto& [text, expected] : cases) {
        CAPTURE(text);
        CHECK(canonical(text) == expected);
        CHECK(canonical(expected) == expected);
    }
}

TEST_CASE("texts that are no decimals are refused") {
    const char* bad[] = {"",    "-",     "+",    ".",        "-.",    "e5",    ".e5",     "1e",   "1e+",
                         "1e-", "--1",   "+-1",  "1 ",       " 1",    "1,5",   "1.2.3",   "0x10", "NaN",
                         "inf", "1e5.0", "1e 5", "Infinity", "1_000", "1e+-5", "\xD9\xA1"};
    for (const auto text : bad) {
        CAPTURE(text);
        CHECK_FALSE(decimal::parse(text));
    }
    CHECK_FALSE(decimal::parse(std::string_view("1\0", 2)));
}

TEST_CASE("a decimal has at most 131072 digits before the point and 16383 after it") {
    CHECK(decimal::parse("1e131071")->text().size() == 131'072);
    CHECK_FALSE(decimal::parse("1e131072"));
    CHECK_FALSE(decimal::parse("10e131071"));
    CHECK(decimal::parse("0.1e131072")->integer_digits() == 131'072);
    CHECK(decimal::parse("1e-16383")->fraction_digits() == 16'383);
    CHECK_FALSE(decimal::parse("1e-16384"));
    CHECK(decimal::parse("10e-16384")->fraction_digits() == 16'383);
    CHECK_FALSE(decimal::parse("1e99999999999999999999999"));
    CHECK_FALSE(decimal::parse("1e-99999999999999999999999"));
    const std::string zeros(200'000, '0');
    CHECK(decimal::parse(zeros + "7")->text() == "7");
    CHECK(decimal::parse("7." + zeros)->text() == "7");
    CHECK(decimal::parse("0." + zeros + "7e200000")->text() == "0.7");
    CHECK(decimal::parse("7" + zeros + "e-200000")->text() == "7");
    CHECK_FALSE(decimal::parse(std::string(131'073, '9')));
    CHECK(decimal::parse(std::string(131'072, '9') + '.' + std::string(16'383, '9')));
}

TEST_CASE("integers are decimals, exactly") {
    CHECK(decimal().text() == "0");
    CHECK(decimal(0).text() == "0");
    CHECK(decimal(-1).text() == "-1");
    CHECK(decimal(INT64_MIN).text() == "-9223372036854775808");
    CHECK(decimal(INT64_MAX).text() == "9223372036854775807");
    CHECK(decimal(UINT64_MAX).text() == "18446744073709551615");
    CHECK(decimal(static_cast<signed char>(-128)).text() == "-128");
    CHECK(decimal(static_cast<unsigned char>(65)).text() == "65");
    const decimal implicit = 42LL;
    CHECK(implicit == 42);
    CHECK(implicit > 41);
    STATIC_REQUIRE_FALSE(std::is_constructible_v<decimal, bool>);
    STATIC_REQUIRE_FALSE(std::is_constructible_v<decimal, char>);
    STATIC_REQUIRE_FALSE(std::is_constructible_v<decimal, char32_t>);
    STATIC_REQUIRE_FALSE(std::is_constructible_v<decimal, double>);
    STATIC_REQUIRE_FALSE(std::is_convertible_v<const char*, decimal>);
}

TEST_CASE("decimals order as numbers, whatever their signs and lengths") {
    const char* rising[] = {"-1e30", "-1000.5", "-1000",  "-999", "-99.99", "-99.9", "-10",   "-9",
                            "-1.01", "-1.001",  "-1",     "-0.5", "-0.25",  "-0.01", "-1e-9", "0",
                            "1e-9",  "0.01",    "0.1",    "0.25", "0.3",    "0.5",   "1",     "1.001",
                            "1.01",  "1.1",     "1.11",   "9",    "10",     "99.9",  "99.99", "100",
                            "999",   "1000",    "1000.5", "1e30", "1e30000"};
    std::vector<decimal> numbers;
    for (const auto text : rising)
        numbers.push_back(*decimal::parse(text));
    for (std::size_t i = 0; i < numbers.size(); ++i)
        for (std::size_t k = 0; k < numbers.size(); ++k) {
            CAPTURE(numbers[i].text(), numbers[k].text());
            REQUIRE((numbers[i] <=> numbers[k]) == (i <=> k));
            REQUIRE((numbers[i] == numbers[k]) == (i == k));
        }
}

TEST_CASE("decimals made from scaled integers order as the integers do") {
    std::mt19937_64 random(20260106);
    const auto scaled = [](std::int64_t thousandths) { return *decimal::parse(std::to_string(thousandths) + "e-3"); };
    for (int round = 0; round < 20'000; ++round) {
        const auto a = static_cast<std::int64_t>(random()) >> (random() % 63);
        const auto b = random() % 8 == 0 ? a : static_cast<std::int64_t>(random()) >> (random() % 63);
        if ((scaled(a) <=> scaled(b)) != (a <=> b)) FAIL(a << " and " << b);
    }
    SUCCEED();
}

TEST_CASE("the collation is a total order of all texts, with canonical ones first") {
    std::mt19937 random(20260106);
    std::vector<std::string> texts = {"",    "-",  "-0",  "00",   "0.",   ".5",  "0.0",
                                      "1e5", "+1", "abc", "\xFF", "1.50", "-1.0"};
    texts.emplace_back("1\0", 2);
    constexpr std::string_view pieces = "00123459.-+e \xFF";
    for (int i = 0; i < 60; ++i) {
        std::string text;
        for (auto size = random() % 6; size > 0; --size)
            text += pieces[random() % pieces.size()];
        texts.push_back(text);
        texts.push_back(canonical(text));
        texts.push_back(decimal(static_cast<int>(random() % 2001) - 1000).text());
    }
    for (const auto& a : texts)
        for (const auto& b : texts) {
            const int order = compare_decimal_text(a, b);
            if (sign(order) != -sign(compare_decimal_text(b, a))) FAIL(a << " against " << b);
            if ((order == 0) != (a == b)) FAIL(a << " equals " << b);
            for (const auto& c : texts)
                if (order < 0 && compare_decimal_text(b, c) < 0 && compare_decimal_text(a, c) >= 0)
                    FAIL(a << " < " << b << " < " << c);
        }
    CHECK(compare_decimal_text("9", "10") < 0);
    CHECK(compare_decimal_text("10", "1e1") < 0);
    CHECK(compare_decimal_text("10", "") < 0);
    CHECK(compare_decimal_text("\x7F", "\xFF") < 0);
    STATIC_REQUIRE(compare_decimal_text("-2", "-10") > 0);
}

TEST_CASE("the digits of a decimal are counted") {
    const auto digits = [](const char* text) {
        const auto number = *decimal::parse(text);
        return std::vector{number.significant_digits(), number.integer_digits(), number.fraction_digits()};
    };
    using counts = std::vector<std::size_t>;
    CHECK(digits("0") == counts{0, 0, 0});
    CHECK(digits("7") == counts{1, 1, 0});
    CHECK(digits("-7") == counts{1, 1, 0});
    CHECK(digits("1200") == counts{2, 4, 0});
    CHECK(digits("0.5") == counts{1, 0, 1});
    CHECK(digits("-0.0012") == counts{2, 0, 4});
    CHECK(digits("12.034") == counts{5, 2, 3});
    CHECK(digits("100.001") == counts{6, 3, 3});
    CHECK(digits("10.5") == counts{3, 2, 1});
}

TEST_CASE("a decimal that was moved from is a number still") {
    auto from = *decimal::parse("123456789012345678901234567890");
    decimal to = std::move(from);
    CHECK(to.text() == "123456789012345678901234567890");
    CHECK(from == 0); // NOLINT
    from = std::move(to);
    CHECK(from.text() == "123456789012345678901234567890");
    CHECK(decimal::parse(to.text())); // NOLINT
    auto& self = from;
    from = std::move(self);
    CHECK(from.text() == "123456789012345678901234567890");
    STATIC_REQUIRE(std::is_nothrow_move_constructible_v<decimal>);
    STATIC_REQUIRE(std::is_nothrow_default_constructible_v<decimal>);
}

TEST_CASE("decimals are stored as canonical text, and only numbers are read") {
    using codec = tenon::codec<decimal>;
    STATIC_REQUIRE(codec::type == tenon::column_type::decimal);
    decimal out = 5;
    CHECK(codec::encode(*decimal::parse("1.50")) == "1.5");
    CHECK(codec::decode("-0.10", out) == tenon::errc::ok);
    CHECK(out.text() == "-0.1");
    CHECK(codec::decode("money", out) == tenon::errc::invalid_value);
    CHECK(codec::decode("", out) == tenon::errc::invalid_value);
    CHECK(out.text() == "-0.1");
}
