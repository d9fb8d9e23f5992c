// expect: tenon: a pattern of matches has ^ or $: the whole text is asked in any case; leave them out, or write \^ and \$ for the signs
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
    static constexpr auto tenon_model = tenon::table(tenon::matches<&Order::note>("^[a-z]+$"));
#endif
};

int main() { use<Order>(); }
