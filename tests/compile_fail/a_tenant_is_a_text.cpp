// expect: tenon: a field named tenantId does not hold text: make it a std::string
// expect: IN_MODEL<Order>
// expect: "tenantId"
#include "use.hpp"

struct Order {
    std::string id;
#ifdef TENON_POSITIVE_TWIN
    std::string tenantId;
#else
    int tenantId = 0;
#endif
};

int main() { use<Order>(); }
