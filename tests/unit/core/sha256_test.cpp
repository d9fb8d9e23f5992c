// Checksums: the examples of FIPS 180-4 and of its test vectors, and lengths around the ends of blocks.
#include <tenon/core/sha256.hpp>

#include <cstddef>
#include <string>
#include <utility>

#include "support/catch.hpp"

using tenon::sha256_hex;

TEST_CASE("the digests of the standard's examples are as it says") {
    CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    CHECK(sha256_hex(std::string(1'000'000, 'a')) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("texts that end around the end of a block have the digests that sha256sum gives") {
    const std::pair<std::size_t, const char*> known[] = {
        {55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"},
        {56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"},
        {63, "7d3e74a05d7db15bce4ad9ec0658ea98e3f06eeecf16b4c6fff2da457ddc2f34"},
        {64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"},
        {65, "635361c48bb9eab14198e76ea8ab7f1a41685d6ad62aa9146d301d4f17eb0ae0"},
    };
    for (const auto& [length, digest] : known) CHECK(sha256_hex(std::string(length, 'a')) == digest);
}

TEST_CASE("bytes that are not ASCII count as bytes") {
    CHECK(sha256_hex(std::string("\xff\x00\x80", 3)) == "ef192b7af54e943f206ab27075ec1805384c972c9959fc5820f1fa7d5268fcef");
}
