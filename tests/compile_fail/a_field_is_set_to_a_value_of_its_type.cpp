// expect: tenon: set was given a value of another type than the field's: give a value of the field's type
// expect: &User::level
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.update("1", tenon::set<&User::level>(3)).value();
#else
    users.update("1", tenon::set<&User::level>("three")).value();
#endif
}
