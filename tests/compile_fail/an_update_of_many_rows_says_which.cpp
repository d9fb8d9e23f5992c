// expect: tenon: update_many and remove_many need to be told which rows: give where(…), or all_rows
// expect: User
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.update_many(tenon::all_rows, tenon::set<&User::level>(1)).value();
#else
    users.update_many(tenon::set<&User::level>(1)).value();
#endif
}
