// expect: tenon: a row is asked for something that was not computed: name it in the call of aggregate or group_by
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.aggregate(tenon::count()).value().get(tenon::count());
#else
    users.aggregate(tenon::count()).value().get(tenon::sum<&User::level>);
#endif
}
