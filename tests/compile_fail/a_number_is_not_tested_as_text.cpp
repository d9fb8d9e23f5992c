// expect: tenon: a text test was asked of a field that holds no text: use it on std::string fields only
// expect: &User::level
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.find_many(tenon::where(tenon::field<&User::email>.contains("3"))).value();
#else
    users.find_many(tenon::where(tenon::field<&User::level>.contains("3"))).value();
#endif
}
