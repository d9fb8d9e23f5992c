// expect: tenon: group_by takes aggregates, where(…), one having(…), order_by(…), take(n) and skip(n): join conditions with &&, and leave the rest out
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.group_by(tenon::by<&User::level>, tenon::having(tenon::count() > 1 && tenon::count() < 9)).value();
#else
    users.group_by(tenon::by<&User::level>, tenon::having(tenon::count() > 1), tenon::having(tenon::count() < 9)).value();
#endif
}
