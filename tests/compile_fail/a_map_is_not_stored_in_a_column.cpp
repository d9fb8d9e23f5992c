// expect: tenon: a field's type cannot be stored in a column: use a supported type, std::optional of one, or specialise tenon::codec for it
// expect: IN_MODEL<Order>
// expect: "lines"
// expect: HAS_TYPE<std::map<
#include "use.hpp"

#include <map>

struct Order {
    std::string id;
    std::string tenantId;
#ifdef TENON_POSITIVE_TWIN
    std::vector<std::string> lines;
#else
    std::map<int, int> lines;
#endif
};

int main() { use<Order>(); }
