// expect: tenon: a repository needs a scope: give it db.tenant(id), or db.system(reason) to cross tenants
// expect: OF_MODEL<User>
#include "models.hpp"

int main() {
    
#ifdef TENON_POSITIVE_TWIN
    tenon::repository<User>(acme()).count().value();
#else
    tenon::repository<User>().count().value();
#endif
}
