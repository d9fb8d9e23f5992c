// expect: tenon: distinct names fields of another model than the repository's: use the fields of its own model
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.find_many(tenon::distinct<&User::level>).value();
#else
    users.find_many(tenon::distinct<&Line::number>).value();
#endif
}
