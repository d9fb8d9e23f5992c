// expect: tenon: a model stands twice in a schema: name it once in tenon::schema<
// expect: IN_MODEL<Order>
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
    use<Order, User, Order>();
#endif
}
