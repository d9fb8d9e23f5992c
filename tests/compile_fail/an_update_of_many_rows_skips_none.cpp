// expect: tenon: update_many and remove_many do not skip rows: leave skip out
// expect: User
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.remove_many(tenon::all_rows, tenon::take(1)).value();
#else
    users.remove_many(tenon::all_rows, tenon::skip(1)).value();
#endif
}
