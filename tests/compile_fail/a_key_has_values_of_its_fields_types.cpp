// expect: tenon: a key was given a value of another type than its field's: give a value of the field's type
// expect: User
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.get("1").value();
#else
    users.get(1).value();
#endif
}
