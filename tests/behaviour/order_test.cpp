#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "support/database.hpp"

using namespace support;
using tenon::asc;
using tenon::desc;
using tenon::errc;
using tenon::field;
using tenon::order_by;
using tenon::repository;
using tenon::skip;
using tenon::take;
using tenon::where;

namespace {

struct SortedItem {
    std::string id;
    std::string tenantId;
    std::string group;
    std::optional<int> rank;
    tenon::decimal price;
};

template <class Database>
auto fill(const Database& t) {
    repository<SortedItem>(t.tenant("b")).create({.id = "theirs", .group = "x", .rank = 2}).value();
    auto items = repository<SortedItem>(t.tenant("a"));
    items
        .create_many({{.id = "1", .group = "x", .rank = 2, .price = 100},
                      {.id = "2", .group = "y", .rank = 1, .price = 9},
                      {.id = "3", .group = "x", .price = *tenon::decimal::parse("-10.5")},
                      {.id = "4", .group = "y", .rank = 2, .price = 10},
                      {.id = "5", .group = "x", .rank = 1, .price = *tenon::decimal::parse("9.5")},
                      {.id = "6", .group = "y", .price = -9}})
        .value();
    return items;
}
template <class Items, class... Options>
std::string found(const Items& items, const Options&... options) {
    const auto rows = items.find_many(options...).value(); // named: it must outlive the loop
    std::string ids;
    for (const SortedItem& item : rows)
        ids += item.id;
    return ids;
}

} // namespace

TEMPLATE_LIST_TEST_CASE("rows are sorted by the request's keys, then by primary key", "[order]", backends) {
    test_database<TestType, Tenant, SortedItem> t;
    const auto items = fill(t);
    CHECK(found(items, order_by(asc<&SortedItem::group>)) == "135246");
    CHECK(found(items, order_by(desc<&SortedItem::group>)) == "642531"); // in the direction of the last key
    CHECK(found(items, order_by(asc<&SortedItem::group>, desc<&SortedItem::id>)) == "531642");
    CHECK(found(items, order_by(desc<&SortedItem::group>, asc<&SortedItem::id>)) == "246135");
    CHECK(found(items, order_by(desc<&SortedItem::id>)) == "654321");
    CHECK(found(items, take(6)) == "123456");
}

TEMPLATE_LIST_TEST_CASE("NULLs come first ascending and last descending, or where they are wanted", "[order]",
                        backends) {
    test_database<TestType, Tenant, SortedItem> t;
    const auto items = fill(t);
    CHECK(found(items, order_by(asc<&SortedItem::rank>, asc<&SortedItem::id>)) == "362514");
    CHECK(found(items, order_by(desc<&SortedItem::rank>, asc<&SortedItem::id>)) == "142536");
    CHECK(found(items, order_by(asc<&SortedItem::rank>.nulls_last(), asc<&SortedItem::id>)) == "251436");
    CHECK(found(items, order_by(desc<&SortedItem::rank>.nulls_first(), asc<&SortedItem::id>)) == "361425");
    CHECK(found(items, order_by(asc<&SortedItem::rank>.nulls_first(), asc<&SortedItem::id>)) == "362514");
    CHECK(found(items, order_by(desc<&SortedItem::rank>.nulls_last(), asc<&SortedItem::id>)) == "142536");
    CHECK(found(items, order_by(asc<&SortedItem::group>, desc<&SortedItem::rank>.nulls_first())) == "315642");
}

TEMPLATE_LIST_TEST_CASE("decimals are sorted by their numbers", "[order][decimal]", backends) {
    test_database<TestType, Tenant, SortedItem> t;
    const auto items = fill(t);
    CHECK(found(items, order_by(asc<&SortedItem::price>)) == "362541");
    CHECK(found(items, order_by(desc<&SortedItem::price>)) == "145263");
    CHECK(found(items, where(field<&SortedItem::price> > 9), order_by(asc<&SortedItem::price>)) == "541");
    CHECK(found(items, where(field<&SortedItem::price>.between(-9, 10)), order_by(asc<&SortedItem::price>)) == "6254");
}

TEMPLATE_LIST_TEST_CASE("take and skip cut the sorted rows", "[order]", backends) {
    test_database<TestType, Tenant, SortedItem> t;
    const auto items = fill(t);
    const auto by_id = order_by(asc<&SortedItem::id>);
    CHECK(found(items, by_id, take(2)) == "12");
    CHECK(found(items, by_id, take(2), skip(3)) == "45");
    CHECK(found(items, by_id, skip(4)) == "56");
    CHECK(found(items, skip(2), take(2), by_id) == "34");
    CHECK(found(items, by_id, take(0)) == "");
    CHECK(found(items, by_id, take(100)) == "123456");
    CHECK(found(items, by_id, skip(6)) == "");
    CHECK(found(items, where(field<&SortedItem::group> == "y"), by_id, take(1), skip(1)) == "4");
    // In the order of the primary key when nothing else was asked for.
    CHECK(found(items, skip(1), take(3)) == "234");
}

TEMPLATE_LIST_TEST_CASE("pages in an order with ties hold each row once", "[order]", backends) {
    test_database<TestType, Tenant, SortedItem> t;
    const auto items = fill(t);
    std::string ids;
    for (int page = 0; page < 3; ++page)
        ids += found(items, order_by(asc<&SortedItem::group>), take(2), skip(page * 2));
    CHECK(ids == "135246");
    ids.clear();
    for (int row = 0; row < 6; ++row)
        if (const auto one = items.find_first(order_by(desc<&SortedItem::rank>), skip(row)).value()) ids += one->id;
    CHECK(ids == "415263");
}

TEMPLATE_LIST_TEST_CASE("negative numbers of rows are refused, and huge ones are not", "[order]", backends) {
    test_database<TestType, Tenant, SortedItem> t;
    const auto items = fill(t);
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
    constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
    t.forget();
    CHECK(code_of(items.find_many(take(-1))) == errc::invalid_value);
    CHECK(code_of(items.find_many(skip(-1))) == errc::invalid_value);
    CHECK(code_of(items.find_many(take(least), skip(least))) == errc::invalid_value);
    CHECK(t.statements().empty());
    CHECK(found(items, take(most)) == "123456");
    CHECK(found(items, skip(most)) == "");
    CHECK(found(items, take(most), skip(most)) == "");
    CHECK(found(items, take(most), skip(5)) == "6");
}
