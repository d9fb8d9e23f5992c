// expect: tenon: a field that is never NULL is compared with NULL: make it a std::optional, or leave the comparison out
// expect: &User::email
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.find_many(tenon::where(tenon::field<&User::nickname> == std::nullopt)).value();
#else
    users.find_many(tenon::where(tenon::field<&User::email> == std::nullopt)).value();
#endif
}
