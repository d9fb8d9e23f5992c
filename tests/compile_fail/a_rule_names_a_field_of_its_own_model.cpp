// expect: tenon: an attribute names a field of another model: name fields of the model that it describes
// expect: IN_MODEL<Order>
// expect: &Other::note
#include "use.hpp"

struct Other {
    std::string id;
    std::string tenantId;
    std::string note;
};

struct Order {
    std::string id;
    std::string tenantId;
    std::string note;
    int level = 0;
    int most = 0;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_model = tenon::table(tenon::email<&Order::note>);
#else
    static constexpr auto tenon_model = tenon::table(tenon::email<&Other::note>);
#endif
};

int main() { use<Order>(); }
