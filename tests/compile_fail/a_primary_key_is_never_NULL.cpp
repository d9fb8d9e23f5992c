// expect: tenon: a field of the primary key can be NULL: take the std::optional away
// expect: IN_MODEL<Order>
// expect: "id"
#include "use.hpp"

#include <optional>

struct Order {
    std::string tenantId;
#ifdef TENON_POSITIVE_TWIN
    std::string id;
#else
    std::optional<std::string> id;
#endif
};

int main() { use<Order>(); }
