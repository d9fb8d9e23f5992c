// expect: tenon: a value stands before the field or aggregate that it is compared with: write the value last
// expect: User::level
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.find_many(tenon::where(tenon::field<&User::level> >= 2)).value();
#else
    users.find_many(tenon::where(2 <= tenon::field<&User::level>)).value();
#endif
}
