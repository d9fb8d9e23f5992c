// expect: tenon: find_first gives one row: leave take and all_rows out, or use find_many
// expect: User
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.find_first(tenon::skip(1)).value();
#else
    users.find_first(tenon::take(2)).value();
#endif
}
