// expect: tenon: a key or an index names no field: name at least one
// expect: IN_MODEL<Order>
#include "use.hpp"

struct Order {
    std::string id;
    std::string tenantId;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_model = tenon::table(tenon::index<&Order::id>);
#else
    static constexpr auto tenon_model = tenon::table(tenon::index<>);
#endif
};

int main() { use<Order>(); }
