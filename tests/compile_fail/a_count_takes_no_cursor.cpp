// expect: tenon: after and before are options of find_many and page only: leave them out
// expect: User
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.find_many(tenon::after("x")).value();
#else
    users.count(tenon::after("x")).value();
#endif
}
