// expect: tenon: a model says twice whose its rows are: keep one of tenant_key<
// expect: IN_MODEL<Order>
#include "use.hpp"

struct Order {
    std::string id;
    std::string team;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_model = tenon::table(tenon::tenant_key<&Order::team>);
#else
    static constexpr auto tenon_model = tenon::table(tenon::tenant_key<&Order::team>, tenon::shared);
#endif
};

int main() { use<Order>(); }
