// HMAC-SHA-256, by the examples of RFC 4231.
#include <tenon/core/hmac.hpp>

#include <string>
#include <string_view>

#include "support/catch.hpp"

namespace {

std::string hex(std::string_view bytes) {
    std::string text;
    for (const char c : bytes) {
        text += tenon::detail::hex_digits[static_cast<unsigned char>(c) >> 4U];
        text += tenon::detail::hex_digits[static_cast<unsigned char>(c) & 15U];
    }
    return text;
}

} // namespace

TEST_CASE("HMAC-SHA-256 is as RFC 4231 has it") {
    CHECK(hex(tenon::hmac_sha256(std::string(20, '\x0b'), "Hi There")) ==
          "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    CHECK(hex(tenon::hmac_sha256("Jefe", "what do ya want for nothing?")) ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    CHECK(hex(tenon::hmac_sha256(std::string(20, '\xaa'), std::string(50, '\xdd'))) ==
          "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
    // A key that is longer than a block.
    CHECK(hex(tenon::hmac_sha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")) ==
          "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST_CASE("texts are equal when each byte is") {
    CHECK(tenon::equal_in_constant_time("", ""));
    CHECK(tenon::equal_in_constant_time(std::string_view("a\0b", 3), std::string_view("a\0b", 3)));
    CHECK_FALSE(tenon::equal_in_constant_time("ab", "ac"));
    CHECK_FALSE(tenon::equal_in_constant_time("ab", "cb"));
    CHECK_FALSE(tenon::equal_in_constant_time("ab", "abc"));
}
