// expect: tenon: a cuid is generated for a field that holds no text: make it a std::string
// expect: IN_MODEL<Order>
// expect: &Order::code
#include "use.hpp"

struct Order {
    std::string id;
    std::string tenantId;
    std::string text;
    int code = 0;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_model = tenon::table(tenon::generated<&Order::text>(tenon::cuid));
#else
    static constexpr auto tenon_model = tenon::table(tenon::generated<&Order::code>(tenon::cuid));
#endif
};

int main() { use<Order>(); }
