// expect: tenon: two aggregates of different types are compared: compare aggregates of one type
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.group_by(tenon::by<&User::level>, tenon::having(tenon::avg<&User::level> < tenon::avg<&User::score>)).value();
#else
    users.group_by(tenon::by<&User::level>, tenon::having(tenon::sum<&User::level> < tenon::sum<&User::score>)).value();
#endif
}
