#include <array>
#include <chrono>
#include <cstdint>
#include <list>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "support/database.hpp"

using namespace support;
using tenon::errc;
using tenon::field;
using tenon::repository;
using tenon::where;

namespace {

enum class color { red, green, blue };
struct ListedItem {
    std::string id;
    std::string tenantId;
    int number = 0;
    std::optional<int> stock;
    color shade = color::red;
    tenon::timestamp at;
    tenon::date day;
    std::optional<tenon::uuid> tag;
    tenon::decimal price;
    double weight = 0;
    bool active = false;
};

tenon::timestamp second(int n) { return tenon::timestamp{std::chrono::seconds{n}}; }
tenon::date day(int n) { return tenon::date{std::chrono::days{n}}; }
tenon::uuid tag(int n) {
    tenon::uuid made;
    made.bytes[15] = static_cast<std::byte>(n);
    return made;
}

template <class Database>
auto fill(const Database& t) {
    auto items = repository<ListedItem>(t.tenant("a"));
    for (int n = 1; n <= 5; ++n) {
        ListedItem item{
            .id = std::to_string(n), .number = n, .at = second(n), .day = day(n), .tag = tag(n), .price = n * 100};
        if (n != 3) item.stock = n * 10;
        item.shade = n % 2 == 0 ? color::green : color::red;
        item.weight = n * 0.5;
        item.active = n > 3;
        items.create(item).value();
        item.id = "b" + item.id;
        repository<ListedItem>(t.tenant("b")).create(item).value();
    }
    return items;
}
template <class Items, class Condition>
strings found(const Items& items, const Condition& condition) {
    return sorted<&ListedItem::id>(items.find_many(where(condition)).value());
}
const strings all{"1", "2", "3", "4", "5"};

} // namespace

TEMPLATE_LIST_TEST_CASE("in and not_in of a braced list, a vector, an array, a span and any range", "[filter]",
                        backends) {
    test_database<TestType, Tenant, ListedItem> t;
    const auto items = fill(t);
    const std::vector<int> vector{2, 4, 99};
    const std::array<int, 2> array{1, 5};
    CHECK(found(items, field<&ListedItem::number>.in({1, 3, 3})) == strings{"1", "3"});
    CHECK(found(items, field<&ListedItem::number>.in(vector)) == strings{"2", "4"});
    CHECK(found(items, field<&ListedItem::number>.in(array)) == strings{"1", "5"});
    CHECK(found(items, field<&ListedItem::number>.in(std::span(vector).first(1))) == strings{"2"});
    CHECK(found(items, field<&ListedItem::number>.in(std::list<int>{5})) == strings{"5"});
    CHECK(found(items, field<&ListedItem::number>.in(std::vector<int>{4})) == strings{"4"});
    CHECK(found(items, field<&ListedItem::number>.not_in({1, 3})) == strings{"2", "4", "5"});
    CHECK(found(items, field<&ListedItem::number>.not_in(vector)) == strings{"1", "3", "5"});
    CHECK(found(items, !field<&ListedItem::number>.in(vector)) == strings{"1", "3", "5"});
}

TEMPLATE_LIST_TEST_CASE("an empty in finds nothing, an empty not_in everything that is not NULL", "[filter]",
                        backends) {
    test_database<TestType, Tenant, ListedItem> t;
    const auto items = fill(t);
    const std::vector<int> none;
    CHECK(found(items, field<&ListedItem::number>.in(none)).empty());
    CHECK(found(items, field<&ListedItem::number>.not_in(none)) == all);
    CHECK(found(items, field<&ListedItem::number>.in(none) || field<&ListedItem::number> == 2) == strings{"2"});
    CHECK(found(items, field<&ListedItem::stock>.in(none)).empty());
    CHECK(items.remove_many(where(field<&ListedItem::number>.in(none))).value() == 0);
    CHECK(items.count().value() == 5);
}

