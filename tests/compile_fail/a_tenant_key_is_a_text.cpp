// expect: tenon: a tenant field holds text: make it a std::string, or a std::optional<std::string>
// expect: IN_MODEL<Order>
// expect: &Order::team
#include "use.hpp"

struct Order {
    std::string id;
    std::string text;
    int team = 0;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_model = tenon::table(tenon::tenant_key<&Order::text>);
#else
    static constexpr auto tenon_model = tenon::table(tenon::tenant_key<&Order::team>);
#endif
};

int main() { use<Order>(); }
