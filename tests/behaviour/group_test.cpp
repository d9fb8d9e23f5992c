#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "support/database.hpp"

using namespace support;
using tenon::asc;
using tenon::by;
using tenon::desc;
using tenon::errc;
using tenon::field;
using tenon::having;
using tenon::order_by;
using tenon::repository;
using tenon::skip;
using tenon::sum;
using tenon::take;
using tenon::where;

namespace {

struct Sale {
    std::string id;
    std::string tenantId;
    std::string shop;
    std::optional<std::string> seller;
    int pieces = 0;
    tenon::decimal price;
    std::optional<int> rebate;
};

/// `seller:count:pieces …`
template <class Groups> std::string told(const Groups& groups) {
    std::string text;
    for (const auto& [seller, sales, pieces] : groups)
        text += seller.value_or("-") + ":" + std::to_string(sales) + ":" + std::to_string(*pieces) + " ";
    return text;
}

template <class Database> auto fill(const Database& t) {
    repository<Sale>(t.tenant("b")).create({.shop = "north", .seller = "ann", .pieces = 1000}).value();
    auto sales = repository<Sale>(t.tenant("a"));
    sales
        .create_many({{.id = "1", .shop = "north", .seller = "ann", .pieces = 1, .price = 10, .rebate = 5},
                      {.id = "2", .shop = "north", .seller = "ann", .pieces = 2, .price = 9},
                      {.id = "3", .shop = "south", .seller = "ann", .pieces = 4, .price = 9, .rebate = 7},
                      {.id = "4", .shop = "south", .seller = "bob", .pieces = 8, .price = 10},
                      {.id = "5", .shop = "south", .pieces = 16, .price = *tenon::decimal::parse("10.5")},
                      {.id = "6", .shop = "north", .pieces = 32, .price = 100},
                      {.id = "7", .shop = "north", .seller = "Ann", .pieces = 64, .price = 1}})
        .value();
    return sales;
}

/// Groups by seller, with whatever is asked for besides.
template <class Sales, class... Options> std::string by_seller(const Sales& sales, const Options&... options) {
    return told(sales.group_by(by<&Sale::seller>, tenon::count(), sum<&Sale::pieces>, options...).value());
}

} // namespace

TEMPLATE_LIST_TEST_CASE("rows with equal values are one group, NULL among them", "[group]", backends) {
    test_database<TestType, Tenant, Sale> t;
    const auto sales = fill(t);
    t.forget();
    CHECK(by_seller(sales, order_by(asc<&Sale::seller>)).starts_with("-:2:48 "));
    REQUIRE(t.statements().size() == 1);
    CHECK(t.last().verb == tenon::verb::group_by);
    CHECK(t.last().rows == 4);

    // By their bytes: another case is another group.
    const auto ann = sales.group_by(by<&Sale::seller>, tenon::count(), where(field<&Sale::seller> == "Ann")).value();
    REQUIRE(ann.size() == 1);
    CHECK(ann[0].get(field<&Sale::seller>) == "Ann");
    CHECK(ann[0].get(tenon::count()) == 1);

    // Without aggregates: the different values.
    const auto shops = sales.group_by(by<&Sale::shop>, order_by(desc<&Sale::shop>)).value();
    REQUIRE(shops.size() == 2);
    CHECK(shops[0].get(field<&Sale::shop>) == "south");
    CHECK(shops[1].get(field<&Sale::shop>) == "north");

    // Decimals that are the same number are one group, in the order of their numbers.
    const auto prices = sales.group_by(by<&Sale::price>, tenon::count(), take(9)).value();
    std::string text;
    for (const auto& [price, count] : prices) text += price.text() + ":" + std::to_string(count) + " ";
    CHECK(text == "1:1 9:2 10:2 10.5:1 100:1 ");

    CHECK(sales.group_by(by<&Sale::seller>, where(field<&Sale::pieces> > 1000)).value().empty());
}

