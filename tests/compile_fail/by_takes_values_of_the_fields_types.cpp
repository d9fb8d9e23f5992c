// expect: tenon: a field is compared with a value of another type
// expect: &User::email
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.find_unique(tenon::by<&User::email>("a@b.c")).value();
#else
    users.find_unique(tenon::by<&User::email>(3)).value();
#endif
}
