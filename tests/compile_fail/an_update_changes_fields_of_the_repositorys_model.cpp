// expect: tenon: an update changes fields of another model than the repository's
// expect: &Line::text
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.update("1", tenon::set<&User::email>("x")).value();
#else
    users.update("1", tenon::set<&Line::text>("x")).value();
#endif
}
