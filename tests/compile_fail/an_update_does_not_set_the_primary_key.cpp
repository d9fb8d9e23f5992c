// expect: tenon: an update sets a field of the primary key: keys do not change
// expect: &User::id
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.update("1", tenon::set<&User::email>("x")).value();
#else
    users.update("1", tenon::set<&User::id>("x")).value();
#endif
}
