// expect: tenon: an update sets the tenant: rows do not move between tenants
// expect: &Tenant::id
#include "models.hpp"

int main() {
    auto tenants = tenon::repository<Tenant>(acme());
#ifdef TENON_POSITIVE_TWIN
    tenants.update("acme", tenon::set<&Tenant::name>("x")).value();
#else
    tenants.update("acme", tenon::set<&Tenant::id>("x")).value();
#endif
}
