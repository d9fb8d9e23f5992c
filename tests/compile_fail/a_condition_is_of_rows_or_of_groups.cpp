// expect: tenon: a condition joins a field with an aggregate: fields are for where(…), aggregates for having(…)
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.group_by(tenon::by<&User::level>, tenon::where(tenon::field<&User::level> > 1), tenon::having(tenon::count() > 3)).value();
#else
    users.group_by(tenon::by<&User::level>, tenon::having(tenon::field<&User::level> > 1 && tenon::count() > 3)).value();
#endif
}
