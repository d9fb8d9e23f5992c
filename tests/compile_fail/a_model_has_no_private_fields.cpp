// expect: tenon: a model is a plain struct: make all fields public
// expect: IN_MODEL<Order>
#include "use.hpp"

struct Order {
    std::string id;
    std::string tenantId;
#ifdef TENON_POSITIVE_TWIN
    int amount = 0;
#else
private:
    int amount = 0;
#endif
};

int main() { use<Order>(); }
