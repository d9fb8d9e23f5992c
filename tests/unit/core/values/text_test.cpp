#include <tenon/core/values/text.hpp>

#include "support/catch.hpp"

using codec = tenon::codec<std::string>;
using tenon::errc;

TEST_CASE("text is stored byte for byte, empty text and NUL included") {
    STATIC_REQUIRE(codec::type == tenon::column_type::text);
    for (const std::string& value :
         {std::string(), std::string("a\0b", 3), std::string("gr\xC3\xBC\xC3\x9F"), std::string(100'000, 'x')}) {
        std::string out = "something longer that was here before";
        CHECK(codec::decode(codec::encode(value), out) == errc::ok);
        CHECK(out == value);
    }
    std::string out = "before";
    CHECK(codec::decode({}, out) == errc::ok);
    CHECK(out.empty());
}

TEST_CASE("encoding a text copies nothing") {
    const std::string value = "abc";
    CHECK(codec::encode(value).data() == value.data());
}
