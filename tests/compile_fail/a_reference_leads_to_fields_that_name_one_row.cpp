// expect: tenon: a reference leads to fields that do not name one row: refer to the primary key, or declare the target fields unique together
// expect: IN_MODEL<Order>
// expect: "userId"
// expect: "User"
#include "use.hpp"

struct User {
    std::string id;
    std::string tenantId;
    std::string name;
};
struct Order {
    std::string id;
    std::string tenantId;
    std::string userId;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_model = tenon::table(tenon::references<&Order::userId, &User::id>);
#else
    static constexpr auto tenon_model = tenon::table(tenon::references<&Order::userId, &User::name>);
#endif
};

int main() { use<Order, User>(); }
