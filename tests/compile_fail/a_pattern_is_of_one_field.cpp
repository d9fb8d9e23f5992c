// expect: tenon: matches names several fields in a model, where it is the rule of one: write one for each field
// expect: IN_MODEL<Order>
// expect: &Order::note
#include "use.hpp"

struct Order {
    std::string id;
    std::string tenantId;
    std::string note;
    std::string place;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_model = tenon::table(tenon::matches<&Order::note>("[a-z]+"), tenon::matches<&Order::place>("[a-z]+"));
#else
    static constexpr auto tenon_model = tenon::table(tenon::matches<&Order::note, &Order::place>("[a-z]+"));
#endif
};

int main() { use<Order>(); }
