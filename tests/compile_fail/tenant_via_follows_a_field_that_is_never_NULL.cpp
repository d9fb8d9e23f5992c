// expect: tenon: a row belongs to its parent's tenant, but may have no parent: take the std::optional away
// expect: IN_MODEL<Order>
// expect: "userId"
#include "use.hpp"

#include <optional>

struct User {
    std::string id;
    std::string tenantId;
    std::string name;
};
struct Order {
    std::string id;
#ifdef TENON_POSITIVE_TWIN
    std::string userId;
#else
    std::optional<std::string> userId;
#endif
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_via<&Order::userId>, tenon::references<&Order::userId, &User::id>);
};

int main() { use<Order, User>(); }
