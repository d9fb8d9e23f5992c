// expect: tenon: having compares a field, which is one of rows: put it into where(…)
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.group_by(tenon::by<&User::level>, tenon::where(tenon::field<&User::level> > 1)).value();
#else
    users.group_by(tenon::by<&User::level>, tenon::having(tenon::field<&User::level> > 1)).value();
#endif
}
