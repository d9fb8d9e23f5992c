// expect: tenon: a field's type cannot be stored in a column: use a supported type, std::optional of one, or specialise tenon::codec for it
// expect: IN_MODEL<Order>
// expect: "customer"
// expect: HAS_TYPE<Customer
#include "use.hpp"

struct Customer {
    std::string name;
};
struct Order {
    std::string id;
    std::string tenantId;
#ifdef TENON_POSITIVE_TWIN
    std::string customer;
#else
    Customer customer;
#endif
};

int main() { use<Order>(); }
