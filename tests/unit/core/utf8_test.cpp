#include <tenon/core/utf8.hpp>

#include <cstdint>
#include <random>
#include <string>
#include <string_view>

#include "support/catch.hpp"

using tenon::is_valid_utf8;
using namespace std::string_view_literals;

namespace {

void append(std::string& out, std::uint32_t code) {
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xC0 | code >> 6);
        out += static_cast<char>(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        out += static_cast<char>(0xE0 | code >> 12);
        out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
        out += static_cast<char>(0x80 | (code & 0x3F));
    } else {
        out += static_cast<char>(0xF0 | code >> 18);
        out += static_cast<char>(0x80 | (code >> 12 & 0x3F));
        out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
        out += static_cast<char>(0x80 | (code & 0x3F));
    }
}

// Decodes by arithmetic, without tables of ranges: another way to the same answer.
bool is_valid_slowly(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t length = lead < 0x80 ? 1 : lead >> 5 == 6 ? 2 : lead >> 4 == 14 ? 3 : lead >> 3 == 30 ? 4 : 0;
        if (length == 0 || text.size() - i < length) return false;
        std::uint32_t code = length == 1 ? lead : lead & (0x7Fu >> length);
        for (std::size_t k = 1; k < length; ++k) {
            const auto next = static_cast<unsigned char>(text[i + k]);
            if (next >> 6 != 2) return false;
            code = code << 6 | (next & 0x3F);
        }
        const std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
        if (code < least[length] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return false;
        i += length;
    }
    return true;
}

} // namespace

TEST_CASE("every Unicode character is valid UTF-8, alone and after ASCII") {
    for (std::uint32_t code = 0; code <= 0x10FFFF; ++code) {
        std::string text;
        append(text, code);
        const bool character = code < 0xD800 || code > 0xDFFF;
        if (is_valid_utf8(text) != character) FAIL("U+" << std::hex << code);
        if (code % 97 == 0 && is_valid_utf8("0123456789" + text + "0123456789") != character)
            FAIL("inside text: U+" << std::hex << code);
    }
    SUCCEED();
}

TEST_CASE("malformed UTF-8 is refused") {
    const std::string_view bad[] = {
        "\x80"sv,
        "\xBF"sv,
        "\xC0\x80"sv,
        "\xC1\xBF"sv,
        "\xC2"sv,
        "\xC2\x41"sv,
        "\xC2\xC2"sv,
        "\xE0\x80\x80"sv,
        "\xE0\x9F\xBF"sv,
        "\xE1\x80"sv,
        "\xE1\x80\x41"sv,
        "\xED\xA0\x80"sv,
        "\xED\xBF\xBF"sv,
        "\xEF"sv,
        "\xF0\x80\x80\x80"sv,
        "\xF0\x8F\xBF\xBF"sv,
        "\xF0\x90\x80"sv,
        "\xF4\x90\x80\x80"sv,
        "\xF5\x80\x80\x80"sv,
        "\xF8\x88\x80\x80\x80"sv,
        "\xFE"sv,
        "\xFF"sv,
        "na\xEFve"sv,
    };
    for (const auto text : bad) {
        CAPTURE(std::string(text));
        CHECK_FALSE(is_valid_utf8(text));
        CHECK_FALSE(is_valid_utf8(std::string(text) + "tail"));
        CHECK_FALSE(is_valid_utf8(std::string(40, 'x') + std::string(text)));
    }
}

TEST_CASE("one bad byte is found wherever it stands in texts of every length") {
    for (std::size_t size = 0; size <= 140; ++size) {
        std::string text(size, 'a');
        REQUIRE(is_valid_utf8(text));
        for (std::size_t at = 0; at < size; ++at) {
            text[at] = '\x80';
            REQUIRE_FALSE(is_valid_utf8(text));
            text[at] = '\0';
            REQUIRE(is_valid_utf8(text));
            if (at + 1 < size) {
                text[at] = '\xC3';
                text[at + 1] = '\xA9';
                REQUIRE(is_valid_utf8(text));
                text[at + 1] = 'a';
            }
            text[at] = 'a';
        }
    }
}

TEST_CASE("random bytes get the same answer as from a decoder by arithmetic") {
    std::mt19937 random(20260106);
    int valid = 0;
    for (int round = 0; round < 60'000; ++round) {
        std::string text(random() % 40, '\0');
        // Few kinds of bytes, so that sequences often happen to be complete.
        constexpr auto kinds = "a\x80\xBF\xA0\x9F\x90\x8F\xC2\xE0\xE1\xED\xEF\xF0\xF1\xF4"sv;
        const std::size_t few = round % 3 == 0 ? 1 : kinds.size();
        for (char& c : text)
            c = random() % 4 != 0 ? 'a' : kinds[random() % few];
        if (random() % 2) append(text, static_cast<std::uint32_t>(random() % 0x110000));
        const bool expected = is_valid_slowly(text);
        valid += expected;
        if (is_valid_utf8(text) != expected) FAIL("round " << round);
    }
    CHECK(valid > 10'000);
    CHECK(valid < 50'000);
}

TEST_CASE("UTF-8 is checked at compile time too") {
    STATIC_REQUIRE(is_valid_utf8(""));
    STATIC_REQUIRE(is_valid_utf8("a\0b"sv));
    STATIC_REQUIRE(is_valid_utf8("gr\xC3\xBC\xC3\x9F \xE2\x82\xAC \xF0\x9F\x98\x80"));
    STATIC_REQUIRE_FALSE(is_valid_utf8("\xED\xA0\x80"));
    STATIC_REQUIRE(is_valid_utf8(std::string_view{}));
}
