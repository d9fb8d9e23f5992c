// expect: tenon: the field of tenant_root does not name one row: make it the primary key, or declare it unique
// expect: IN_MODEL<Order>
// expect: "slug"
#include "use.hpp"

struct Order {
    std::string id;
    std::string slug;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Order::slug>, tenon::unique<&Order::slug>);
#else
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Order::slug>);
#endif
};

int main() { use<Order>(); }
