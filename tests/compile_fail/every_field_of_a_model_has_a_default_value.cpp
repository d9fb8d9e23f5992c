// expect: tenon: a field of a model has no default value
// expect: IN_MODEL<Order>
// expect: FIELD_NUMBER<3
#include "use.hpp"

struct Money {
    explicit Money(int cents);
    int cents;
};
struct Order {
    std::string id;
    std::string tenantId;
#ifdef TENON_POSITIVE_TWIN
    std::string price;
#else
    Money price;
#endif
};

int main() { use<Order>(); }
