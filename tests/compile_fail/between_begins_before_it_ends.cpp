// expect: tenon: between ends before it begins, so that no row could be written: give the smaller value first
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
    static constexpr auto tenon_model = tenon::table(tenon::between<&Order::level>(9, 0));
#endif
};

int main() { use<Order>(); }
