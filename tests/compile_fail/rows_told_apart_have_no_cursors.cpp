// expect: tenon: rows that are told apart have no cursors: leave distinct out, or after and before
// expect: User
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.find_many(tenon::distinct<&User::level>).value();
#else
    users.find_many(tenon::distinct<&User::level>, tenon::after("x")).value();
#endif
}
