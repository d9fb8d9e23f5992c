// expect: tenon: a model says twice when its rows were removed: keep one soft_delete<…>
// expect: IN_MODEL<Order>
// expect: "goneAt"
#include "use.hpp"

struct Order {
    std::string id;
    std::string tenantId;
    std::optional<tenon::timestamp> deletedAt;
    std::optional<tenon::timestamp> goneAt;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_model = tenon::table(tenon::soft_delete<&Order::deletedAt>);
#else
    static constexpr auto tenon_model = tenon::table(tenon::soft_delete<&Order::deletedAt>, tenon::soft_delete<&Order::goneAt>);
#endif
};

int main() { use<Order>(); }
