// expect: tenon: a UUID is generated for a field that cannot hold one: make it a tenon::uuid or a std::string
// expect: IN_MODEL<Order>
// expect: &Order::code
#include "use.hpp"

struct Order {
    std::string id;
    std::string tenantId;
    tenon::uuid key;
    int code = 0;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_model = tenon::table(tenon::generated<&Order::key>(tenon::uuid7));
#else
    static constexpr auto tenon_model = tenon::table(tenon::generated<&Order::code>(tenon::uuid7));
#endif
};

int main() { use<Order>(); }
