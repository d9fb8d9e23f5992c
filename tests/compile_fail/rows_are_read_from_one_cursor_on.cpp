// expect: tenon: rows are read from one cursor on: give after(…) or before(…), and not both
// expect: User
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.find_many(tenon::after("x")).value();
#else
    users.find_many(tenon::after("x"), tenon::before("y")).value();
#endif
}
