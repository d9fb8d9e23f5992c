// expect: tenon: autoincrement numbers a field that is not the whole primary key: make it the primary key, or use another generator
// expect: IN_MODEL<Order>
// expect: "number"
#include "use.hpp"

#include <cstdint>

struct Order {
    std::int64_t id = 0;
    std::string tenantId;
    std::int64_t number = 0;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_model = tenon::table(tenon::generated<&Order::id>(tenon::autoincrement));
#else
    static constexpr auto tenon_model = tenon::table(tenon::generated<&Order::number>(tenon::autoincrement));
#endif
};

int main() { use<Order>(); }
