// expect: tenon: a version is part of the primary key, which does not change: take it out of the key
// expect: IN_MODEL<Order>
// expect: "revision"
#include "use.hpp"

struct Order {
    std::string number;
    std::string tenantId;
    int revision = 0;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_model = tenon::table(tenon::primary_key<&Order::number>, tenon::version<&Order::revision>);
#else
    static constexpr auto tenon_model =
        tenon::table(tenon::primary_key<&Order::number, &Order::revision>, tenon::version<&Order::revision>);
#endif
};

int main() { use<Order>(); }
