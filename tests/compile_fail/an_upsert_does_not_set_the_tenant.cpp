// expect: tenon: an update sets the tenant: rows do not move between tenants
// expect: &User::tenantId
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.upsert({.email = "a"}, tenon::on_conflict<&User::email>, tenon::set<&User::level>(1)).value();
#else
    users.upsert({.email = "a"}, tenon::on_conflict<&User::email>, tenon::set<&User::tenantId>("x")).value();
#endif
}
