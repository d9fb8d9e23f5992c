// expect: tenon: tenant_via names a field that refers to no model by itself: add references<
// expect: IN_MODEL<Order>
// expect: "userId"
#include "use.hpp"

struct User {
    std::string id;
    std::string tenantId;
    std::string name;
};
struct Order {
    std::string id;
    std::string userId;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_model = tenon::table(tenon::tenant_via<&Order::userId>, tenon::references<&Order::userId, &User::id>);
#else
    static constexpr auto tenon_model = tenon::table(tenon::tenant_via<&Order::userId>);
#endif
};

int main() { use<Order, User>(); }
