// expect: tenon: a field is compared with a value of another type: give a value of the field's type
// expect: &User::nickname
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.find_many(tenon::where(tenon::field<&User::nickname> == std::optional<std::string>())).value();
#else
    users.find_many(tenon::where(tenon::field<&User::nickname> == std::optional<int>(1))).value();
#endif
}
