// expect: tenon: a model has two primary keys: name all fields of the one key in one primary_key<
// expect: IN_MODEL<Order>
#include "use.hpp"

struct Order {
    std::string tenantId;
    std::string code;
    std::string year;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_model = tenon::table(tenon::primary_key<&Order::code, &Order::year>);
#else
    static constexpr auto tenon_model = tenon::table(tenon::primary_key<&Order::code>, tenon::primary_key<&Order::year>);
#endif
};

int main() { use<Order>(); }
