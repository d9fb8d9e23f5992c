// expect: tenon: a key or an index names more than 16 fields: name fewer
// expect: IN_MODEL<Order>
#include "use.hpp"

struct Order {
    std::string id;
    std::string tenantId;
    int a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_model = tenon::table(tenon::unique<&Order::a, &Order::b, &Order::c, &Order::d, &Order::e, &Order::f, &Order::g, &Order::h, &Order::i, &Order::j, &Order::k, &Order::l, &Order::m, &Order::n, &Order::o, &Order::p>);
#else
    static constexpr auto tenon_model = tenon::table(tenon::unique<&Order::a, &Order::b, &Order::c, &Order::d, &Order::e, &Order::f, &Order::g, &Order::h, &Order::i, &Order::j, &Order::k, &Order::l, &Order::m, &Order::n, &Order::o, &Order::p, &Order::q>);
#endif
};

int main() { use<Order>(); }
