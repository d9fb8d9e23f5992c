// expect: tenon: a value stands before the field or aggregate that it is compared with: write the value last
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.group_by(tenon::by<&User::level>, tenon::having(tenon::count() > 3)).value();
#else
    users.group_by(tenon::by<&User::level>, tenon::having(3 < tenon::count())).value();
#endif
}
