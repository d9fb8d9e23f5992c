// expect: tenon: in_tenant was given in a tenant's scope, which has its tenant: leave it out
// expect: User
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.get("1").value();
#else
    users.get(tenon::in_tenant("acme"), "1").value();
#endif
}
