#include <tenon/core/values/uuid_codec.hpp>

#include <random>
#include <string>

#include "support/catch.hpp"

using tenon::parse_uuid;
using tenon::uuid;

TEST_CASE("UUIDs are written in lower case and read in either") {
    const auto id = parse_uuid("F81D4FAE-7dec-11d0-A765-00a0c91e6bf6");
    REQUIRE(id);
    CHECK(id->bytes[0] == std::byte{0xF8});
    CHECK(id->bytes[15] == std::byte{0xF6});
    CHECK(to_string(*id) == "f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
    CHECK(to_string(uuid{}) == "00000000-0000-0000-0000-000000000000");
    CHECK(parse_uuid("ffffffff-ffff-ffff-ffff-ffffffffffff")->bytes[7] == std::byte{0xFF});
}

TEST_CASE("random UUIDs are read back from their texts and sort as their texts do") {
    std::mt19937 random(20260106);
    uuid before;
    for (int round = 0; round < 20'000; ++round) {
        uuid id;
        for (auto& byte : id.bytes)
            byte = static_cast<std::byte>(random());
        if (round % 2) // share a beginning, so that later bytes decide too
            for (std::size_t i = 0; i < random() % 16; ++i)
                id.bytes[i] = before.bytes[i];
        REQUIRE(parse_uuid(to_string(id)) == id);
        REQUIRE((before < id) == (to_string(before) < to_string(id)));
        REQUIRE((before == id) == (to_string(before) == to_string(id)));
        before = id;
    }
}

TEST_CASE("a byte in the wrong place makes a text no UUID") {
    const std::string good = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
    for (std::size_t at = 0; at < good.size(); ++at) {
        const bool hyphen = good[at] == '-';
        for (int c = 0; c < 256; ++c) {
            auto text = good;
            text[at] = static_cast<char>(c);
            const bool fits = hyphen ? c == '-' : (c < 128 && std::isxdigit(c));
            if (parse_uuid(text).has_value() != fits) FAIL(text);
        }
    }
    CHECK_FALSE(parse_uuid(""));
    CHECK_FALSE(parse_uuid(good + "0"));
    CHECK_FALSE(parse_uuid(good.substr(1)));
    CHECK_FALSE(parse_uuid("{" + good + "}"));
    CHECK_FALSE(parse_uuid("f81d4fae7dec11d0a76500a0c91e6bf6"));
}

TEST_CASE("UUIDs are constants and stored as they are") {
    constexpr auto id = *parse_uuid("00000000-0000-0000-0000-000000000001");
    STATIC_REQUIRE(id > uuid{});
    STATIC_REQUIRE(id.bytes[15] == std::byte{1});
    STATIC_REQUIRE(tenon::codec<uuid>::type == tenon::column_type::uuid);
    uuid out;
    CHECK(tenon::codec<uuid>::decode(tenon::codec<uuid>::encode(id), out) == tenon::errc::ok);
    CHECK(out == id);
}
