// expect: tenon: on_conflict names fields that are not declared unique together: name a declared unique or the primary key
// expect: &User::level
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.upsert({.email = "a"}, tenon::on_conflict<&User::email>, tenon::set<&User::level>(1)).value();
#else
    users.upsert({.email = "a"}, tenon::on_conflict<&User::level>, tenon::set<&User::level>(1)).value();
#endif
}
