// expect: tenon: a field of a model is a C array
// expect: IN_MODEL<Order>
#include "use.hpp"

struct Order {
    std::string id;
    std::string tenantId;
#ifdef TENON_POSITIVE_TWIN
    tenon::blob page;
#else
    char page[1 << 20];
#endif
};

int main() { use<Order>(); }
