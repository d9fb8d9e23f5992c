// Which prepared statement is given out, and when one gets a twin.
#include <tenon/driver/statement_cache.hpp>

#include <cstdint>
#include <memory>
#include <set>

#include "support/catch.hpp"

namespace {

struct counted {
    static inline int alive = 0;
    counted() { ++alive; }
    ~counted() { --alive; }
    counted(const counted&) = delete;
    counted& operator=(const counted&) = delete;
    bool in_use = false;
};
using cache = tenon::driver::statement_cache<counted>;

std::unique_ptr<counted> made() { return std::make_unique<counted>(); }

} // namespace

TEST_CASE("a statement of a number is kept, and given out again when nobody uses it") {
    cache held;
    CHECK(held.take(7) == nullptr);
    counted* const first = held.keep(7, made());
    REQUIRE(first != nullptr);
    CHECK(first->in_use);
    first->in_use = false;
    CHECK(held.take(6) == nullptr);
    CHECK(held.take(8) == nullptr);
    CHECK(held.take(7) == first);
    CHECK(first->in_use);
    CHECK(held.keep(5, nullptr) == nullptr); // could not be prepared
    CHECK(held.take(5) == nullptr);
}

TEST_CASE("a statement that is in use gets a twin, which is kept too; no address changes") {
    const int before = counted::alive;
    {
        cache held;
        std::set<counted*> all;
        for (int i = 0; i < 40; ++i) {
            CHECK(held.take(3) == nullptr);
            all.insert(held.keep(3, made()));
        }
        CHECK(all.size() == 40);
        held.keep(1000, made()); // the room for numbers grows
        for (counted* each : all) each->in_use = false;
        std::set<counted*> again;
        for (int i = 0; i < 40; ++i) again.insert(held.take(3));
        CHECK(again == all);
        CHECK(held.take(3) == nullptr);
        CHECK(counted::alive == before + 41);
        held.clear();
        CHECK(counted::alive == before);
    }
}

TEST_CASE("a loose statement makes room for the next, but not while it is in use") {
    const int before = counted::alive;
    cache held;
    for (int i = 0; i < 3; ++i) held.keep_loose(made())->in_use = false;
    CHECK(counted::alive == before + 1);
    counted* const kept = held.keep_loose(made());
    counted* const other = held.keep_loose(made());
    CHECK(kept != other);
    CHECK(counted::alive == before + 2);
    other->in_use = false;
    held.keep_loose(made());
    CHECK(kept->in_use);
    CHECK(counted::alive == before + 2);
    CHECK(held.keep_loose(nullptr) == nullptr);
    held.clear();
}

TEST_CASE("loose statements with an identity are kept for a while: those that are used again stay, however many others come") {
    const int before = counted::alive;
    cache held;
    CHECK(held.take_loose(1) == nullptr);
    counted* const hot = held.keep_loose(made(), 1);
    counted* const busy = held.keep_loose(made(), 2);
    CHECK(hot->in_use);
    CHECK(held.take_loose(1) == nullptr); // it is in use: there may be a twin
    hot->in_use = false;
    for (std::uint64_t identity = 3; identity < 5 * cache::most_loose; ++identity) {
        held.keep_loose(made(), identity)->in_use = false;
        if (identity % 50 != 0) continue;
        REQUIRE(held.take_loose(1) == hot);
        CHECK(hot->in_use);
        hot->in_use = false;
    }
    CHECK(counted::alive == before + static_cast<int>(cache::most_loose));
    CHECK(held.take_loose(3) == nullptr); // was used long ago
    CHECK(busy->in_use);
    busy->in_use = false;
    CHECK(held.take_loose(2) == busy);
    held.keep_loose(made())->in_use = false;
    held.keep_loose(made())->in_use = false; // of those without an identity there is one
    CHECK(held.take_loose(0) == nullptr);
    CHECK(counted::alive == before + static_cast<int>(cache::most_loose));
    for (std::uint64_t identity = 10'000; identity < 10'000 + 2 * cache::most_loose; ++identity) held.keep_loose(made(), identity);
    CHECK(counted::alive > before + static_cast<int>(cache::most_loose)); // all are in use
}
