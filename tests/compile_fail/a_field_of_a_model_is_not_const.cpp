// expect: tenon: a model is moved and assigned as a whole
// expect: IN_MODEL<Order>
#include "use.hpp"

struct Order {
    std::string id;
    std::string tenantId;
#ifdef TENON_POSITIVE_TWIN
    std::string name;
#else
    const std::string name;
#endif
};

int main() { use<Order>(); }
