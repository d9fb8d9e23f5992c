// expect: tenon: one_of or between was given a number that does not fit into its field: give a smaller one, or use a larger type
// expect: IN_MODEL<Order>
// expect: &Order::level
#include "use.hpp"

struct Order {
    std::string id;
    std::string tenantId;
    std::string note;
    int level = 0;
    int most = 0;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_model = tenon::table(tenon::between<&Order::level>(0, 9));
#else
    static constexpr auto tenon_model = tenon::table(tenon::between<&Order::level>(0, 9'000'000'000));
#endif
};

int main() { use<Order>(); }
