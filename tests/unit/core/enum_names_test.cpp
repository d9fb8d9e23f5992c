#include <tenon/core/enum_names.hpp>

#include <cstdint>
#include <limits>
#include <string>

#include "support/catch.hpp"

namespace shapes {

enum class color { red, green = 5, blue };
enum plain { alpha, beta = 3, gamma_ };
enum with_negative { minus_two = -2, plus_one = 1 };
enum class tiny : std::int8_t { low = -128, below = -9, first = -8, zero = 0, last = 119, above = 120, high = 127 };
enum class byte_sized : std::uint8_t { none, all = 255 };
enum class yes_no : bool { no, yes };
enum class character : char { a = 'a', z = 'z' };
enum class huge : std::uint64_t { zero, most = UINT64_MAX };
enum class lowest : std::int64_t { least = INT64_MIN, minus_one = -1, most = INT64_MAX };
enum class alias { first = 1, second = 2, also_first = 1 };
enum class unnamed : int {};
enum class odd_names { _, a1, B_2, value_3_, \u00e9t\u00e9 };
enum class status { continue_ = 100, ok = 200, not_found = 404, gone = 410 };
enum class far_below { first = -1000, second = -999 };
enum class nothing_in_range { far = 1'000'000 };

template <class First, char Second>
struct holder {
    enum class inner : short { p, q1 = 7 };
    enum loose { u, v = 2 };
};

class secretive {
    enum class hidden { x, y };

public:
    using exposed = hidden;
};

} // namespace shapes

namespace {
enum class anonymous { one = 1, two };
enum loose_anonymous : short { lone = 4 };
} // namespace

template <>
inline constexpr tenon::enum_bounds tenon::enum_range<shapes::status>{100, 599};
template <>
inline constexpr tenon::enum_bounds tenon::enum_range<shapes::far_below>{-1000, -999};

using tenon::enum_from_name;
using tenon::enum_name;
using tenon::enum_names;
using tenon::enum_values;

TEST_CASE("the values of an enum have the names that the source gives them") {
    using shapes::color;
    STATIC_REQUIRE(enum_names<color>.size() == 3);
    STATIC_REQUIRE(enum_names<color>[0] == "red");
    STATIC_REQUIRE(enum_names<color>[1] == "green");
    STATIC_REQUIRE(enum_names<color>[2] == "blue");
    STATIC_REQUIRE(enum_values<color>[1] == color::green);
    STATIC_REQUIRE(enum_name(color::blue) == "blue");
    STATIC_REQUIRE(enum_name(static_cast<color>(1)).empty());
    STATIC_REQUIRE(enum_name(static_cast<color>(-1)).empty());
    STATIC_REQUIRE(enum_name(static_cast<color>(120)).empty());
    STATIC_REQUIRE(enum_name(static_cast<color>(std::numeric_limits<int>::max())).empty());
    STATIC_REQUIRE(enum_name(static_cast<color>(std::numeric_limits<int>::min())).empty());
    STATIC_REQUIRE(enum_from_name<color>("green") == color::green);
    STATIC_REQUIRE_FALSE(enum_from_name<color>("Green"));
    STATIC_REQUIRE_FALSE(enum_from_name<color>(""));
    STATIC_REQUIRE_FALSE(enum_from_name<color>("gree"));
    STATIC_REQUIRE_FALSE(enum_from_name<color>("greenish"));
}

TEST_CASE("enums without a fixed type are read as far as they hold values") {
    STATIC_REQUIRE(enum_names<shapes::plain>.size() == 3);
    STATIC_REQUIRE(enum_name(shapes::beta) == "beta");
    STATIC_REQUIRE(enum_name(shapes::gamma_) == "gamma_");
    STATIC_REQUIRE(enum_names<shapes::with_negative>.size() == 2);
    STATIC_REQUIRE(enum_name(shapes::minus_two) == "minus_two");
    STATIC_REQUIRE(enum_from_name<shapes::with_negative>("plus_one") == shapes::plus_one);
}

