// expect: tenon: by<…> needs one value for each field that it names
// expect: &User::email
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.find_unique(tenon::by<&User::email>("a@b.c")).value();
#else
    users.find_unique(tenon::by<&User::email>("a@b.c", "x")).value();
#endif
}
