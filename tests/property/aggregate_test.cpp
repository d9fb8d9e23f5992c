// Aggregates and groups of random rows against what C++ computes of the same rows.
#include <rapidcheck.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "support/database.hpp"

using namespace support;
using tenon::decimal;
using tenon::errc;
using tenon::field;
using tenon::repository;
using tenon::where;

namespace {

struct Item {
    std::string id;
    std::string tenantId;
    std::optional<int> kind;
    int level = 0;
    std::optional<std::int64_t> number;
    std::optional<decimal> price;
};

__extension__ typedef __int128 wide;

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();

/// All numbers but one are few, so that rows meet in groups.
struct drawn {
    bool other_tenant = false;
    int kind = 0; ///< zero: NULL
    int level = 0;
    int number = 0;
    int thousandths = 0; ///< of the price
};
std::ostream& operator<<(std::ostream& out, const drawn& d) {
    return out << (d.other_tenant ? "b" : "a") << " kind " << d.kind << " level " << d.level << " number " << d.number
               << " price " << d.thousandths;
}

std::optional<std::int64_t> number_of(const drawn& d) {
    const std::optional<std::int64_t> numbers[] = {std::nullopt, 0, 1, -1, 7, most, least, most / 2, least / 2};
    return numbers[d.number];
}
std::string thousandths(wide number) {
    const bool negative = number < 0;
    if (negative) number = -number;
    const auto whole = static_cast<std::int64_t>(number / 1000);
    std::string fraction = std::to_string(static_cast<std::int64_t>(number % 1000));
    fraction.insert(0, 3 - fraction.size(), '0');
    return (negative ? "-" : "") + std::to_string(whole) + "." + fraction;
}
Item item(const drawn& d) {
    Item made{.kind = d.kind == 0 ? std::nullopt : std::optional<int>(d.kind), .level = d.level, .number = number_of(d)};
    if (d.thousandths % 5 != 0) made.price = decimal::parse(thousandths(d.thousandths));
    return made;
}

/// What is computed of some rows.
struct computed {
    std::int64_t rows = 0;
    std::int64_t numbers = 0;
    wide sum = 0;
    std::int64_t lowest = most;
    std::int64_t highest = least;
    std::int64_t prices = 0;
    wide price_sum = 0; ///< in thousandths
    std::map<int, int> levels{};

    void add(const drawn& d) {
        ++rows;
        ++levels[d.level];
        if (const auto number = number_of(d)) {
            ++numbers;
            sum += *number;
            lowest = std::min(lowest, *number);
            highest = std::max(highest, *number);
        }
        if (d.thousandths % 5 != 0) {
            ++prices;
            price_sum += d.thousandths;
        }
    }
    bool overflows() const { return sum > most || sum < least; }
    std::optional<double> average() const {
        return numbers == 0 ? std::nullopt : std::optional(static_cast<double>(sum) / static_cast<double>(numbers));
    }
};

/// All that a row of the database says, or what C++ says, as one text.
template <class Row> std::string told(const Row& row) {
    const auto text = [](const auto& value) { return value ? std::to_string(*value) : std::string("-"); };
    const auto& price = row.get(tenon::sum<&Item::price>);
    const auto& mean = row.get(tenon::avg<&Item::price>);
    // The average times its number is the sum again, but for what was rounded: 30 digits are too many for that here.
    return text(std::optional(row.get(tenon::count()))) + " " + text(std::optional(row.get(tenon::count_values<&Item::number>))) +
           " " + text(row.get(tenon::sum<&Item::number>)) + " " + text(row.get(tenon::min<&Item::number>)) + " " +
           text(row.get(tenon::max<&Item::number>)) + " " + text(std::optional(row.get(tenon::count_distinct<&Item::level>))) +
           " " + (price ? price->text() : "-") + " " + (mean ? mean->text() : "-");
}
std::string told(const computed& c) {
    const auto text = [&](std::int64_t value) { return c.numbers == 0 ? std::string("-") : std::to_string(value); };
    std::string price = "-", mean = "-";
    if (c.prices != 0) {
        price = decimal::parse(thousandths(c.price_sum))->text();
        // 27 digits more than thousandths, in two steps, so that each of them has room.
        wide rest = c.price_sum < 0 ? -c.price_sum : c.price_sum;
        std::string digits = std::to_string(static_cast<std::int64_t>(rest / (1000 * c.prices))) + ".";
        rest %= 1000 * c.prices;
        for (int digit = 0; digit < 31; ++digit, rest %= 1000 * c.prices) {
            rest *= 10;
            digits += static_cast<char>('0' + static_cast<int>(rest / (1000 * c.prices)));
        }
        const bool up = digits.back() >= '5';
        digits.pop_back();
        for (std::size_t i = digits.size(); up && i-- > 0;) {
            if (digits[i] == '.') continue;
            if (digits[i]++ != '9') break;
            digits[i] = '0';
        }
        mean = decimal::parse((c.price_sum < 0 ? "-" : "") + digits)->text();
    }
    return std::to_string(c.rows) + " " + std::to_string(c.numbers) + " " + text(static_cast<std::int64_t>(c.sum)) + " " +
           text(c.lowest) + " " + text(c.highest) + " " + std::to_string(c.levels.size()) + " " + price + " " + mean;
}

/// Calls `take` with all the aggregates.
template <class Take> auto with_aggregates(Take take) {
    return take(tenon::count(), tenon::count_values<&Item::number>, tenon::sum<&Item::number>, tenon::min<&Item::number>,
                tenon::max<&Item::number>, tenon::count_distinct<&Item::level>, tenon::sum<&Item::price>,
                tenon::avg<&Item::price>);
}

template <class Database> void fill(const Database& t, const std::vector<drawn>& rows) {
    std::vector<Item> own, others;
    for (const drawn& d : rows) (d.other_tenant ? others : own).push_back(item(d));
    for (const auto& [tenant, items] : {std::pair("a", own), std::pair("b", others)}) {
        const auto held = repository<Item>(t.tenant(tenant));
        held.remove_many(tenon::all_rows).value();
        held.create_many(items).value();
    }
}

} // namespace