TEMPLATE_LIST_TEST_CASE("groups by several fields have a value of each", "[group]", backends) {
    test_database<TestType, Tenant, Sale> t;
    const auto groups = fill(t)
                            .group_by(by<&Sale::shop, &Sale::seller>, tenon::count(), tenon::max<&Sale::price>,
                                      sum<&Sale::rebate>, where(field<&Sale::seller> != "Ann"), take(9))
                            .value();
    using key = std::tuple<std::string, std::optional<std::string>, std::int64_t, std::optional<int>>;
    std::vector<key> found;
    for (const auto& group : groups)
        found.emplace_back(group.get(field<&Sale::shop>), group.get(field<&Sale::seller>), group.get(tenon::count()),
                           group.get(sum<&Sale::rebate>));
    // In the order of what was grouped by. NULL is not different from anything.
    CHECK(found == std::vector<key>{{"north", "ann", 2, 5}, {"south", "ann", 1, 7}, {"south", "bob", 1, std::nullopt}});
    CHECK(groups[0].get(tenon::max<&Sale::price>) == tenon::decimal(10));
}

TEMPLATE_LIST_TEST_CASE("having keeps groups by what is computed of them", "[group]", backends) {
    test_database<TestType, Tenant, Sale> t;
    const auto sales = fill(t);
    const auto by_name = order_by(asc<&Sale::seller>);
    CHECK(by_seller(sales, by_name, having(tenon::count() > 1)) == "-:2:48 ann:3:7 ");
    CHECK(by_seller(sales, by_name, having(tenon::count() == 1 && sum<&Sale::pieces> < 64)) == "bob:1:8 ");
    CHECK(by_seller(sales, by_name, having(tenon::count() >= 3 || sum<&Sale::pieces> == 8)) == "ann:3:7 bob:1:8 ");
    CHECK(by_seller(sales, by_name, having(!(tenon::count() != 2))) == "-:2:48 ");
    CHECK(by_seller(sales, by_name, having(tenon::avg<&Sale::pieces> <= 2.4)) == "ann:3:7 ");
    CHECK(by_seller(sales, by_name, having(sum<&Sale::price> > *tenon::decimal::parse("110.4"))) == "-:2:48 ");
    CHECK(by_seller(sales, by_name, having(tenon::avg<&Sale::price> == *tenon::decimal::parse("55.25"))) == "-:2:48 ");
    CHECK(by_seller(sales, by_name, having(tenon::max<&Sale::price> == 10)) == "ann:3:7 bob:1:8 ");
    CHECK(by_seller(sales, by_name, having(tenon::min<&Sale::shop> == "south")) == "bob:1:8 ");
    CHECK(by_seller(sales, by_name, having(tenon::min<&Sale::shop> != tenon::max<&Sale::shop>)) == "-:2:48 ann:3:7 ");
    CHECK(by_seller(sales, by_name, having(tenon::count_distinct<&Sale::shop> == 2)) == "-:2:48 ann:3:7 ");
    CHECK(by_seller(sales, by_name, having(tenon::count_values<&Sale::rebate> == 0)).starts_with("-:2:48 "));
    CHECK(by_seller(sales, by_name, having(sum<&Sale::rebate> >= 0)) == "ann:3:7 "); // NULL does not compare
    // where comes before, having after: parameters do not get mixed up, nor optional parts.
    const auto both = [&](bool north, bool many) {
        return by_seller(sales, having(tenon::when(many, tenon::count() > 1)), by_name, take(9), skip(0),
                         where(tenon::when(north, field<&Sale::shop> == "north") && field<&Sale::pieces> < 33));
    };
    CHECK(both(true, true) == "ann:2:3 ");
    CHECK(both(true, false) == "-:1:32 ann:2:3 ");
    CHECK(both(false, true) == "-:2:48 ann:3:7 ");
    CHECK(both(false, false) == "-:2:48 ann:3:7 bob:1:8 ");
    const auto beyond = sales.group_by(by<&Sale::shop>, having(tenon::count() < std::numeric_limits<std::uint64_t>::max()));
    CHECK(code_of(beyond) == errc::out_of_range);
}

