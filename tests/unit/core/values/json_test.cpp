#include <tenon/core/values/json_codec.hpp>

#include <random>
#include <string>
#include <utility>

#include "support/catch.hpp"

using tenon::is_valid_json;
using tenon::json;

TEST_CASE("what the grammar of JSON allows is valid") {
    const char* good[] = {
        "null",
        "true",
        "false",
        "0",
        "-0",
        "-12.5e+10",
        "1E400",
        "123456789012345678901234567890",
        "0.1",
        "1e-5",
        R"("")",
        R"("a\"\\\/\b\f\n\r\t\u0000\uD83D\uDE00")",
        R"("\ud800")",
        "\"\xF0\x9F\x98\x80\"",
        "\"\x7F\"",
        "[]",
        "{}",
        " [ ] ",
        "\t\r\n{ } \n",
        "[1,2,[3,{}],{\"a\":[]}]",
        R"({"a":1,"a":2})",
        R"({ "a" : { "b" : [ true , false , null ] } , "" : "" })",
    };
    for (const auto text : good) {
        CAPTURE(text);
        CHECK(is_valid_json(text));
        CHECK(json::parse(text)->text() == text);
    }
}

TEST_CASE("what the grammar of JSON does not allow is refused") {
    const char* bad[] = {
        "",
        " ",
        "nul",
        "nulll",
        "True",
        "01",
        "-",
        "+1",
        ".5",
        "1.",
        "1.e5",
        "1e",
        "1e+",
        "0x1",
        "NaN",
        "Infinity",
        "-Infinity",
        "1 2",
        "[",
        "]",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{",
        "}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{,}",
        "{a:1}",
        "{1:2}",
        "{\"a\" 1}",
        "{\"a\":1 \"b\":2}",
        "[}",
        "{]",
        "[1}",
        "{\"a\":1]",
        "\"",
        "\"a",
        "\"\\\"",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "'a'",
        "\"a\nb\"",
        "\"a\tb\"",
        "// x\n1",
        "[1]]",
        "null,",
        "\xEF\xBB\xBFnull",
        "\"\xFF\"",
        "\"\xED\xA0\x80\"",
        "\v1",
        "\"\\",
        "\"\\u",
        "-a",
        "tru",
        "[\"a\",",
        "{\"a\":1,",
        "\xC2\xA0 1",
        "[[]",
        "1e5.5",
    };
    for (const auto text : bad) {
        CAPTURE(text);
        CHECK_FALSE(is_valid_json(text));
        CHECK_FALSE(json::parse(text));
    }
    CHECK_FALSE(is_valid_json(std::string_view("null\0", 5)));
    CHECK_FALSE(is_valid_json(std::string_view("\"\0\"", 3)));
    CHECK_FALSE(is_valid_json(std::string_view("\0", 1)));
}

TEST_CASE("JSON may be nested a thousand levels deep and no deeper") {
    const auto nested = [](std::size_t depth, std::string_view open, std::string_view close) {
        std::string text;
        for (std::size_t i = 0; i < depth; ++i)
            text += open;
        text += "0";
        for (std::size_t i = 0; i < depth; ++i)
            text += close;
        return text;
    };
    CHECK(is_valid_json(nested(tenon::json_nesting_limit, "[", "]")));
    CHECK_FALSE(is_valid_json(nested(tenon::json_nesting_limit + 1, "[", "]")));
    CHECK(is_valid_json(nested(tenon::json_nesting_limit, "{\"a\":", "}")));
    CHECK_FALSE(is_valid_json(nested(tenon::json_nesting_limit + 1, "{\"a\":", "}")));
    CHECK(is_valid_json(nested(tenon::json_nesting_limit / 2, "[{\"a\":", "}]")));
    CHECK_FALSE(is_valid_json(std::string(1'000'000, '[')));
}

TEST_CASE("every level remembers whether it is an array or an object") {
    std::mt19937 random(20260106);
    for (int round = 0; round < 300; ++round) {
        std::string open;
        std::string close;
        const auto depth = 1 + random() % 300;
        for (std::size_t i = 0; i < depth; ++i) {
            const bool object = random() % 2;
            open += object ? R"({"k":[],"v":)" : "[{},";
            close.insert(close.begin(), object ? '}' : ']');
        }
        REQUIRE(is_valid_json(open + "1" + close));
        auto& wrong = close[random() % close.size()];
        wrong = wrong == '}' ? ']' : '}';
        REQUIRE_FALSE(is_valid_json(open + "1" + close));
    }
}

TEST_CASE("every prefix of a JSON object is refused without reading past it") {
    const std::string whole = R"({"a":[1.5e3,"\u00e9\\",true],"b":{"c":null}})";
    REQUIRE(is_valid_json(whole));
    for (std::size_t size = 0; size < whole.size(); ++size)
        REQUIRE_FALSE(is_valid_json(std::string(whole, 0, size)));
}

TEST_CASE("a json object always holds JSON") {
    json value;
    CHECK(value.text() == "null");
    value = *json::parse(R"({"long": "enough not to fit into the string object itself"})");
    const auto text = value.text();
    json moved = std::move(value);
    CHECK(moved.text() == text);
    CHECK(value.text() == "null"); // NOLINT
    value = std::move(moved);
    CHECK(value.text() == text);
    CHECK(is_valid_json(moved.text())); // NOLINT
    CHECK(value == *json::parse(text));
    CHECK_FALSE(value == json());
    STATIC_REQUIRE(std::is_nothrow_move_constructible_v<json>);
}

TEST_CASE("JSON is checked at compile time too") {
    STATIC_REQUIRE(is_valid_json(R"({"a": [1, 2, {"b": "\u00e9"}]})"));
    STATIC_REQUIRE_FALSE(is_valid_json(R"({"a": [1, 2, {"b": "\u00e"}]})"));
}

TEST_CASE("JSON is stored byte for byte, and only JSON is read") {
    using codec = tenon::codec<json>;
    STATIC_REQUIRE(codec::type == tenon::column_type::json);
    json out;
    CHECK(codec::decode(" [1,  2] ", out) == tenon::errc::ok);
    CHECK(codec::encode(out) == " [1,  2] ");
    CHECK(codec::decode("[1,", out) == tenon::errc::invalid_value);
    CHECK(codec::decode("", out) == tenon::errc::invalid_value);
    CHECK(out.text() == " [1,  2] ");
}
