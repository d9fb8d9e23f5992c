#include <tenon/core/values/boolean.hpp>

#include "support/catch.hpp"

TEST_CASE("booleans are stored as booleans") {
    using codec = tenon::codec<bool>;
    STATIC_REQUIRE(codec::type == tenon::column_type::boolean);
    bool out = false;
    CHECK(codec::decode(codec::encode(true), out) == tenon::errc::ok);
    CHECK(out);
    CHECK(codec::decode(codec::encode(false), out) == tenon::errc::ok);
    CHECK_FALSE(out);
}
