// expect: tenon: two fields have one column
// expect: IN_MODEL<Order>
// expect: "number"
// expect: "code"
#include "use.hpp"

struct Order {
    std::string id;
    std::string tenantId;
    int number = 0;
    int code = 0;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_model = tenon::table(tenon::column<&Order::code>("code_number"));
#else
    static constexpr auto tenon_model = tenon::table(tenon::column<&Order::code>("NUMBER"));
#endif
};

int main() { use<Order>(); }
