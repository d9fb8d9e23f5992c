// expect: tenon: an update sets the tenant: rows do not move between tenants
// expect: &User::tenantId
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.update("1", tenon::set<&User::email>("x")).value();
#else
    users.update("1", tenon::set<&User::tenantId>("x")).value();
#endif
}
