// expect: tenon: a field is compared with a value of another type: give a list of the field's type
// expect: &User::level
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.find_many(tenon::where(tenon::field<&User::level>.in(std::vector<int>{1, 2}))).value();
#else
    users.find_many(tenon::where(tenon::field<&User::level>.in(std::vector<std::string>{"a"}))).value();
#endif
}
