// expect: tenon: is_null was asked of a field that is never NULL: make it a std::optional, or leave the test out
// expect: &User::email
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.find_many(tenon::where(tenon::field<&User::nickname>.is_null())).value();
#else
    users.find_many(tenon::where(tenon::field<&User::email>.is_null())).value();
#endif
}
