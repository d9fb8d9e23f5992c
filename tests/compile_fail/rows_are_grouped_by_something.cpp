// expect: tenon: group_by begins with what rows are grouped by: write tenon::by<&Model::field> first, without values
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.group_by(tenon::by<&User::level>, tenon::count()).value();
#else
    users.group_by(tenon::count()).value();
#endif
}
