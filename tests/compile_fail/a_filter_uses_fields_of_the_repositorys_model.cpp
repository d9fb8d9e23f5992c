// expect: tenon: a filter names fields of another model than the repository's: use the fields of its own model
// expect: &Line::text
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.find_many(tenon::where(tenon::field<&User::email> == "x")).value();
#else
    users.find_many(tenon::where(tenon::field<&Line::text> == "x")).value();
#endif
}
