// expect: tenon: count and exists take a filter only: leave the other options out
// expect: User
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.count(tenon::where(tenon::field<&User::level> == 1)).value();
#else
    users.count(tenon::take(2)).value();
#endif
}
