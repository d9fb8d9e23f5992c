// expect: tenon: a field of a model has no default value
// expect: IN_MODEL<Order>
// expect: FIELD_NUMBER<3
#include "use.hpp"

#include <functional>

struct Order {
    std::string id;
    std::string tenantId;
#ifdef TENON_POSITIVE_TWIN
    tenon::blob data;
#else
    std::reference_wrapper<int> data;
#endif
};

int main() { use<Order>(); }
