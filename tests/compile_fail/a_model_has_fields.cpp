// expect: tenon: a model has no fields: give it at least a primary key
// expect: IN_MODEL<Order>
#include "use.hpp"

struct Order {
#ifdef TENON_POSITIVE_TWIN
    std::string id;
#else

#endif
    static constexpr auto tenon_model = tenon::table(tenon::shared);
};

int main() { use<Order>(); }
