// expect: tenon: a repository needs a scope: give it db.tenant(id), or db.system(reason) to cross tenants
// expect: OF_MODEL<User>
#include "models.hpp"

int main() {
    auto db = open_database();
#ifdef TENON_POSITIVE_TWIN
    auto users = tenon::repository<User>(db.tenant("acme"));
    users.get("1").value();
#else
    auto users = tenon::repository<User>(db);
    users.get("1").value();
#endif
}
