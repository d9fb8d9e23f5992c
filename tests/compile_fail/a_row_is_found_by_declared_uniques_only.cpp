// expect: tenon: by<…> names fields that are not declared unique together: declare tenon::unique<…> for them, or use find_first with a filter
// expect: &User::level
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.find_unique(tenon::by<&User::email>("a@b.c")).value();
#else
    users.find_unique(tenon::by<&User::level>(3)).value();
#endif
}