template <> struct rc::Arbitrary<drawn> {
    static Gen<drawn> arbitrary() {
        return gen::build<drawn>(gen::set(&drawn::other_tenant, gen::map(gen::inRange(0, 4), [](int n) { return n == 0; })),
                                 gen::set(&drawn::kind, gen::inRange(0, 4)), gen::set(&drawn::level, gen::inRange(0, 3)),
                                 gen::set(&drawn::number, gen::inRange(0, 9)),
                                 gen::set(&drawn::thousandths, gen::inRange(-20'000, 20'000)));
    }
};

TEMPLATE_LIST_TEST_CASE("aggregates are what C++ computes of the tenant's rows", "[property]", backends) {
    const test_database<TestType, Tenant, Item> t;
    const auto items = repository<Item>(t.tenant("a"));
    CHECK(rc::check("aggregates equal those of the model", [&](const std::vector<drawn>& rows) {
        fill(t, rows);
        computed expected;
        for (const drawn& d : rows)
            if (!d.other_tenant && d.level < 2) expected.add(d);
        const auto filter = where(field<&Item::level> < 2);
        const auto found = with_aggregates([&](auto... all) { return items.aggregate(all..., filter); });
        if (expected.overflows()) RC_ASSERT(code_of(found) == errc::out_of_range);
        else RC_ASSERT(told(found.value()) == told(expected));
        const auto average = items.aggregate(tenon::avg<&Item::number>, filter).value();
        RC_ASSERT(average.get(tenon::avg<&Item::number>) == expected.average());
    }));
}

TEMPLATE_LIST_TEST_CASE("groups are what C++ computes of the tenant's rows", "[property]", backends) {
    const test_database<TestType, Tenant, Item> t;
    const auto items = repository<Item>(t.tenant("a"));
    CHECK(rc::check("groups equal those of the model", [&](const std::vector<drawn>& rows) {
        fill(t, rows);
        const auto more_than = *rc::gen::inRange(0, 4);
        const auto skipped = *rc::gen::inRange(0, 3);
        std::map<std::optional<int>, computed> groups; // NULL comes first
        for (const drawn& d : rows)
            if (!d.other_tenant) groups[item(d).kind].add(d);
        std::erase_if(groups, [&](const auto& group) { return group.second.rows <= more_than; });

        std::string expected;
        bool overflows = false;
        for (const auto& [kind, group] : groups) {
            overflows = overflows || group.overflows();
            if (!overflows) expected += (kind ? std::to_string(*kind) : "-") + ": " + told(group) + "\n";
        }
        const auto found = with_aggregates([&](auto... all) {
            return items.group_by(tenon::by<&Item::kind>, all..., tenon::having(tenon::count() > more_than),
                                  tenon::order_by(tenon::asc<&Item::kind>));
        });
        if (overflows) RC_ASSERT(code_of(found) == errc::out_of_range);
        else {
            std::string observed;
            for (const auto& row : found.value()) {
                const auto& kind = row.get(field<&Item::kind>);
                observed += (kind ? std::to_string(*kind) : "-") + ": " + told(row) + "\n";
            }
            RC_ASSERT(observed == expected);
        }

        // The largest groups first, equal ones by their kind downwards, and a page of them.
        std::vector<std::pair<std::int64_t, std::optional<int>>> sizes;
        for (const auto& [kind, group] : groups) sizes.emplace_back(group.rows, kind);
        std::sort(sizes.rbegin(), sizes.rend());
        const auto page = items
                              .group_by(tenon::by<&Item::kind>, tenon::count(), tenon::having(tenon::count() > more_than),
                                        tenon::order_by(tenon::desc<tenon::count()>), tenon::take(2), tenon::skip(skipped))
                              .value();
        for (std::size_t i = 0; i < page.size(); ++i) {
            const auto& [kind, count] = page[i];
            RC_ASSERT(sizes[i + static_cast<std::size_t>(skipped)] == std::pair(count, kind));
        }
        const auto left = static_cast<int>(sizes.size()) - skipped;
        RC_ASSERT(static_cast<int>(page.size()) == std::clamp(left, 0, 2));
    }));
}

TEMPLATE_LIST_TEST_CASE("distinct rows are the first ones that C++ finds", "[property]", backends) {
    const test_database<TestType, Tenant, Item> t;
    const auto items = repository<Item>(t.tenant("a"));
    CHECK(rc::check("distinct rows equal those of the model", [&](const std::vector<drawn>& rows) {
        fill(t, rows);
        auto all = items.find_many(tenon::order_by(tenon::desc<&Item::level>)).value();
        std::vector<std::string> expected;
        std::vector<std::optional<int>> seen;
        for (const Item& each : all) {
            if (std::find(seen.begin(), seen.end(), each.kind) != seen.end()) continue;
            seen.push_back(each.kind);
            expected.push_back(each.id);
        }
        RC_ASSERT(support::each<&Item::id>(
                      items.find_many(tenon::distinct<&Item::kind>, tenon::order_by(tenon::desc<&Item::level>)).value()) ==
                  expected);
    }));
}
