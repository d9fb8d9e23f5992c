// expect: tenon: a field is compared with a value of another type: give a value of the field's type
// expect: &User::level
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.find_many(tenon::where(tenon::field<&User::level>.between(1, 2))).value();
#else
    users.find_many(tenon::where(tenon::field<&User::level>.between("a", "b"))).value();
#endif
}
