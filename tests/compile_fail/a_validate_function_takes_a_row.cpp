// expect: tenon: the function of validate cannot be asked about a row: write it as [](const auto& row) { return …; }, giving a bool
// expect: IN_MODEL<Order>
#include "use.hpp"

struct Order {
    std::string id;
    std::string tenantId;
    std::string note;
    int level = 0;
    int most = 0;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_model = tenon::table(tenon::validate("must be so", [](const auto& order) { return order.level > 0; }));
#else
    static constexpr auto tenon_model = tenon::table(tenon::validate("must be so", [](int level) { return level > 0; }));
#endif
};

int main() { use<Order>(); }
