// expect: tenon: two fields of different types are compared: compare fields of one type
// expect: &User::level
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.find_many(tenon::where(tenon::field<&User::id> == tenon::field<&User::email>)).value();
#else
    users.find_many(tenon::where(tenon::field<&User::level> == tenon::field<&User::email>)).value();
#endif
}
