// expect: tenon: aggregate computes nothing: name what it shall: tenon::count(), tenon::sum<&Model::field>, avg, min, max, count_distinct
// expect: User
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.aggregate(tenon::count(), tenon::where(tenon::field<&User::level> == 1)).value();
#else
    users.aggregate(tenon::where(tenon::field<&User::level> == 1)).value();
#endif
}
