// Walks by cursors through random rows, with NULLs and duplicates, while rows come and go: they meet what find_many gives.
#include <rapidcheck.h>

#include <algorithm>
#include <optional>
#include <ostream>
#include <string>
#include <tuple>
#include <vector>

#include "support/database.hpp"

using namespace support;
using tenon::asc;
using tenon::desc;
using tenon::order_by;
using tenon::repository;
using tenon::take;

namespace {

struct Item {
    std::string id;
    std::string tenantId;
    std::optional<int> kind;
    std::optional<std::string> name;
    int level = 0;
};

/// Few values, so that rows meet; zero is NULL.
struct drawn {
    int kind = 0;
    int name = 0;
    int level = 0;
};
std::ostream& operator<<(std::ostream& out, const drawn& d) {
    return out << "kind " << d.kind << " name " << d.name << " level " << d.level;
}
Item item(const drawn& d) {
    return {.kind = d.kind == 0 ? std::nullopt : std::optional(d.kind),
            .name = d.name == 0 ? std::nullopt : std::optional(std::string(static_cast<std::size_t>(d.name - 1), 'n')),
            .level = d.level};
}

using texts = std::vector<std::string>;

/// The ids of rows, page by page: forwards, or backwards and then turned round. After the first page `between` is done.
template <bool Backward, class Rows, class Order, class Between>
texts walk(const Rows& rows, Order order, int size, Between between) {
    texts found;
    std::optional<std::string> cursor;
    do {
        const auto page = [&] {
            if constexpr (Backward) return rows.page(order, take(size), tenon::before(cursor)).value();
            else return rows.page(order, take(size), tenon::after(cursor)).value();
        }();
        const texts ids = each<&Item::id>(page.items);
        found.insert(Backward ? found.begin() : found.end(), ids.begin(), ids.end());
        if (!cursor) between();
        cursor = Backward ? page.previous : page.next;
    } while (cursor);
    return found;
}

template <class Rows, class Order>
void check_walks(const Rows& rows, Order order, int size, const std::vector<drawn>& more) {
    const auto nothing = [] {};
    const texts all = each<&Item::id>(rows.find_many(order).value());
    RC_ASSERT((walk<false>(rows, order, size, nothing) == all));
    RC_ASSERT((walk<true>(rows, order, size, nothing) == all));
    // Rows that come meanwhile are met or not; those that were there are all met once, in order.
    texts made;
    const texts found = walk<false>(rows, order, size, [&] {
        for (const drawn& d : more) made.push_back(rows.create(item(d)).value().id);
    });
    texts old;
    for (const std::string& id : found)
        if (std::find(made.begin(), made.end(), id) == made.end()) old.push_back(id);
    RC_ASSERT(old == all);
}

} // namespace

namespace rc {
template <> struct Arbitrary<drawn> {
    static Gen<drawn> arbitrary() {
        return gen::build<drawn>(gen::set(&drawn::kind, gen::inRange(0, 3)), gen::set(&drawn::name, gen::inRange(0, 4)),
                                 gen::set(&drawn::level, gen::inRange(0, 2)));
    }
};
} // namespace rc

TEMPLATE_LIST_TEST_CASE("a walk by cursors meets each row once, in the order of find_many", "[cursor][property]", backends) {
    test_database<TestType, Tenant, Item> t;
    const auto rows = repository<Item>(t.tenant("a"));
    const bool held = rc::check([&] {
        // Every row is read several times, so there are few: at most twenty.
        const auto first = *rc::gen::scale(0.2, rc::gen::arbitrary<std::vector<drawn>>());
        const auto more = *rc::gen::scale(0.1, rc::gen::arbitrary<std::vector<drawn>>());
        rows.remove_many(tenon::all_rows).value();
        std::vector<Item> items;
        for (const drawn& d : first) items.push_back(item(d));
        rows.create_many(items).value();
        const int size = *rc::gen::inRange(1, 5);
        switch (*rc::gen::inRange(0, 4)) {
        case 0: return check_walks(rows, order_by(asc<&Item::kind>, desc<&Item::name>), size, more);
        case 1: return check_walks(rows, order_by(desc<&Item::kind>.nulls_first(), asc<&Item::name>.nulls_last()), size, more);
        case 2: return check_walks(rows, order_by(desc<&Item::level>, asc<&Item::kind>.nulls_last(), desc<&Item::id>), size, more);
        default: return check_walks(rows, order_by(asc<&Item::level>), size, more);
        }
    });
    CHECK(held);
}
