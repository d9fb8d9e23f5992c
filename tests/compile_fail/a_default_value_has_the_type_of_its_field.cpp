// expect: tenon: a default value has another type than its field: give a value of the field's type
// expect: IN_MODEL<Order>
// expect: &Order::state
#include "use.hpp"

struct Order {
    std::string id;
    std::string tenantId;
    std::string state;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_model = tenon::table(tenon::default_value<&Order::state>("open"));
#else
    static constexpr auto tenon_model = tenon::table(tenon::default_value<&Order::state>(3));
#endif
};

int main() { use<Order>(); }
