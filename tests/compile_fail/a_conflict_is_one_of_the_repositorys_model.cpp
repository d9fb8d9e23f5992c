// expect: tenon: on_conflict names fields of another model than the repository's
// expect: &Line::text
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.upsert({.email = "a"}, tenon::on_conflict<&User::email>, tenon::set<&User::level>(1)).value();
#else
    users.upsert({.email = "a"}, tenon::on_conflict<&Line::text>, tenon::set<&User::level>(1)).value();
#endif
}
