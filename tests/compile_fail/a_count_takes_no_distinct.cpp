// expect: tenon: distinct is an option of find_many only: leave it out, or use count_distinct or group_by
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.find_many(tenon::distinct<&User::level>).value();
#else
    users.count(tenon::distinct<&User::level>).value();
#endif
}