TEST_CASE("names are looked for in the range that the underlying type allows") {
    STATIC_REQUIRE(enum_names<shapes::tiny>.size() == 3);
    STATIC_REQUIRE(enum_name(shapes::tiny::first) == "first");
    STATIC_REQUIRE(enum_name(shapes::tiny::last) == "last");
    STATIC_REQUIRE(enum_name(shapes::tiny::below).empty());
    STATIC_REQUIRE(enum_name(shapes::tiny::high).empty());
    STATIC_REQUIRE(enum_names<shapes::byte_sized>.size() == 1);
    STATIC_REQUIRE(enum_name(shapes::byte_sized::all).empty());
    STATIC_REQUIRE(enum_names<shapes::yes_no>.size() == 2);
    STATIC_REQUIRE(enum_name(shapes::yes_no::yes) == "yes");
    STATIC_REQUIRE(enum_name(shapes::character::a) == "a");
    STATIC_REQUIRE(enum_names<shapes::huge>.size() == 1);
    STATIC_REQUIRE(enum_name(shapes::huge::most).empty());
    STATIC_REQUIRE(enum_names<shapes::lowest>.size() == 1);
    STATIC_REQUIRE(enum_name(shapes::lowest::minus_one) == "minus_one");
    STATIC_REQUIRE(enum_name(shapes::lowest::least).empty());
    STATIC_REQUIRE(enum_name(shapes::lowest::most).empty());
    STATIC_REQUIRE(enum_names<shapes::unnamed>.empty());
    STATIC_REQUIRE(enum_name(shapes::unnamed{3}).empty());
    STATIC_REQUIRE(enum_names<shapes::nothing_in_range>.empty());
}

TEST_CASE("the range can be set for an enum") {
    STATIC_REQUIRE(enum_names<shapes::status>.size() == 4);
    STATIC_REQUIRE(enum_name(shapes::status::gone) == "gone");
    STATIC_REQUIRE(enum_name(static_cast<shapes::status>(99)).empty());
    STATIC_REQUIRE(enum_name(static_cast<shapes::status>(600)).empty());
    STATIC_REQUIRE(enum_from_name<shapes::status>("not_found") == shapes::status::not_found);
    STATIC_REQUIRE(enum_name(shapes::far_below::first) == "first");
    STATIC_REQUIRE(enum_name(static_cast<shapes::far_below>(0)).empty());
}

TEST_CASE("of several names for one value the first counts") {
    STATIC_REQUIRE(enum_names<shapes::alias>.size() == 2);
    STATIC_REQUIRE(enum_name(shapes::alias::also_first) == "first");
    STATIC_REQUIRE_FALSE(enum_from_name<shapes::alias>("also_first"));
}

TEST_CASE("enums are read wherever they are declared") {
    enum class local { here, there };
    using inner = shapes::holder<shapes::holder<int, ','>, '\''>::inner;
    using loose = shapes::holder<int, '>'>::loose;
    STATIC_REQUIRE(enum_name(local::there) == "there");
    STATIC_REQUIRE(enum_names<inner>.size() == 2);
    STATIC_REQUIRE(enum_name(inner::q1) == "q1");
    STATIC_REQUIRE(enum_names<loose>.size() == 2);
    STATIC_REQUIRE(enum_name(loose::v) == "v");
    STATIC_REQUIRE(enum_name(anonymous::two) == "two");
    STATIC_REQUIRE(enum_name(lone) == "lone");
    STATIC_REQUIRE(enum_name(shapes::secretive::exposed{}) == "x");
    const auto in_lambda = [](auto) {
        enum class deep { down = 3 };
        return enum_name(deep::down);
    };
    CHECK(in_lambda(0) == "down");
    CHECK(in_lambda(shapes::holder<int, ','>{}) == "down");
}

TEST_CASE("names may have any form that an identifier has") {
    using shapes::odd_names;
    STATIC_REQUIRE(enum_names<odd_names>.size() == 5);
    STATIC_REQUIRE(enum_name(odd_names::_) == "_");
    STATIC_REQUIRE(enum_name(odd_names::a1) == "a1");
    STATIC_REQUIRE(enum_name(odd_names::B_2) == "B_2");
    STATIC_REQUIRE(enum_name(odd_names::value_3_) == "value_3_");
    STATIC_REQUIRE(enum_name(static_cast<odd_names>(4)) == "\u00e9t\u00e9");
}

TEST_CASE("every value comes back from its name") {
    for (const auto value : enum_values<shapes::status>)
        CHECK(enum_from_name<shapes::status>(std::string(enum_name(value))) == value);
}
