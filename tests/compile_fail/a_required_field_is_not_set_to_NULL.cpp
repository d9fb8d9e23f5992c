// expect: tenon: set was given NULL for a field that is never NULL: make it a std::optional, or give a value
// expect: &User::email
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.update("1", tenon::set<&User::nickname>(std::nullopt)).value();
#else
    users.update("1", tenon::set<&User::email>(std::nullopt)).value();
#endif
}
