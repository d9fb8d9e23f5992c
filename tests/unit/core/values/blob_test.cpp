#include <tenon/core/values/blob_codec.hpp>

#include <string>

#include "support/catch.hpp"

using codec = tenon::codec<tenon::blob>;

TEST_CASE("bytes and text turn into each other unchanged") {
    std::string all;
    for (int c = 0; c < 256; ++c)
        all += static_cast<char>(c);
    const auto bytes = tenon::to_blob(all);
    REQUIRE(bytes.size() == 256);
    for (std::size_t i = 0; i < 256; ++i)
        CHECK(bytes[i] == static_cast<std::byte>(i));
    CHECK(tenon::as_text(bytes) == all);
    CHECK(tenon::to_blob("").empty());
    CHECK(tenon::to_blob({}).empty());
    CHECK(tenon::as_text({}).empty());
}

TEST_CASE("bytes are stored as they are") {
    const auto bytes = tenon::to_blob(std::string_view("\0\xFF\0", 3));
    tenon::blob read = tenon::to_blob("something longer that was here before");
    CHECK(codec::decode(codec::encode(bytes), read) == tenon::errc::ok);
    CHECK(read == bytes);
    CHECK(codec::decode({}, read) == tenon::errc::ok);
    CHECK(read.empty());
    STATIC_REQUIRE(codec::type == tenon::column_type::bytes);
    STATIC_REQUIRE(tenon::storable<tenon::blob>);
    STATIC_REQUIRE(tenon::storable<std::optional<tenon::blob>>);
}
