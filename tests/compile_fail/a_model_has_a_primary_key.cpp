// expect: tenon: a model has no primary key: name a field id, or say tenon::primary_key<
// expect: IN_MODEL<Order>
#include "use.hpp"

struct Order {
    std::string tenantId;
#ifdef TENON_POSITIVE_TWIN
    std::string id;
#else
    std::string code;
#endif
};

int main() { use<Order>(); }
