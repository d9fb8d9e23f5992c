// expect: tenon: a field that holds no integer is numbered by the database: make it a std::int64_t
// expect: IN_MODEL<Order>
// expect: &Order::number
#include "use.hpp"

struct Order {
    std::string tenantId;
    std::string number;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_model = tenon::table(tenon::primary_key<&Order::number>);
#else
    static constexpr auto tenon_model = tenon::table(tenon::primary_key<&Order::number>, tenon::generated<&Order::number>(tenon::autoincrement));
#endif
};

int main() { use<Order>(); }
