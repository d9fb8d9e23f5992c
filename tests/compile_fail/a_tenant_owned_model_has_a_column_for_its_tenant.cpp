// expect: tenon: layout::prisma has no hidden tenant column for a tenant_owned model
// expect: IN_MODEL<Order>
#include "use.hpp"

struct Order {
    std::string id;
#ifdef TENON_POSITIVE_TWIN
    std::string tenantId;
#else
    static constexpr auto tenon_model = tenon::table(tenon::tenant_owned);
#endif
};

int main() { use<Order, tenon::layout::prisma>(); }
