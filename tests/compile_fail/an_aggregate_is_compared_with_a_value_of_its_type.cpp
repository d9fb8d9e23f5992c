// expect: tenon: an aggregate is compared with a value of another type: give a value of its type
// expect: User::level
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.group_by(tenon::by<&User::level>, tenon::having(tenon::sum<&User::level> > 3)).value();
#else
    users.group_by(tenon::by<&User::level>, tenon::having(tenon::sum<&User::level> > "3")).value();
#endif
}
