#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "support/database.hpp"

using namespace support;
using tenon::errc;
using tenon::field;
using tenon::ignore_case;
using tenon::repository;
using tenon::where;

namespace {

struct ComparedItem {
    std::string id;
    std::string tenantId;
    std::string name;
    int price = 0;
    std::optional<int> stock;
    std::optional<std::string> color;
    std::optional<std::string> shade;
    std::int64_t sold = 0;
    double weight = 0;
    bool active = false;
};

/// Four rows of tenant a, and one of tenant b that every filter below would find.
template <class Database>
auto fill(const Database& t) {
    repository<ComparedItem>(t.tenant("b"))
        .create({.id = "theirs", .name = "n", .price = 20, .stock = 5, .color = "red"})
        .value();
    auto items = repository<ComparedItem>(t.tenant("a"));
    items
        .create_many(
            {{.id = "1", .name = "Apple", .price = 10, .stock = 1, .color = "red", .shade = "red", .weight = 0.5},
             {.id = "2", .name = "apple", .price = 20, .stock = 2, .color = "blue", .shade = "red", .active = true},
             {.id = "3", .name = "Äpfel", .price = 30, .color = "red", .sold = INT64_MAX},
             {.id = "4", .name = "", .price = -5, .stock = 0, .sold = INT64_MIN, .weight = -1.5, .active = true}})
        .value();
    return items;
}
template <class Items, class Condition>
strings found(const Items& items, const Condition& condition) {
    const auto rows = items.find_many(where(condition)).value();
    CHECK(items.count(where(condition)).value() == static_cast<std::int64_t>(rows.size()));
    CHECK(items.exists(where(condition)).value() == !rows.empty());
    return sorted<&ComparedItem::id>(rows);
}

} // namespace

TEMPLATE_LIST_TEST_CASE("comparisons of numbers", "[filter]", backends) {
    test_database<TestType, Tenant, ComparedItem> t;
    const auto items = fill(t);
    CHECK(found(items, field<&ComparedItem::price> == 20) == strings{"2"});
    CHECK(found(items, field<&ComparedItem::price> != 20) == strings{"1", "3", "4"});
    CHECK(found(items, field<&ComparedItem::price> < 20) == strings{"1", "4"});
    CHECK(found(items, field<&ComparedItem::price> <= 20) == strings{"1", "2", "4"});
    CHECK(found(items, field<&ComparedItem::price> > 10) == strings{"2", "3"});
    CHECK(found(items, field<&ComparedItem::price> >= 10) == strings{"1", "2", "3"});
    CHECK(found(items, field<&ComparedItem::price>.between(10, 20)) == strings{"1", "2"});
    CHECK(found(items, field<&ComparedItem::price>.between(20, 10)).empty());
    CHECK(found(items, field<&ComparedItem::active> == true) == strings{"2", "4"});
    CHECK(found(items, field<&ComparedItem::active> != true) == strings{"1", "3"});
    CHECK(found(items, field<&ComparedItem::weight> == 0.5) == strings{"1"});
    CHECK(found(items, field<&ComparedItem::weight> < 0) == strings{"4"});
    CHECK(found(items, field<&ComparedItem::sold> == INT64_MAX) == strings{"3"});
    CHECK(found(items, field<&ComparedItem::sold> <= INT64_MIN) == strings{"4"});
    CHECK(found(items, field<&ComparedItem::sold>.between(INT64_MIN, INT64_MAX)) == strings{"1", "2", "3", "4"});
}

TEMPLATE_LIST_TEST_CASE("a number that the field cannot hold compares by its value, or is refused; it never wraps",
                        "[filter]", backends) {
    test_database<TestType, Tenant, ComparedItem> t;
    const auto items = fill(t);
    CHECK(found(items, field<&ComparedItem::price> < (std::int64_t{1} << 40)) == strings{"1", "2", "3", "4"});
    CHECK(found(items, field<&ComparedItem::price> == (std::int64_t{1} << 32) + 20).empty());
    CHECK(found(items, field<&ComparedItem::price> > -(std::int64_t{1} << 40)) == strings{"1", "2", "3", "4"});
    constexpr std::uint64_t beyond = std::uint64_t{1} << 63;
    const auto refused = items.find_many(where(field<&ComparedItem::sold> < beyond));
    REQUIRE(code_of(refused) == errc::out_of_range);
    CHECK(refused.error().fields == strings{"sold"});
    CHECK(code_of(items.count(where(field<&ComparedItem::price> == std::numeric_limits<std::uint64_t>::max()))) ==
          errc::out_of_range);
    CHECK(found(items, field<&ComparedItem::sold> == beyond - 1) == strings{"3"});
}

