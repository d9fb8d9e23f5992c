// expect: tenon: a rule for texts names a field that holds none: min_length, max_length, matches, email, json_text and semver are for std::string
// expect: IN_MODEL<Order>
// expect: &Order::level
#include "use.hpp"

struct Order {
    std::string id;
    std::string tenantId;
    std::string note;
    int level = 0;
    int most = 0;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_model = tenon::table(tenon::min_length<&Order::note>(2));
#else
    static constexpr auto tenon_model = tenon::table(tenon::min_length<&Order::level>(2));
#endif
};

int main() { use<Order>(); }
