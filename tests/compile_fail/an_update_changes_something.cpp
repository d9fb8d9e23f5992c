// expect: tenon: an update changes nothing: add set<&Model::field>(value)
// expect: User
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.update("1", tenon::set<&User::level>(3)).value();
#else
    users.update("1").value();
#endif
}
