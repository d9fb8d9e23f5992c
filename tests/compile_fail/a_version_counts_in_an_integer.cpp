// expect: tenon: version is for a field that counts changes: make it an integer that is never NULL, as std::int64_t
// expect: IN_MODEL<Order>
// expect: &Order::revision
#include "use.hpp"

struct Order {
    std::string id;
    std::string tenantId;
#ifdef TENON_POSITIVE_TWIN
    int revision = 0;
#else
    std::optional<int> revision;
#endif
    static constexpr auto tenon_model = tenon::table(tenon::version<&Order::revision>);
};

int main() { use<Order>(); }
