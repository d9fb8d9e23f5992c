// expect: tenon: a filter joins fields of two models: use the fields of the repository's model only
// expect: &Line::text
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.find_many(tenon::where(tenon::field<&User::email> == "x" && tenon::field<&User::level> == 1)).value();
#else
    users.find_many(tenon::where(tenon::field<&User::email> == "x" && tenon::field<&Line::text> == "x")).value();
#endif
}
