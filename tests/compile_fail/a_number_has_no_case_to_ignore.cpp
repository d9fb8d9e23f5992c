// expect: tenon: ignore_case was asked of a field that holds no text: leave it out
// expect: &User::level
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.find_many(tenon::where(tenon::ignore_case(tenon::field<&User::email>) == "X")).value();
#else
    users.find_many(tenon::where(tenon::ignore_case(tenon::field<&User::level>) == 3)).value();
#endif
}
