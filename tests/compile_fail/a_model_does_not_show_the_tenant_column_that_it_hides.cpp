// expect: tenon: a column has the name of the tenant column that the table gets by itself: rename it with column<
// expect: IN_MODEL<Order>
// expect: "tenantId"
#include "use.hpp"

struct Order {
    std::string id;
    std::string tenantId;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_model = tenon::table(tenon::tenant_owned, tenon::column<&Order::tenantId>("customer"));
#else
    static constexpr auto tenon_model = tenon::table(tenon::tenant_owned);
#endif
};

int main() { use<Order>(); }
