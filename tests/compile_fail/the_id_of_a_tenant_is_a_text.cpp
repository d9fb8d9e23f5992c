// expect: tenon: the id of a tenant is text: make the field of tenant_root a std::string
// expect: IN_MODEL<Order>
// expect: &Order::number
#include "use.hpp"

struct Order {
    std::string id;
    int number = 0;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Order::id>);
#else
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Order::number>);
#endif
};

int main() { use<Order>(); }
