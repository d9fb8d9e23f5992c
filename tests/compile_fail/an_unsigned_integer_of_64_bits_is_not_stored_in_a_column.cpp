// expect: tenon: a field's type cannot be stored in a column: use a supported type, std::optional of one, or specialise tenon::codec for it
// expect: IN_MODEL<Order>
// expect: "amount"
#include "use.hpp"

#include <cstdint>

struct Order {
    std::string id;
    std::string tenantId;
#ifdef TENON_POSITIVE_TWIN
    std::uint32_t amount = 0;
#else
    std::uint64_t amount = 0;
#endif
};

int main() { use<Order>(); }
