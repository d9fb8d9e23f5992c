// expect: tenon: one_of names no value, so that no row could be written: give at least one
// expect: IN_MODEL<Order>
// expect: &Order::note
#include "use.hpp"

struct Order {
    std::string id;
    std::string tenantId;
    std::string note;
    int level = 0;
    int most = 0;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_model = tenon::table(tenon::one_of<&Order::note>("a"));
#else
    static constexpr auto tenon_model = tenon::table(tenon::one_of<&Order::note>());
#endif
};

int main() { use<Order>(); }
