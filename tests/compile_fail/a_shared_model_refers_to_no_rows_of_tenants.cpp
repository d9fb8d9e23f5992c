// expect: tenon: a shared model, which everybody reads, refers to rows of tenants
// expect: IN_MODEL<Order>
// expect: "userId"
// expect: "User"
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
    static constexpr auto tenon_model = tenon::table(tenon::shared, tenon::references<&Order::userId, &User::id>);
#endif
};

int main() { use<Order, User>(); }
