// expect: tenon: a field's type cannot be stored in a column: use a supported type, std::optional of one, or specialise tenon::codec for it
// expect: IN_MODEL<Order>
// expect: "name"
// expect: HAS_TYPE<const char
#include "use.hpp"

struct Order {
    std::string id;
    std::string tenantId;
#ifdef TENON_POSITIVE_TWIN
    std::string name;
#else
    const char* name = nullptr;
#endif
};

int main() { use<Order>(); }
