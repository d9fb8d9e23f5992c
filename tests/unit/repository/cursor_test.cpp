// The text of a cursor, and the values in it: what is written is read, and nothing else is.
#include <tenon/repository/cursor.hpp>
#include <tenon/repository/key_bytes.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "support/catch.hpp"

using namespace tenon::repository_detail;

namespace {

const std::string key(32, 'k');

/// A value, there and back; nothing must be left behind it, and no part of it is enough.
template <class Wire> Wire there_and_back(const Wire& value) {
    std::string bytes;
    put_key(bytes, value);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        std::string_view part(bytes.data(), size);
        Wire none{};
        CHECK_FALSE(take_key(part, none));
    }
    // Kept: what was read may borrow it.
    static std::string kept;
    kept = bytes;
    std::string_view in(kept);
    Wire read{};
    CHECK(take_key(in, read));
    CHECK(in.empty());
    return read;
}

} // namespace

TEST_CASE("a cursor gives back the bytes that it was made of, whatever they are") {
    const cursor_owner owner{key, "acme", "FROM \"User\" ORDER BY \"id\""};
    for (const std::string& bytes : {std::string(), std::string("a"), std::string("\0\xff\0", 3), std::string(1000, 'x')}) {
        const std::string text = write_cursor(owner, bytes);
        CHECK(text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") == std::string::npos);
        CHECK(read_cursor(owner, text) == bytes);
    }
}

TEST_CASE("a cursor is for one key, tenant and query") {
    const cursor_owner owner{key, "acme", "query"};
    const std::string text = write_cursor(owner, "bytes");
    const std::string other_key(32, 'l');
    CHECK(read_cursor({other_key, "acme", "query"}, text) == std::nullopt);
    CHECK(read_cursor({key, "acm", "query"}, text) == std::nullopt);
    CHECK(read_cursor({key, "", "query"}, text) == std::nullopt);
    CHECK(read_cursor({key, "acme", "query2"}, text) == std::nullopt);
    // What stands in one part does not pass for another.
    CHECK(read_cursor({key, "acme 5:query", ""}, text) == std::nullopt);
    CHECK(read_cursor({key, "acmequery", ""}, text) == std::nullopt);
}

TEST_CASE("a cursor of which any character was changed, added or left out is not read") {
    const cursor_owner owner{key, "acme", "query"};
    const std::string text = write_cursor(owner, "some bytes");
    for (std::size_t i = 0; i < text.size(); ++i)
        for (const char c : std::string_view("Az09-_ =")) {
            std::string changed = text;
            changed[i] = c;
            if (changed != text) REQUIRE(read_cursor(owner, changed) == std::nullopt);
            changed = text;
            changed.insert(i, 1, c);
            if (changed != text) REQUIRE(read_cursor(owner, changed) == std::nullopt);
        }
    for (std::size_t size = 0; size < text.size(); ++size)
        REQUIRE(read_cursor(owner, text.substr(0, size)) == std::nullopt);
}

TEST_CASE("keys come back bit for bit") {
    using limits = std::numeric_limits<std::int64_t>;
    for (const std::int64_t value : {limits::min(), limits::max(), std::int64_t{0}, std::int64_t{-1}, std::int64_t{256}})
        CHECK(there_and_back(value) == value);
    for (const double value : {0.0, -0.0, 0.1, std::numeric_limits<double>::denorm_min(), std::numeric_limits<double>::infinity(),
                               std::numeric_limits<double>::quiet_NaN()})
        CHECK(std::bit_cast<std::uint64_t>(there_and_back(value)) == std::bit_cast<std::uint64_t>(value));
    CHECK(there_and_back(true));
    CHECK_FALSE(there_and_back(false));
    for (const std::string_view value : {std::string_view(), std::string_view("a\0b", 3), std::string_view("\xf0\x9f\x98\x80")})
        CHECK(there_and_back(value) == value);
    const std::byte bytes[] = {std::byte{0}, std::byte{255}};
    CHECK(tenon::as_text(there_and_back(tenon::blob_view(bytes))) == std::string_view("\0\xff", 2));
    const tenon::timestamp time{std::chrono::milliseconds(-1)};
    CHECK(there_and_back(time) == time);
    CHECK(there_and_back(tenon::timestamp::max()) == tenon::timestamp::max());
    const tenon::date day{std::chrono::days(-719'528)};
    CHECK(there_and_back(day) == day);
    const tenon::uuid id = *tenon::parse_uuid("f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
    CHECK(there_and_back(id) == id);
}

TEST_CASE("a length that is not there is not believed") {
    for (const std::int64_t length : {std::int64_t{1}, std::int64_t{-1}, std::numeric_limits<std::int64_t>::max()}) {
        std::string bytes;
        put_key(bytes, length);
        std::string_view in(bytes), out;
        CHECK_FALSE(take_key(in, out));
    }
}
