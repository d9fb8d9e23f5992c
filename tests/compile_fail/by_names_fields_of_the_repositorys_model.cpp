// expect: tenon: by<…> names fields of another model than the repository's
// expect: &Line::text
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.find_unique(tenon::by<&User::email>("a@b.c")).value();
#else
    users.find_unique(tenon::by<&Line::text>("a@b.c")).value();
#endif
}
