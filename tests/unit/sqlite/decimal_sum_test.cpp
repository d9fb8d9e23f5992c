#include "support/catch.hpp"

#include <tenon/sqlite/decimal_sum.hpp>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>

namespace {

using tenon::decimal;
using tenon::sqlite::detail::average;
using tenon::sqlite::detail::decimal_sum;

decimal number(const std::string& text) { return decimal::parse(text).value(); }

std::string sum_of(std::initializer_list<std::string> texts) {
    decimal_sum sum;
    for (const std::string& text : texts) sum.add(number(text));
    CHECK(sum.count() == texts.size());
    const auto first = sum.sum();
    CHECK(sum.sum() == first); // and more may be added
    return first ? first->text() : "none";
}
std::string average_of(const std::string& sum, std::uint64_t count) { return average(number(sum), count).value().text(); }

} // namespace

TEST_CASE("decimals are added digit for digit") {
    CHECK(sum_of({}) == "0");
    CHECK(sum_of({"0"}) == "0");
    CHECK(sum_of({"0.1", "0.2"}) == "0.3");
    CHECK(sum_of({"999999999", "1"}) == "1000000000"); // over the end of a group
    CHECK(sum_of({"999999999.999999999", "0.000000001"}) == "1000000000");
    CHECK(sum_of({"123456789012345678901234567890", "1e-20"}) == "123456789012345678901234567890.00000000000000000001");
    CHECK(sum_of({"0.5", "0.5"}) == "1");
    CHECK(sum_of({"1234.5678", "-1234.5678"}) == "0");
}

TEST_CASE("sums of decimals below zero are added as exactly") {
    CHECK(sum_of({"-0.1"}) == "-0.1");
    CHECK(sum_of({"-0.1", "0.05"}) == "-0.05");
    CHECK(sum_of({"1", "-0.000000000000000001"}) == "0.999999999999999999");
    CHECK(sum_of({"-1", "0.000000000000000001"}) == "-0.999999999999999999");
    CHECK(sum_of({"-1000000000", "1"}) == "-999999999");
    CHECK(sum_of({"1000000000", "-1"}) == "999999999");
    CHECK(sum_of({"-999999999", "-1"}) == "-1000000000");
    CHECK(sum_of({"1000000000000000000", "-1000000000000000001"}) == "-1");
    CHECK(sum_of({"-1e30", "1e30", "-1e-30"}) == "-0.000000000000000000000000000001");
}

TEST_CASE("a sum with more digits than a decimal may have is none") {
    const std::string longest(131'072, '9');
    CHECK(sum_of({longest}) == longest);
    CHECK(sum_of({longest, "1"}) == "none");
    CHECK(sum_of({longest, "1", "-1"}) == longest);
}

TEST_CASE("an average has up to 30 digits behind the point, the last one rounded, a half away from zero") {
    CHECK(average_of("0", 7) == "0");
    CHECK(average_of("6", 3) == "2");
    CHECK(average_of("1", 4) == "0.25");
    CHECK(average_of("10.5", 2) == "5.25");
    CHECK(average_of("1", 3) == "0.333333333333333333333333333333");
    CHECK(average_of("2", 3) == "0.666666666666666666666666666667");
    CHECK(average_of("-2", 3) == "-0.666666666666666666666666666667");
    CHECK(average_of("1e-30", 2) == "0.000000000000000000000000000001");
    CHECK(average_of("-1e-30", 2) == "-0.000000000000000000000000000001");
    CHECK(average_of("9e-31", 2) == "0");
    CHECK(average_of("-9e-31", 2) == "0");
    CHECK(average_of("0.9999999999999999999999999999999", 1) == "1"); // rounding carries to the front
    CHECK(average_of("99.9999999999999999999999999999995", 1) == "100");
    CHECK(average_of("-9.9999999999999999999999999999995", 1) == "-10");
    CHECK(average_of("1000000000000000000000000000000000000", 1'000'000'000'000'000'000) == "1000000000000000000");
}
