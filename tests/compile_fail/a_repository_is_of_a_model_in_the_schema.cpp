// expect: tenon: a repository was asked for of a model that is not in the schema: add it to tenon::schema<
// expect: IN_MODEL<Order>
#include "models.hpp"

struct Order {
    std::string id;
    std::string tenantId;
};

int main() {
#ifdef TENON_POSITIVE_TWIN
    auto orders = tenon::repository<User>(acme());
#else
    auto orders = tenon::repository<Order>(acme());
#endif
    orders.create({.id = "1"}).value();
    return orders.get("1")->id.empty() || orders.find_unique("1").value()->id.empty();
}
