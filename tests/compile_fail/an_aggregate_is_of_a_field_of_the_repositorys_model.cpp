// expect: tenon: an aggregate is of a field of another model than the repository's: use the fields of its own model
// expect: User
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.aggregate(tenon::max<&User::level>).value();
#else
    users.aggregate(tenon::max<&Line::number>).value();
#endif
}
