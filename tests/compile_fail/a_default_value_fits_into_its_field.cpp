// expect: tenon: a default value does not fit into its field: give a smaller one, or use a larger type
// expect: IN_MODEL<Order>
// expect: &Order::small
#include "use.hpp"

#include <cstdint>

struct Order {
    std::string id;
    std::string tenantId;
    std::int8_t small = 0;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_model = tenon::table(tenon::default_value<&Order::small>(100));
#else
    static constexpr auto tenon_model = tenon::table(tenon::default_value<&Order::small>(300));
#endif
};

int main() { use<Order>(); }
