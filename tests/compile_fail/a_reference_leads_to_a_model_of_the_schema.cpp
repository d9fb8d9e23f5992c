// expect: tenon: a reference leads to a model that is not in the schema: add that model to tenon::schema<
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
    static constexpr auto tenon_model = tenon::table(tenon::references<&Order::userId, &User::id>);
};

int main() {
#ifdef TENON_POSITIVE_TWIN
    use<Order, User>();
#else
    use<Order>();
#endif
}
