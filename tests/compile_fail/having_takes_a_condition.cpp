// expect: tenon: having takes a condition on aggregates: write one as tenon::count() > 3
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.group_by(tenon::by<&User::level>, tenon::having(tenon::count() > 3)).value();
#else
    users.group_by(tenon::by<&User::level>, tenon::having(tenon::count())).value();
#endif
}
