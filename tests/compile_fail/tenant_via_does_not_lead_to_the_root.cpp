// expect: tenon: tenant_via leads to the root, so that the field itself is the tenant: say tenant_key<
// expect: IN_MODEL<Order>
// expect: "owner"
// expect: "Tenant"
#include "use.hpp"

struct Tenant {
    std::string id;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Tenant::id>);
};
struct Order {
    std::string id;
    std::string owner;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_model = tenon::table(tenon::tenant_key<&Order::owner>);
#else
    static constexpr auto tenon_model = tenon::table(tenon::tenant_via<&Order::owner>, tenon::references<&Order::owner, &Tenant::id>);
#endif
};

int main() { use<Order, Tenant>(); }
