// expect: tenon: a reference has another type than the field that it refers to: give both the same type
// expect: IN_MODEL<Order>
// expect: &Order::number
// expect: &User::id
#include "use.hpp"

struct User {
    std::string id;
    std::string tenantId;
    std::string name;
};
struct Order {
    std::string id;
    std::string tenantId;
    std::string userId;
    int number = 0;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_model = tenon::table(tenon::references<&Order::userId, &User::id>);
#else
    static constexpr auto tenon_model = tenon::table(tenon::references<&Order::number, &User::id>);
#endif
};

int main() { use<Order, User>(); }
