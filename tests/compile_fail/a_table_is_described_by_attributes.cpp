// expect: tenon: table() was given something that is no attribute
#include "use.hpp"

struct Order {
    std::string id;
    std::string tenantId;
    std::string code;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_model = tenon::table(tenon::unique<&Order::code>);
#else
    static constexpr auto tenon_model = tenon::table(&Order::code);
#endif
};

int main() { use<Order>(); }
