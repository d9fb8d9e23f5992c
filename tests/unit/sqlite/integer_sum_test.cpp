#include "support/catch.hpp"

#include <tenon/sqlite/integer_sum.hpp>

#include <cstdint>
#include <initializer_list>
#include <limits>

namespace {

using tenon::sqlite::detail::integer_sum;

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();

integer_sum sum_of(std::initializer_list<std::int64_t> values) {
    integer_sum sum{};
    for (const std::int64_t value : values) sum.add(value);
    return sum;
}

} // namespace

TEST_CASE("integers are added in 128 bits, and told where the sum has no more than 64") {
    CHECK(sum_of({}).value() == 0);
    CHECK(sum_of({}).fits());
    CHECK(sum_of({1, -3}).value() == -2);
    CHECK(sum_of({most}).fits());
    CHECK(sum_of({least}).fits());
    CHECK_FALSE(sum_of({most, 1}).fits());
    CHECK_FALSE(sum_of({least, -1}).fits());
    CHECK_FALSE(sum_of({most, most, most}).fits());
    CHECK(sum_of({most, 1, -1}).fits());
    CHECK(sum_of({most, 1, -1}).value() == most);
    CHECK(sum_of({least, least, most, most, 1}).value() == -1);
    CHECK(sum_of({least, least, most, most, 1}).fits());
}

TEST_CASE("the double that is nearest to a sum is rounded once") {
    CHECK(sum_of({}).nearest() == 0.0);
    CHECK(sum_of({-5, 2}).nearest() == -3.0);
    CHECK(sum_of({most}).nearest() == 9223372036854775808.0);
    CHECK(sum_of({most, 1}).nearest() == 9223372036854775808.0);
    CHECK(sum_of({least}).nearest() == -9223372036854775808.0);
    CHECK(sum_of({least, least}).nearest() == -18446744073709551616.0); // 2^64: no bit is set in the lower half
    CHECK(sum_of({most, most, 2}).nearest() == 18446744073709551616.0);
    // Between 2^64 and the next double lie 4096: a half goes to the even one, anything more upwards.
    CHECK(sum_of({most, most, 2 + 2047}).nearest() == 18446744073709551616.0);
    CHECK(sum_of({most, most, 2 + 2048}).nearest() == 18446744073709551616.0);
    CHECK(sum_of({most, most, 2 + 2049}).nearest() == 18446744073709555712.0);
    CHECK(sum_of({most, most, 2 + 2048 + 4096}).nearest() == 18446744073709559808.0);
    CHECK(sum_of({least, least, -2049}).nearest() == -18446744073709555712.0);
    CHECK(sum_of({least, least, -2048}).nearest() == -18446744073709551616.0);
    // What is cut off lies far below: one bit of it is enough.
    integer_sum large{};
    large.high = std::int64_t{1} << 62;
    large.low = 0;
    CHECK(large.nearest() == 0x1p126);
    large.high |= std::int64_t{1} << 9; // half of the distance there
    CHECK(large.nearest() == 0x1p126);
    large.low = 1;
    CHECK(large.nearest() == 0x1.0000000000001p126);
}
