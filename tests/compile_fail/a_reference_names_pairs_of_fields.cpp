// expect: tenon: a reference names no pairs: name the field and the field that it refers to, as references<
// expect: IN_MODEL<Order>
// expect: &Order::userId
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
    static constexpr auto tenon_model = tenon::table(tenon::references<&Order::userId>);
#endif
};

int main() { use<Order, User>(); }
