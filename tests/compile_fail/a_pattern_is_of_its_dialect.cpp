// expect: tenon: a pattern of matches is not well-formed, or uses what its dialect has not: see the comment of tenon/core/pattern.hpp
// expect: IN_MODEL<Order>
// expect: &Order::note
#include "use.hpp"

struct Order {
    std::string id;
    std::string tenantId;
    std::string note;
    int level = 0;
    int most = 0;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_model = tenon::table(tenon::matches<&Order::note>("[a-z]+"));
#else
    static constexpr auto tenon_model = tenon::table(tenon::matches<&Order::note>("[a-z+"));
#endif
};

int main() { use<Order>(); }