TEMPLATE_LIST_TEST_CASE("in and not_in never find NULL", "[filter]", backends) {
    test_database<TestType, Tenant, ListedItem> t;
    const auto items = fill(t);
    CHECK(found(items, field<&ListedItem::stock>.in({10, 20})) == strings{"1", "2"});
    CHECK(found(items, field<&ListedItem::stock>.not_in({10, 20})) == strings{"4", "5"});
    CHECK(found(items, !field<&ListedItem::stock>.in({10, 20})) == strings{"4", "5"});
    CHECK(found(items, field<&ListedItem::stock>.in({10}) || field<&ListedItem::stock>.is_null()) == strings{"1", "3"});
}

TEMPLATE_LIST_TEST_CASE("ten thousand values are one statement with the same text as one value", "[filter]", backends) {
    test_database<TestType, Tenant, ListedItem> t;
    const auto items = fill(t);
    std::vector<int> many(10'000);
    for (std::size_t i = 0; i < many.size(); ++i)
        many[i] = static_cast<int>(i) + 3;
    strings ids;
    for (const int n : many)
        ids.push_back(std::to_string(n));

    CHECK(found(items, field<&ListedItem::number>.in(many)) == strings{"3", "4", "5"});
    const std::string text = t.last().text;
    CHECK(found(items, field<&ListedItem::number>.in({3})) == strings{"3"});
    CHECK(t.last().text == text);
    CHECK(found(items, field<&ListedItem::number>.not_in(many)) == strings{"1", "2"});
    CHECK(found(items, field<&ListedItem::id>.in(ids)) == strings{"3", "4", "5"});
    CHECK(found(items, field<&ListedItem::id>.in(ids) && field<&ListedItem::number>.not_in({4})) == strings{"3", "5"});
}

TEMPLATE_LIST_TEST_CASE("a list of wider numbers than the field's compares by value and never wraps", "[filter]",
                        backends) {
    test_database<TestType, Tenant, ListedItem> t;
    const auto items = fill(t);
    const std::vector<std::int64_t> wide{(std::int64_t{1} << 32) + 1, 2};
    const std::vector<std::uint64_t> beyond{(std::uint64_t{1} << 63) + 1, UINT64_MAX, 3};
    CHECK(found(items, field<&ListedItem::number>.in(wide)) == strings{"2"});
    CHECK(found(items, field<&ListedItem::number>.not_in(wide)) == strings{"1", "3", "4", "5"});
    CHECK(found(items, field<&ListedItem::number>.in(beyond)) == strings{"3"});
    CHECK(found(items, field<&ListedItem::number>.in(std::vector<short>{1, 2})) == strings{"1", "2"});
}

TEMPLATE_LIST_TEST_CASE("lists of every kind of value", "[filter]", backends) {
    test_database<TestType, Tenant, ListedItem> t;
    const auto items = fill(t);
    CHECK(found(items, field<&ListedItem::shade>.in({color::green, color::blue})) == strings{"2", "4"});
    CHECK(found(items, field<&ListedItem::at>.in({second(1), second(9)})) == strings{"1"});
    CHECK(found(items, field<&ListedItem::day>.in({day(2), day(5)})) == strings{"2", "5"});
    CHECK(found(items, field<&ListedItem::tag>.in({tag(3), tag(30)})) == strings{"3"});
    CHECK(found(items, field<&ListedItem::price>.in({tenon::decimal(400), *tenon::decimal::parse("100.00")})) ==
          strings{"1", "4"});
    CHECK(found(items, field<&ListedItem::weight>.in({0.5, 2.5})) == strings{"1", "5"});
    CHECK(found(items, field<&ListedItem::active>.in(std::vector<bool>{true})) == strings{"4", "5"});
    CHECK(found(items, field<&ListedItem::active>.not_in({true})) == strings{"1", "2", "3"});
    CHECK(found(items, field<&ListedItem::price>.not_in({tenon::decimal(400)})) == strings{"1", "2", "3", "5"});
}
