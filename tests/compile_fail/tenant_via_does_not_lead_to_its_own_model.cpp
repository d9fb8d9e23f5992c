// expect: tenon: tenant_via leads in a circle
// expect: IN_MODEL<Order>
// expect: "parentId"
#include "use.hpp"

struct Order {
    std::string id;
    std::string parentId;
#ifdef TENON_POSITIVE_TWIN
    std::string tenantId;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Order::parentId, &Order::id>);
#else
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_via<&Order::parentId>, tenon::references<&Order::parentId, &Order::id>);
#endif
};

int main() { use<Order>(); }
