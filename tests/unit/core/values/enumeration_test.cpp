#include <tenon/core/values/enumeration.hpp>

#include <cstdint>
#include <string>

#include "support/catch.hpp"

namespace {

enum class plan { free_, paid = 10 };
enum class empty : int {};
enum class priority : std::int16_t { low = -1, normal, high };
enum class level : unsigned char { none, all = 255 };
enum class letter : char { a = 'a' };
enum class wide : std::int64_t { least = INT64_MIN };
enum class endless : std::uint64_t { none };
enum class flag : bool { off, on };

} // namespace

template <>
inline constexpr bool tenon::enum_as_integer<priority> = true;
template <>
inline constexpr bool tenon::enum_as_integer<level> = true;
template <>
inline constexpr bool tenon::enum_as_integer<letter> = true;
template <>
inline constexpr bool tenon::enum_as_integer<wide> = true;
template <>
inline constexpr bool tenon::enum_as_integer<endless> = true;
template <>
inline constexpr bool tenon::enum_as_integer<flag> = true;

using tenon::column_type;
using tenon::errc;

TEST_CASE("an enum is stored by name") {
    using codec = tenon::codec<plan>;
    STATIC_REQUIRE(codec::type == column_type::enumeration);
    STATIC_REQUIRE(codec::encode(plan::paid) == "paid");
    plan out{};
    CHECK(codec::decode("paid", out) == errc::ok);
    CHECK(out == plan::paid);
    CHECK(codec::decode("Paid", out) == errc::invalid_value);
    CHECK(codec::decode("", out) == errc::invalid_value);
    CHECK(codec::decode("10", out) == errc::invalid_value);
    CHECK(out == plan::paid);
}

TEST_CASE("a value without a name is not written") {
    CHECK(tenon::check_value(plan::free_) == errc::ok);
    CHECK(tenon::check_value(static_cast<plan>(5)) == errc::invalid_value);
    CHECK(tenon::check_value(static_cast<plan>(1'000'000)) == errc::invalid_value);
}

TEST_CASE("an enum is stored as its number if asked, in a column of its size and sign") {
    using codec = tenon::codec<priority>;
    STATIC_REQUIRE(codec::type == column_type::int16);
    STATIC_REQUIRE(codec::encode(priority::low) == -1);
    priority out{};
    CHECK(codec::decode(1, out) == errc::ok);
    CHECK(out == priority::high);
    CHECK(codec::decode(-32'768, out) == errc::ok); // no name is needed
    CHECK(codec::encode(out) == -32'768);
    CHECK(codec::decode(32'768, out) == errc::out_of_range);
    CHECK(codec::decode(-32'769, out) == errc::out_of_range);
    CHECK(tenon::check_value(static_cast<priority>(77)) == errc::ok);

    STATIC_REQUIRE(tenon::codec<level>::type == column_type::uint8);
    level stored{};
    CHECK(tenon::codec<level>::decode(255, stored) == errc::ok);
    CHECK(stored == level::all);
    CHECK(tenon::codec<level>::decode(-1, stored) == errc::out_of_range);
    CHECK(tenon::codec<level>::decode(256, stored) == errc::out_of_range);

    STATIC_REQUIRE(tenon::codec<wide>::type == column_type::int64);
    STATIC_REQUIRE(tenon::codec<wide>::encode(wide::least) == INT64_MIN);
    STATIC_REQUIRE(tenon::codec<letter>::encode(letter::a) == 'a');
}

TEST_CASE("enums that no column can hold have no codec") {
    STATIC_REQUIRE(tenon::storable<plan>);
    STATIC_REQUIRE(tenon::storable<std::optional<priority>>);
    STATIC_REQUIRE_FALSE(tenon::storable<empty>);
    STATIC_REQUIRE_FALSE(tenon::storable<endless>);
    STATIC_REQUIRE_FALSE(tenon::storable<flag>);
    STATIC_REQUIRE_FALSE(tenon::storable<std::byte>);
}
