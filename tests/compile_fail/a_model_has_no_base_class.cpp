// expect: tenon: a model has no base class: write the fields of the base into the struct itself
// expect: IN_MODEL<Order>
#include "use.hpp"

struct Entity {
    std::string id;
    std::string tenantId;
};
#ifdef TENON_POSITIVE_TWIN
struct Order {
    std::string id;
    std::string tenantId;
    int amount = 0;
};
#else
struct Order : Entity {
    int amount = 0;
};
#endif

int main() { use<Order>(); }
