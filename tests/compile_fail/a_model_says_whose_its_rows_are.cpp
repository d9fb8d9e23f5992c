// expect: tenon: a model does not say whose its rows are: add a field std::string tenantId, or say tenant_key<
// expect: tenant_via<
// expect: tenant_root<
// expect: tenant_owned or shared
// expect: IN_MODEL<Order>
#include "use.hpp"

struct Order {
    std::string id;
#ifdef TENON_POSITIVE_TWIN
    std::string tenantId;
#else
    std::string organisationId;
#endif
};

int main() { use<Order>(); }
