// How long connections live.
#if TENON_TEST_POSTGRES
#include <tenon/postgres/link.hpp>

#include <cstdint>
#include <set>

#include "support/catch.hpp"

TEST_CASE("connections that are made in the same moment live for as long as was said, or up to a tenth less, each in its own way") {
    std::set<std::int64_t> drawn;
    for (int i = 0; i < 100; ++i) drawn.insert(tenon::postgres::detail::drawn_lifetime(1'800'000));
    CHECK(*drawn.begin() >= 1'620'000);
    CHECK(*drawn.rbegin() <= 1'800'000);
    CHECK(drawn.size() > 50);
    for (const std::int64_t most : {1, 2, 9, 10}) CHECK(tenon::postgres::detail::drawn_lifetime(most) >= most - 1);
}
#endif
