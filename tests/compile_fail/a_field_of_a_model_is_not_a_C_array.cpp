// expect: tenon: a field of a model is a C array: use std::string for text
// expect: IN_MODEL<Order>
// expect: FIELD_NUMBER<3
#include "use.hpp"

struct Order {
    std::string id;
    std::string tenantId;
#ifdef TENON_POSITIVE_TWIN
    std::string name;
#else
    char name[32];
#endif
};

int main() { use<Order>(); }
