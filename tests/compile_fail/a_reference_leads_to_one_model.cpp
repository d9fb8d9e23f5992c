// expect: tenon: one reference leads to fields of two models: write one references<
// expect: IN_MODEL<Order>
#include "use.hpp"

struct User {
    std::string id;
    std::string tenantId;
    std::string name;
};
struct Task {
    std::string id;
    std::string tenantId;
};
struct Order {
    std::string id;
    std::string tenantId;
    std::string userId;
    std::string taskId;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_model = tenon::table(tenon::references<&Order::userId, &User::id>, tenon::references<&Order::taskId, &Task::id>);
#else
    static constexpr auto tenon_model = tenon::table(tenon::references<&Order::userId, &User::id, &Order::taskId, &Task::id>);
#endif
};

int main() { use<Order, User, Task>(); }
