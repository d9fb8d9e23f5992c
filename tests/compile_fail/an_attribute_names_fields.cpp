// expect: tenon: an attribute was given something that is no field: name fields as &Model::field
// expect: IN_MODEL<Order>
#include "use.hpp"

struct Order {
    std::string id;
    std::string tenantId;
    int amount = 0;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_model = tenon::table(tenon::index<&Order::amount>);
#else
    static constexpr auto tenon_model = tenon::table(tenon::index<3>);
#endif
};

int main() { use<Order>(); }
