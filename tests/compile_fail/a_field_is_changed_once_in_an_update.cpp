// expect: tenon: an update changes a field twice: change each field once
// expect: &User::level
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.update("1", tenon::set<&User::level>(3)).value();
#else
    users.update("1", tenon::set<&User::level>(3), tenon::increment<&User::level>(1)).value();
#endif
}
