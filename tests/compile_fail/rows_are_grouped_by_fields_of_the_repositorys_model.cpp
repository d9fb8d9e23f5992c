// expect: tenon: by<…> names fields of another model than the repository's: use the fields of its own model
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.group_by(tenon::by<&User::level>, tenon::count()).value();
#else
    users.group_by(tenon::by<&Line::number>, tenon::count()).value();
#endif
}
