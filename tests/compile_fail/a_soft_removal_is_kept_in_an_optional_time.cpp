// expect: tenon: soft_delete is for a field that holds when a row was removed, or nothing: make it a std::optional<tenon::timestamp>
// expect: IN_MODEL<Order>
// expect: &Order::deletedAt
#include "use.hpp"

struct Order {
    std::string id;
    std::string tenantId;
#ifdef TENON_POSITIVE_TWIN
    std::optional<tenon::timestamp> deletedAt;
#else
    tenon::timestamp deletedAt;
#endif
    static constexpr auto tenon_model = tenon::table(tenon::soft_delete<&Order::deletedAt>);
};

int main() { use<Order>(); }
