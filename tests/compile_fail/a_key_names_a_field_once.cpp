// expect: tenon: a field stands twice in one key, index or reference: name it once
// expect: IN_MODEL<Order>
// expect: "code"
#include "use.hpp"

struct Order {
    std::string id;
    std::string tenantId;
    std::string code;
    std::string year;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_model = tenon::table(tenon::unique<&Order::code, &Order::year>);
#else
    static constexpr auto tenon_model = tenon::table(tenon::unique<&Order::code, &Order::code>);
#endif
};

int main() { use<Order>(); }
