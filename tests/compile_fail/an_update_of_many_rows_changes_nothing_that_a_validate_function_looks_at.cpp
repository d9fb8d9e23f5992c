// expect: tenon: update_many changes a field that a validate function looks at, and gives it no rows to ask about: change the rows one by one with update
// expect: Order
#include "use.hpp"

struct Order {
    std::string id;
    std::string tenantId;
    int level = 0;
    int most = 0;
    std::string note;
    static constexpr auto tenon_model = tenon::table(
        tenon::validate<&Order::level, &Order::most>("must fit", [](const auto& order) { return order.level <= order.most; }));
};

int main() {
    auto orders = use<Order>();
#ifdef TENON_POSITIVE_TWIN
    orders.update_many(tenon::all_rows, tenon::set<&Order::note>("x")).value();
#else
    orders.update_many(tenon::all_rows, tenon::set<&Order::level>(1)).value();
#endif
}
