// expect: tenon: update_many and remove_many need to be told which rows: give where(…), or all_rows
// expect: User
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.remove_many(tenon::where(tenon::field<&User::level> == 1)).value();
#else
    users.remove_many().value();
#endif
}
