// expect: tenon: a key is unique within its tenant only: from a system scope name the tenant first, get(tenon::in_tenant(
// expect: User
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(everywhere());
#ifdef TENON_POSITIVE_TWIN
    users.get(tenon::in_tenant("acme"), "1").value();
#else
    users.get("1").value();
#endif
}
