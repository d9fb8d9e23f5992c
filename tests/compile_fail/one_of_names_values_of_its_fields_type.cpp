// expect: tenon: one_of or between does not fit the type of its field: one_of is for text, integers and enums, between for numbers, timestamps and dates; give values of that type
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
    static constexpr auto tenon_model = tenon::table(tenon::one_of<&Order::level>(1, 2));
#else
    static constexpr auto tenon_model = tenon::table(tenon::one_of<&Order::level>("one", "two"));
#endif
};

int main() { use<Order>(); }
