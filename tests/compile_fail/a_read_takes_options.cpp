// expect: tenon: this verb was given something that is no option of it: use where(…), order_by(…), take(n) and skip(n)
// expect: User
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.find_many(tenon::take(1)).value();
#else
    users.find_many(1).value();
#endif
}
