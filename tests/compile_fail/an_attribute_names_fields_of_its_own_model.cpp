// expect: tenon: an attribute names a field of another model
// expect: IN_MODEL<Order>
// expect: &User::email
#include "use.hpp"

struct User {
    std::string id;
    std::string tenantId;
    std::string email;
};
struct Order {
    std::string id;
    std::string tenantId;
    std::string email;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_model = tenon::table(tenon::unique<&Order::email>);
#else
    static constexpr auto tenon_model = tenon::table(tenon::unique<&User::email>);
#endif
};

int main() { use<Order>(); }
