// expect: tenon: aggregate takes aggregates and a filter: leave the other options out, or use group_by
// expect: User
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.aggregate(tenon::count()).value();
#else
    users.aggregate(tenon::count(), tenon::take(2)).value();
#endif
}
