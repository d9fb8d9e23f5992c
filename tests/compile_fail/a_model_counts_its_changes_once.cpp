// expect: tenon: a model counts its changes twice: keep one version<…>
// expect: IN_MODEL<Order>
// expect: "edits"
#include "use.hpp"

struct Order {
    std::string id;
    std::string tenantId;
    int revision = 0;
    int edits = 0;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_model = tenon::table(tenon::version<&Order::revision>);
#else
    static constexpr auto tenon_model = tenon::table(tenon::version<&Order::revision>, tenon::version<&Order::edits>);
#endif
};

int main() { use<Order>(); }
