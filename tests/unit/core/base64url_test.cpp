// Bytes as text for URLs, by the examples of RFC 4648.
#include <tenon/core/base64.hpp>
#include <tenon/core/base64url.hpp>

#include <optional>
#include <string>
#include <utility>

#include "support/catch.hpp"

using tenon::from_base64url;
using tenon::to_base64url;

TEST_CASE("base64url is as RFC 4648 has it, without padding") {
    CHECK(to_base64url("").empty());
    CHECK(to_base64url("f") == "Zg");
    CHECK(to_base64url("fo") == "Zm8");
    CHECK(to_base64url("foo") == "Zm9v");
    CHECK(to_base64url("foobar") == "Zm9vYmFy");
    CHECK(to_base64url("\xfb\xff\xbf") == "-_-_");
    CHECK(from_base64url("Zm9vYmE") == "fooba");
    CHECK(from_base64url("") == "");
}

TEST_CASE("any bytes come back from base64url as they were") {
    std::string bytes;
    for (int i = 0; i < 256; ++i) {
        bytes += static_cast<char>(i * 37);
        REQUIRE(from_base64url(to_base64url(bytes)) == bytes);
    }
}

TEST_CASE("a text that base64url does not give is not read") {
    CHECK(from_base64url("Zg==") == std::nullopt); // padding
    CHECK(from_base64url("Zm+v") == std::nullopt); // the digits of base64
    CHECK(from_base64url("Z") == std::nullopt);    // no byte
    CHECK(from_base64url("Zm9vY") == std::nullopt);
    CHECK(from_base64url("Zh") == std::nullopt);   // bits that no byte has
    CHECK(from_base64url("Zm 9v") == std::nullopt);
}

TEST_CASE("base64 is as RFC 4648 has it, padded, and nothing else is read") {
    for (const auto& [bytes, text] : {std::pair("", ""), std::pair("f", "Zg=="), std::pair("fo", "Zm8="), std::pair("foo", "Zm9v"), std::pair("\xfb\xff\xbf", "+/+/")}) {
        CHECK(tenon::to_base64(bytes) == text);
        CHECK(tenon::from_base64(text) == bytes);
    }
    for (const char* bad : {"Zg", "Zg=", "Z===", "====", "Zh==", "Zg==Zg==", "-_-_", "Zm9v\n"}) CHECK_FALSE(tenon::from_base64(bad));
}
