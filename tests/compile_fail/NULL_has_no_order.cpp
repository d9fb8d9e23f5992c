// expect: tenon: NULL has no order: compare with == or != only
// expect: &User::nickname
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.find_many(tenon::where(tenon::field<&User::nickname> != std::nullopt)).value();
#else
    users.find_many(tenon::where(tenon::field<&User::nickname> < std::nullopt)).value();
#endif
}
