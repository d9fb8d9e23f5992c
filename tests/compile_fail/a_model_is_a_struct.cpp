// expect: tenon: a model is a plain struct
// expect: IN_MODEL<int>
#include "use.hpp"

#ifdef TENON_POSITIVE_TWIN
struct Order {
    std::string id;
    std::string tenantId;
};
#else
using Order = int;
#endif

int main() { use<Order>(); }