TEMPLATE_LIST_TEST_CASE("comparisons of text are by bytes, and beyond ASCII with ignore_case", "[filter]", backends) {
    test_database<TestType, Tenant, ComparedItem> t;
    const auto items = fill(t);
    CHECK(found(items, field<&ComparedItem::name> == "apple") == strings{"2"});
    CHECK(found(items, field<&ComparedItem::name> == std::string("Apple")) == strings{"1"});
    CHECK(found(items, field<&ComparedItem::name> != "apple") == strings{"1", "3", "4"});
    CHECK(found(items, field<&ComparedItem::name> == "") == strings{"4"});
    CHECK(found(items, field<&ComparedItem::name> < "a") == strings{"1", "4"});
    CHECK(found(items, field<&ComparedItem::name>.between("A", "b")) == strings{"1", "2"});
    CHECK(found(items, ignore_case(field<&ComparedItem::name>) == "APPLE") == strings{"1", "2"});
    CHECK(found(items, ignore_case(field<&ComparedItem::name>) != "APPLE") == strings{"3", "4"});
    CHECK(found(items, ignore_case(field<&ComparedItem::name>) == "äPFEL") == strings{"3"});
    CHECK(found(items, ignore_case(field<&ComparedItem::name>) >= "APPLE") == strings{"1", "2", "3"});
    CHECK(found(items, ignore_case(field<&ComparedItem::name>).between("APPLE", "APPLE")) == strings{"1", "2"});
}

TEMPLATE_LIST_TEST_CASE("NULL is found by is_null and by optional values, and by no other comparison", "[filter]",
                        backends) {
    test_database<TestType, Tenant, ComparedItem> t;
    const auto items = fill(t);
    CHECK(found(items, field<&ComparedItem::stock>.is_null()) == strings{"3"});
    CHECK(found(items, field<&ComparedItem::stock>.is_not_null()) == strings{"1", "2", "4"});
    CHECK(found(items, field<&ComparedItem::stock> == std::nullopt) == strings{"3"});
    CHECK(found(items, field<&ComparedItem::stock> != std::nullopt) == strings{"1", "2", "4"});
    CHECK(found(items, field<&ComparedItem::stock> == std::optional<int>()) == strings{"3"});
    CHECK(found(items, field<&ComparedItem::stock> == std::optional<int>(0)) == strings{"4"});
    CHECK(found(items, field<&ComparedItem::stock> != std::optional<int>()) == strings{"1", "2", "4"});
    CHECK(found(items, field<&ComparedItem::stock> != std::optional<int>(1)) == strings{"2", "3", "4"});
    CHECK(found(items, field<&ComparedItem::stock> == 0) == strings{"4"});
    CHECK(found(items, field<&ComparedItem::stock> != 1) == strings{"2", "4"});
    CHECK(found(items, !(field<&ComparedItem::stock> == 1)) == strings{"2", "4"});
    CHECK(found(items, field<&ComparedItem::stock> < 100) == strings{"1", "2", "4"});
    CHECK(found(items, field<&ComparedItem::stock>.between(-100, 100)) == strings{"1", "2", "4"});
    CHECK(found(items, field<&ComparedItem::color> == std::optional<std::string>("blue")) == strings{"2"});
    CHECK(found(items, field<&ComparedItem::color> == std::optional<std::string>()) == strings{"4"});
    CHECK(found(items, field<&ComparedItem::color> != "red") == strings{"2"});
}

TEMPLATE_LIST_TEST_CASE("a field is compared with another field of its row", "[filter]", backends) {
    test_database<TestType, Tenant, ComparedItem> t;
    const auto items = fill(t);
    CHECK(found(items, field<&ComparedItem::color> == field<&ComparedItem::shade>) == strings{"1"});
    CHECK(found(items, field<&ComparedItem::color> != field<&ComparedItem::shade>) == strings{"2"});
    CHECK(found(items, field<&ComparedItem::price> > field<&ComparedItem::stock>) == strings{"1", "2"});
    CHECK(found(items, field<&ComparedItem::price> <= field<&ComparedItem::stock>) == strings{"4"});
    CHECK(found(items, field<&ComparedItem::price> < field<&ComparedItem::stock>) == strings{"4"});
    CHECK(found(items, field<&ComparedItem::price> >= field<&ComparedItem::price>) == strings{"1", "2", "3", "4"});
    CHECK(found(items, ignore_case(field<&ComparedItem::name>) == field<&ComparedItem::name>) == strings{"2", "4"});
}

TEMPLATE_LIST_TEST_CASE("values given by name are borrowed, and temporaries kept", "[filter]", backends) {
    test_database<TestType, Tenant, ComparedItem> t;
    const auto items = fill(t);
    std::string name = "apple";
    const auto by_name = where(field<&ComparedItem::name> == name);
    CHECK(sorted<&ComparedItem::id>(items.find_many(by_name).value()) == strings{"2"});
    const auto by_temporary = where(field<&ComparedItem::name> == std::string("a") + "pple" && field<&ComparedItem::price> == 10 + 10);
    CHECK(sorted<&ComparedItem::id>(items.find_many(by_temporary).value()) == strings{"2"});
    const auto copy = by_temporary;
    CHECK(sorted<&ComparedItem::id>(items.find_many(copy).value()) == strings{"2"});
}
