// expect: tenon: a field's type cannot be stored in a column: use a supported type, std::optional of one, or specialise tenon::codec for it
// expect: IN_MODEL<shop::Order>
// expect: "lines"
#include <tenon/sqlite.hpp>

#include <map>

namespace shop {
struct Order {
    std::string id;
    std::string tenantId;
    int amount = 0;
#ifdef TENON_POSITIVE_TWIN
    std::vector<std::string> lines;
#else
    std::map<std::string, int> lines;
#endif
    static constexpr auto tenon_model = tenon::table(tenon::unique<&Order::amount>);
};
using app = tenon::schema<Order>;
} // namespace shop

using tenon::field;
using shop::Order;

int main() {
    auto db = tenon::sqlite::open<shop::app>(":memory:").value();
    db.create_tables().value();
    auto acme = db.tenant("acme");
    auto orders = tenon::repository<Order>(acme);
    auto made = orders.create({.id = "1", .amount = 3});
    if (!made) return static_cast<int>(made.error().code);
    orders.create_many({{.id = "2", .amount = 4}, {.id = "3", .amount = 5}}, tenon::skip_duplicates).value();
    orders.update(made->id, tenon::set<&Order::amount>(4)).value();
    orders.update_many(tenon::where(field<&Order::amount> > 3), tenon::increment<&Order::amount>(1)).value();
    orders.upsert({.id = "4"}, tenon::on_conflict<&Order::amount>, tenon::set<&Order::amount>(1)).value();
    for (const Order& order : orders.find_many(tenon::where(field<&Order::amount>.in({1, 2})), tenon::take(2)).value())
        if (order.amount > 2) orders.remove(order.id).value();
    orders.remove_many(tenon::all_rows).value();
    acme.transaction([](auto& tx) { return tenon::repository<Order>(tx).get("1"); }).value();
    const auto [count, most] = orders.aggregate(tenon::count(), tenon::max<&Order::amount>).value();
    const auto groups = orders.group_by(tenon::by<&Order::amount>, tenon::having(tenon::count() > 1)).value();
    for (const auto& group : groups)
        if (group.get(field<&Order::amount>) == most) return static_cast<int>(count);
    const auto page = orders.page(tenon::order_by(tenon::asc<&Order::amount>), tenon::take(2)).value();
    return page.has_more && page.items.front().amount == orders.find_unique(tenon::by<&Order::amount>(1)).value()->amount &&
           orders.exists("1").value() && orders.count().value() == page.total;
}
