#include <optional>
#include <string>

#include "support/database.hpp"

using namespace support;
using tenon::errc;
using tenon::field;
using tenon::repository;
using tenon::when;
using tenon::where;

namespace {

struct LogicItem {
    std::string id;
    std::string tenantId;
    int a = 0;
    int b = 0;
    int c = 0;
};
constexpr auto a = field<&LogicItem::a>;
constexpr auto b = field<&LogicItem::b>;
constexpr auto c = field<&LogicItem::c>;

/// All eight combinations of three bits: the id is the number that they make. Tenant b has the same.
template <class Database>
auto fill(const Database& t) {
    for (const char* tenant : {"b", "a"})
        for (int n = 0; n < 8; ++n)
            repository<LogicItem>(t.tenant(tenant))
                .create({.id = (*tenant == 'a' ? "" : "b") + std::to_string(n),
                         .a = n >> 2 & 1,
                         .b = n >> 1 & 1,
                         .c = n & 1})
                .value();
    return repository<LogicItem>(t.tenant("a"));
}
template <class Items, class Condition>
std::string found(const Items& items, const Condition& condition) {
    std::string ids;
    for (const std::string& id : sorted<&LogicItem::id>(items.find_many(where(condition)).value()))
        ids += id;
    return ids;
}
/// What a predicate in C++ finds.
template <class Predicate>
std::string expected(Predicate predicate) {
    std::string ids;
    for (int n = 0; n < 8; ++n)
        if (predicate((n >> 2 & 1) == 1, (n >> 1 & 1) == 1, (n & 1) == 1)) ids += std::to_string(n);
    return ids;
}

} // namespace

TEMPLATE_LIST_TEST_CASE("and, or and not mean what they mean in C++", "[filter]", backends) {
    test_database<TestType, Tenant, LogicItem> t;
    const auto items = fill(t);
    CHECK(found(items, a == 1 && b == 1) == "67");
    CHECK(found(items, a == 1 || b == 1) == "234567");
    CHECK(found(items, !(a == 1)) == "0123");
    CHECK(found(items, a == 1 || (b == 1 && c == 1)) == "34567");
    CHECK(found(items, (a == 1 || b == 1) && c == 1) == "357");
    CHECK(found(items, !(a == 1 || b == 1)) == "01");
    CHECK(found(items, !(a == 1 && b == 1)) == "012345");
    CHECK(found(items, !(a == 1) && b == 1) == "23");
    CHECK(found(items, !!(a == 1)) == "4567");
    CHECK(found(items, !(!(a == 1) || !(b == 1))) == "67");
    CHECK(found(items, (a == 1 && b == 0) || (a == 0 && b == 1) || c == 1) ==
          expected([](bool x, bool y, bool z) { return x != y || z; }));
    CHECK(found(items, a == 1 || !(a == 1)) == "01234567");
    CHECK(found(items, a == 1 && !(a == 1)) == "");
}

TEMPLATE_LIST_TEST_CASE("a part that is not wanted is as if it had not been written", "[filter][when]", backends) {
    test_database<TestType, Tenant, LogicItem> t;
    const auto items = fill(t);
    for (int wanted = 0; wanted < 8; ++wanted) {
        const bool wa = (wanted & 1) != 0, wb = (wanted & 2) != 0, wc = (wanted & 4) != 0;
        CAPTURE(wa, wb, wc);
        CHECK(found(items, when(wa, a == 1) && when(wb, b == 1) && when(wc, c == 1)) ==
              expected([&](bool x, bool y, bool z) { return (!wa || x) && (!wb || y) && (!wc || z); }));
        // In an OR, too, what is left out neither holds nor does it hold for all.
        CHECK(found(items, when(wa, a == 1) || when(wb, b == 1) || when(wc, c == 1)) ==
              expected([&](bool x, bool y, bool z) { return wanted == 0 || (wa && x) || (wb && y) || (wc && z); }));
        CHECK(found(items, (when(wa, a == 1) || when(wb, b == 1)) && when(wc, c == 1)) ==
              expected([&](bool x, bool y, bool z) { return ((!wa && !wb) || (wa && x) || (wb && y)) && (!wc || z); }));
        CHECK(found(items, a == 1 && (when(wb, b == 1) || when(wc, c == 1))) ==
              expected([&](bool x, bool y, bool z) { return x && ((!wb && !wc) || (wb && y) || (wc && z)); }));
        CHECK(found(items, !when(wa, a == 1) && when(wb, !(b == 1)) && c == 1) ==
              expected([&](bool x, bool y, bool z) { return (!wa || !x) && (!wb || !y) && z; }));
        CHECK(found(items, !(when(wa, a == 1) && when(wb, b == 1))) ==
              expected([&](bool x, bool y, bool) { return wanted % 4 == 0 || !((!wa || x) && (!wb || y)); }));
        CHECK(found(items, when(wa, a == 1 && when(wb, b == 1)) || when(wc, c == 1)) ==
              expected([&](bool x, bool y, bool z) {
                  const bool left = wa && x && (!wb || y);
                  return (!wa && !wc) || left || (wc && z);
              }));
    }
}

TEMPLATE_LIST_TEST_CASE("six optional parts choose among sixty-four texts, all of the tenant", "[filter][when]",
                        backends) {
    test_database<TestType, Tenant, LogicItem> t;
    const auto items = fill(t);
    for (unsigned wanted = 0; wanted < 64; ++wanted) {
        const auto on = [&](unsigned bit) { return (wanted >> bit & 1U) != 0; };
        CAPTURE(wanted);
        CHECK(found(items, when(on(0), a == 1) && when(on(1), b == 1) && when(on(2), c == 1) && when(on(3), a == 0) &&
                               when(on(4), b == 0) && when(on(5), c == 0)) == expected([&](bool x, bool y, bool z) {
                  return (!on(0) || x) && (!on(1) || y) && (!on(2) || z) && (!on(3) || !x) && (!on(4) || !y) &&
                         (!on(5) || !z);
              }));
    }
}

TEMPLATE_LIST_TEST_CASE("a value of a part that is not wanted is not looked at", "[filter][when]", backends) {
    test_database<TestType, Tenant, LogicItem> t;
    const auto items = fill(t);
    CHECK(items.count(where(when(false, field<&LogicItem::id> == "\xff") && a == 1)).value() == 4);
    CHECK(code_of(items.count(where(when(true, field<&LogicItem::id> == "\xff") && a == 1))) == errc::invalid_value);
}
