// expect: tenon: a column's name is empty: give it a name, or leave column<
// expect: IN_MODEL<Order>
// expect: "code"
#include "use.hpp"

struct Order {
    std::string id;
    std::string tenantId;
    int code = 0;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_model = tenon::table(tenon::column<&Order::code>("number"));
#else
    static constexpr auto tenon_model = tenon::table(tenon::column<&Order::code>(""));
#endif
};

int main() { use<Order>(); }
