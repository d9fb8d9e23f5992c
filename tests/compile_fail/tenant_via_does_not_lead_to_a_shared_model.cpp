// expect: tenon: tenant_via leads to a shared model, whose rows have no tenant
// expect: IN_MODEL<Order>
// expect: "countryId"
// expect: "Country"
#include "use.hpp"

struct Country {
    std::string id;
    static constexpr auto tenon_model = tenon::table(tenon::shared);
};
struct Order {
    std::string id;
    std::string countryId;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_model = tenon::table(tenon::shared, tenon::references<&Order::countryId, &Country::id>);
#else
    static constexpr auto tenon_model = tenon::table(tenon::tenant_via<&Order::countryId>, tenon::references<&Order::countryId, &Country::id>);
#endif
};

int main() { use<Order, Country>(); }
