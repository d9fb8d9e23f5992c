// expect: tenon: set was given a value of another type than the field's: give a value of the field's type
// expect: &User::nickname
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.update("1", tenon::set<&User::nickname>(std::optional<std::string>("x"))).value();
#else
    users.update("1", tenon::set<&User::nickname>(std::optional<int>(3))).value();
#endif
}
