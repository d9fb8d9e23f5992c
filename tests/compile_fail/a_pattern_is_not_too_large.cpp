// expect: tenon: a pattern of matches is too large: use smaller counts in { }, or a validate function
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
    static constexpr auto tenon_model = tenon::table(tenon::matches<&Order::note>("(a{10}){10}"));
#else
    static constexpr auto tenon_model = tenon::table(tenon::matches<&Order::note>("(a{100}){100}"));
#endif
};

int main() { use<Order>(); }
