// expect: tenon: tenant_via leads in a circle and never to a tenant: give one of these models a field std::string tenantId
// expect: IN_MODEL<Invoice>
// expect: "orderId"
// expect: "Order"
#include "use.hpp"

struct Invoice {
    std::string id;
    std::string orderId;
#ifdef TENON_POSITIVE_TWIN
    std::string tenantId;
#else
    std::string text;
#endif
};
struct Order {
    std::string id;
    std::string invoiceId;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_via<&Order::invoiceId>, tenon::references<&Order::invoiceId, &Invoice::id>);
};
struct Line {
    std::string id;
    std::string orderId;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_via<&Line::orderId>, tenon::references<&Line::orderId, &Order::id>);
};
template <>
inline constexpr auto tenon::model<Invoice> = tenon::table(
#ifdef TENON_POSITIVE_TWIN
    tenon::references<&Invoice::orderId, &Order::id>
#else
    tenon::tenant_via<&Invoice::orderId>, tenon::references<&Invoice::orderId, &Order::id>
#endif
);

int main() { use<Line, Invoice, Order>(); }
