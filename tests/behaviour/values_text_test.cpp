#include <optional>
#include <string>
#include <vector>

#include "support/database.hpp"

using namespace support;
using namespace std::string_literals;
using tenon::errc;
using tenon::field;
using tenon::repository;
using tenon::where;

namespace {

struct Text {
    std::string id;
    std::string tenantId;
    std::string text;
    std::optional<std::string> maybe;
    tenon::blob bytes;
    std::optional<tenon::blob> maybe_bytes;
    friend bool operator==(const Text&, const Text&) = default;
};

/// A character of UTF-8.
std::string character(char32_t c) {
    const auto byte = [](char32_t value) { return static_cast<char>(static_cast<unsigned char>(value)); };
    if (c < 0x80) return {byte(c)};
    if (c < 0x800) return {byte(0xC0 | c >> 6), byte(0x80 | (c & 0x3F))};
    if (c < 0x10000) return {byte(0xE0 | c >> 12), byte(0x80 | (c >> 6 & 0x3F)), byte(0x80 | (c & 0x3F))};
    return {byte(0xF0 | c >> 18), byte(0x80 | (c >> 12 & 0x3F)), byte(0x80 | (c >> 6 & 0x3F)), byte(0x80 | (c & 0x3F))};
}

} // namespace

TEMPLATE_LIST_TEST_CASE("text of every plane of Unicode comes back byte for byte", "[values]", backends) {
    test_database<TestType, Tenant, Text> t;
    const auto texts = repository<Text>(t.tenant("a"));
    std::string everything;
    for (char32_t plane = 0; plane <= 16; ++plane)
        for (const char32_t place :
             {0x1U, 0x22U, 0x27U, 0x5CU, 0x7FU, 0x80U, 0x7FFU, 0x800U, 0xD7FFU, 0xE000U, 0xFFFDU, 0xFFFFU})
            everything += character(plane << 16 | place);
    for (const std::string& text :
         {everything, "e\u0301 is not \u00e9"s, "\ufeff begins with a mark"s, " spaces \t\r\n "s,
          "'; DROP TABLE \"Text\"; --"s, "?1 $1 :a @b %s \\0"s, std::string(100'000, 'x')}) {
        const auto made = texts.create({.text = text, .maybe = text}).value();
        const auto read = texts.get(made.id).value();
        CHECK(read.text == text);
        CHECK(read.maybe == text);
        CHECK(texts.count(where(field<&Text::text> == text)).value() == 1);
    }
}

TEMPLATE_LIST_TEST_CASE("text with NUL bytes comes back byte for byte, or is refused", "[values][nul]", backends) {
    test_database<TestType, Tenant, Text> t;
    const auto texts = repository<Text>(t.tenant("a"));
    for (const std::string& text : {"\0"s, "a\0"s, "\0a"s, "a\0b\0\0c"s, std::string(1000, '\0')}) {
        if (!TestType::holds_nul) {
            CHECK(code_of(texts.create({.id = "k", .text = text})) == errc::invalid_value);
            CHECK(code_of(texts.create({.id = "k" + text})) == errc::invalid_value);
            CHECK(texts.count().value() == 0);
            continue;
        }
        texts.create({.id = "k" + text, .text = text, .maybe = text}).value();
        const auto read = texts.get("k" + text).value();
        CHECK(read.id == "k" + text);
        CHECK(read.text == text);
        CHECK(read.maybe == text);
        CHECK(texts.count(where(field<&Text::text> == text)).value() == 1);
    }
    CHECK_FALSE(texts.find_unique("k").value());
    CHECK(texts.count(where(field<&Text::text> == "a")).value() == 0);
}

TEMPLATE_LIST_TEST_CASE("the empty text, the empty blob and NULL are three things", "[values]", backends) {
    test_database<TestType, Tenant, Text> t;
    const auto texts = repository<Text>(t.tenant("a"));
    const Text null = texts.create({.id = "null"}).value();
    const Text empty = texts.create({.id = "empty", .maybe = "", .maybe_bytes = tenon::blob()}).value();
    CHECK(texts.get("null").value() == null);
    CHECK(texts.get("empty").value() == empty);
    CHECK(texts.get("null").value().maybe == std::nullopt);
    CHECK(texts.get("null").value().maybe_bytes == std::nullopt);
    CHECK(texts.get("empty").value().maybe == "");
    CHECK(texts.get("empty").value().maybe_bytes == tenon::blob());
    CHECK(sorted<&Text::id>(texts.find_many(where(field<&Text::maybe> == "")).value()) == strings{"empty"});
    CHECK(sorted<&Text::id>(texts.find_many(where(field<&Text::maybe>.is_null())).value()) == strings{"null"});
    CHECK(sorted<&Text::id>(texts.find_many(where(field<&Text::maybe_bytes> == tenon::blob())).value()) ==
          strings{"empty"});
    CHECK(sorted<&Text::id>(texts.find_many(where(field<&Text::maybe_bytes>.is_null())).value()) == strings{"null"});
}

TEMPLATE_LIST_TEST_CASE("bytes of every value come back as they went in", "[values]", backends) {
    test_database<TestType, Tenant, Text> t;
    const auto texts = repository<Text>(t.tenant("a"));
    tenon::blob bytes;
    for (int i = 0; i < 3 * 256; ++i)
        bytes.push_back(static_cast<std::byte>(i));
    texts.create({.id = "1", .bytes = bytes, .maybe_bytes = bytes}).value();
    CHECK(texts.get("1").value().bytes == bytes);
    CHECK(texts.get("1").value().maybe_bytes == bytes);
    CHECK(texts.count(where(field<&Text::bytes> == bytes)).value() == 1);
    bytes.back() = std::byte{0};
    CHECK(texts.count(where(field<&Text::bytes> == bytes)).value() == 0);
    CHECK(texts.update("1", tenon::set<&Text::bytes>(bytes)).value().bytes == bytes);
    CHECK(texts.count(where(field<&Text::bytes>.in({bytes, tenon::to_blob("x")}))).value() == 1);

    const tenon::blob large(2'000'000, std::byte{0xFF});
    texts.create({.id = "2", .bytes = large}).value();
    CHECK(texts.get("2").value().bytes == large);
}

TEMPLATE_LIST_TEST_CASE("text that is no UTF-8 is refused wherever it could be written", "[values]", backends) {
    test_database<TestType, Tenant, Text> t;
    const auto texts = repository<Text>(t.tenant("a"));
    texts.create({.id = "1", .text = "before"}).value();
    t.forget();
    for (const std::string& bad :
         {"\xff"s, "a\x80"s, "\xc3"s, "\xed\xa0\x80"s, "\xf4\x90\x80\x80"s, "\xc0\x80"s, "\xf8\x88\x80\x80\x80"s}) {
        const auto refused = texts.create({.text = bad});
        REQUIRE(code_of(refused) == errc::invalid_value);
        CHECK(refused.error().model == "Text");
        CHECK(refused.error().fields == strings{"text"});
        CHECK(refused.error().message.find(bad) == std::string::npos);
        CHECK(code_of(texts.create({.id = bad})) == errc::invalid_value);
        CHECK(code_of(texts.create({.maybe = bad})) == errc::invalid_value);
        CHECK(code_of(texts.update("1", tenon::set<&Text::text>(bad))) == errc::invalid_value);
        CHECK(code_of(texts.update_many(tenon::all_rows, tenon::set<&Text::maybe>(bad))) == errc::invalid_value);
        CHECK(code_of(texts.upsert({.id = "1"}, tenon::on_conflict<&Text::id>, tenon::set<&Text::text>(bad))) ==
              errc::invalid_value);
    }
    CHECK(texts.count().value() == 1);
    CHECK(texts.get("1").value().text == "before");
}