TEMPLATE_LIST_TEST_CASE("groups are sorted by the request, then by what they are grouped by, and pages are stable", "[group]",
                        tenant_first_backends) {
    test_database<TestType, Tenant, Sale> t;
    const auto sales = fill(t);
    CHECK(by_seller(sales, order_by(desc<sum<&Sale::pieces>>)) == "Ann:1:64 -:2:48 bob:1:8 ann:3:7 ");
    CHECK(by_seller(sales, order_by(asc<tenon::count()>)) == "Ann:1:64 bob:1:8 -:2:48 ann:3:7 ");
    CHECK(by_seller(sales, order_by(desc<tenon::count()>)) == "ann:3:7 -:2:48 bob:1:8 Ann:1:64 "); // in its direction
    CHECK(by_seller(sales, order_by(desc<tenon::count()>, asc<&Sale::seller>)) == "ann:3:7 -:2:48 Ann:1:64 bob:1:8 ");
    CHECK(by_seller(sales, order_by(asc<&Sale::seller>.nulls_last())) == "Ann:1:64 ann:3:7 bob:1:8 -:2:48 ");
    CHECK(by_seller(sales, order_by(desc<tenon::avg<&Sale::price>>), take(1)) == "-:2:48 ");
    CHECK(by_seller(sales, order_by(asc<tenon::max<&Sale::price>>), take(1)) == "Ann:1:64 "); // 1, 10, 100 as numbers
    // NULL is the least, of an aggregate too, unless said otherwise.
    CHECK(by_seller(sales, order_by(desc<sum<&Sale::rebate>>), take(1)) == "ann:3:7 ");
    CHECK(by_seller(sales, order_by(asc<sum<&Sale::rebate>>), take(1)) == "-:2:48 ");
    CHECK(by_seller(sales, order_by(asc<sum<&Sale::rebate>>.nulls_last()), take(1)) == "ann:3:7 ");

    CHECK(by_seller(sales, take(9)) == "-:2:48 Ann:1:64 ann:3:7 bob:1:8 ");
    std::string pages;
    for (int page = 0; page < 3; ++page) pages += by_seller(sales, order_by(asc<tenon::count()>), take(2), skip(2 * page));
    CHECK(pages == "Ann:1:64 bob:1:8 -:2:48 ann:3:7 ");
    CHECK(by_seller(sales, skip(3)) == "bob:1:8 ");
    CHECK(by_seller(sales, take(0)) == "");
    CHECK(code_of(sales.group_by(by<&Sale::seller>, take(-1))) == errc::invalid_value);
    CHECK(code_of(sales.group_by(by<&Sale::seller>, skip(-1))) == errc::invalid_value);
}

TEMPLATE_LIST_TEST_CASE("distinct leaves the first row of those with equal values", "[group][distinct]", backends) {
    test_database<TestType, Tenant, Sale> t;
    const auto sales = fill(t);
    const auto ids = [&](const auto&... options) {
        std::string text;
        const auto rows = sales.find_many(options...).value();
        for (const Sale& row : rows) text += row.id;
        return text;
    };
    using tenon::distinct;
    CHECK(ids(distinct<&Sale::shop>) == "13"); // by key, where nothing else was asked for
    CHECK(ids(distinct<&Sale::seller>) == "1457"); // NULL is the same as NULL
    CHECK(ids(distinct<&Sale::seller>, order_by(desc<&Sale::pieces>)) == "7643");
    CHECK(ids(distinct<&Sale::shop, &Sale::seller>, order_by(asc<&Sale::pieces>)) == "134567");
    CHECK(ids(distinct<&Sale::price>, order_by(desc<&Sale::price>)) == "65437"); // the greater key comes first downwards
    CHECK(ids(distinct<&Sale::seller>, order_by(desc<&Sale::pieces>), take(2), skip(1)) == "64");
    CHECK(ids(distinct<&Sale::seller>, where(field<&Sale::shop> == "south"), order_by(asc<&Sale::pieces>)) == "345");
    CHECK(ids(distinct<&Sale::seller>, where(field<&Sale::shop> == "west")) == "");
    const auto rows = sales.find_many(distinct<&Sale::seller>, order_by(asc<&Sale::pieces>), take(1)).value();
    CHECK(rows[0].price == tenon::decimal(10)); // whole rows
    CHECK(rows[0].tenantId == "a");
    CHECK(code_of(sales.find_many(distinct<&Sale::seller>, take(-1))) == errc::invalid_value);
}
