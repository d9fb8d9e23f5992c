#include <tenon/core/values/decimal.hpp>
#include <tenon/postgres/array.hpp>
#include <tenon/postgres/numeric.hpp>

#include <cstddef>
#include <random>
#include <string>
#include <string_view>

#include "support/catch.hpp"

using tenon::decimal;
using tenon::postgres::detail::append_numeric;
using tenon::postgres::detail::fits_prisma;
using tenon::postgres::detail::read_numeric;

namespace {

/// A decimal text on its way to the server and back.
std::string there_and_back(const std::string& text) {
    std::string sent, read;
    append_numeric(sent, text);
    if (!read_numeric(sent, read)) return "not read";
    const auto number = decimal::parse(read);
    return number ? number->text() : "no number";
}

/// The bytes that a text is sent as, in hexadecimal.
std::string bytes_of(const std::string& text) {
    std::string sent, shown;
    append_numeric(sent, text);
    for (const char c : sent) {
        shown += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4U];
        shown += "0123456789abcdef"[static_cast<unsigned char>(c) & 15U];
    }
    return shown;
}

} // namespace

TEST_CASE("decimals have the bytes that PostgreSQL sends for them") {
    // SELECT encode(numeric_send(x), 'hex') on PostgreSQL 15: digits, weight, sign, scale, groups of four digits.
    CHECK(bytes_of("0") == "0000000000000000");
    CHECK(bytes_of("1") == "00010000000000000001");
    CHECK(bytes_of("-1") == "00010000400000000001");
    CHECK(bytes_of("10000") == "00010001000000000001");
    CHECK(bytes_of("12345.678") == "0003000100000003000109291a7c");
    CHECK(bytes_of("0.0001") == "0001ffff000000040001");
    CHECK(bytes_of("-0.00001") == "0001fffe4000000503e8");
}

TEST_CASE("decimals come back digit for digit") {
    for (const char* text : {"0", "1", "-1", "9999", "10000", "10001", "100000000", "0.1", "0.0001", "0.00001", "-0.000000001",
                             "12345.6789", "99990000.00009999", "123456789012345678901234567890.123456789012345678901234567891"})
        CHECK(there_and_back(text) == text);

    const std::string longest = std::string(131'072, '7'); // 32768 groups
    CHECK(there_and_back(longest) == longest);

    std::mt19937 random(7);
    const auto digits = [&](std::size_t count) {
        std::string text;
        for (std::size_t i = 0; i < count; ++i) text += static_cast<char>('0' + random() % 10 * (random() % 3 == 0 ? 0U : 1U));
        return text;
    };
    for (int i = 0; i < 2000; ++i) {
        const auto number = decimal::parse((random() % 2 == 0 ? "-" : "") + digits(1 + random() % 40) + "." + digits(1 + random() % 40));
        REQUIRE(number);
        CHECK(there_and_back(number->text()) == number->text());
    }
}

TEST_CASE("what is damaged or no number is not read") {
    std::string read;
    CHECK_FALSE(read_numeric("", read));
    CHECK_FALSE(read_numeric(std::string_view("\0\0\0\0\0\0\0", 7), read));
    CHECK_FALSE(read_numeric(std::string_view("\0\0\0\0\xC0\0\0\0", 8), read)); // NaN
    CHECK_FALSE(read_numeric(std::string_view("\0\0\0\0\xD0\0\0\0", 8), read)); // infinity
    CHECK_FALSE(read_numeric(std::string_view("\0\1\0\0\0\0\0\0", 8), read));   // a group is missing
    CHECK_FALSE(read_numeric(std::string_view("\xff\xff\0\0\0\0\0\0", 8), read));   // and 65535 of them
    CHECK(read_numeric(std::string_view("\0\1\0\0\0\0\0\0\x27\x0f", 10), read)); // 9999, the largest group
    CHECK_FALSE(read_numeric(std::string_view("\0\1\0\0\0\0\0\0\x27\x10", 10), read));
    CHECK_FALSE(read_numeric(std::string_view("\0\1\0\0\0\0\0\0\xff\xff", 10), read));
    CHECK_FALSE(read_numeric(std::string_view("\0\1\xff\xff\0\0\0\4\xff\xff", 10), read)); // behind the point
}

TEST_CASE("an array that is damaged is not read") {
    using tenon::postgres::detail::array_to_json;
    const auto read = [](std::string_view bytes) {
        std::string json;
        return array_to_json(bytes, json) ? json : "not read";
    };
    const std::string head("\0\0\0\1\0\0\0\0\0\0\0\x17", 12), first("\0\0\0\1", 4), seven("\0\0\0\4\0\0\0\7", 8);
    const auto size = [](char count) { return std::string("\0\0\0", 3) + count; };
    CHECK(read(head + size(2) + first + seven + seven) == "[7,7]");
    CHECK(read(head + size(2) + first + seven) == "not read");
    CHECK(read(head + size(1) + first + seven + seven) == "not read");
    CHECK(read(head + "\xff\xff\xff\xff" + first) == "not read");
    CHECK(read(head) == "not read");
    CHECK(read("") == "not read");
}

TEST_CASE("a DECIMAL(65,30) holds 35 digits before the point and 30 behind it") {
    CHECK(fits_prisma("0"));
    CHECK(fits_prisma(std::string(35, '9') + "." + std::string(30, '9')));
    CHECK(fits_prisma("-" + std::string(35, '9')));
    CHECK_FALSE(fits_prisma(std::string(36, '9')));
    CHECK_FALSE(fits_prisma("0." + std::string(31, '1')));
}
