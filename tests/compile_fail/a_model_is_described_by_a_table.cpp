// expect: tenon: a model is described by something that is no table: write tenon::table(
// expect: IN_MODEL<Order>
#include "use.hpp"

struct Order {
    std::string id;
    std::string tenantId;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_model = tenon::table(tenon::primary_key<&Order::id>);
#else
    static constexpr auto tenon_model = tenon::primary_key<&Order::id>;
#endif
};

int main() { use<Order>(); }
