// expect: tenon: in and not_in take a list of values: give a std::vector, a std::array or values in braces
// expect: &User::level
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.find_many(tenon::where(tenon::field<&User::level>.in({1, 2}))).value();
#else
    users.find_many(tenon::where(tenon::field<&User::level>.in(1))).value();
#endif
}
