// expect: tenon: a filter of rows compares an aggregate, which is one of groups: put it into having(…), in group_by
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.find_many(tenon::where(tenon::field<&User::level> > 3)).value();
#else
    users.find_many(tenon::where(tenon::count() > 3)).value();
#endif
}
