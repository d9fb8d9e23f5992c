// expect: tenon: this verb was given something that is no option of it: use where(…), order_by(…), take(n) and skip(n)
// expect: User
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.find_many(tenon::where(tenon::field<&User::level> == 3)).value();
#else
    users.find_many(tenon::field<&User::level> == 3).value();
#endif
}
