// expect: tenon: sum and avg compute with numbers: use them on integer, float, double or tenon::decimal fields
// expect: &User::email
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.aggregate(tenon::sum<&User::level>).value();
#else
    users.aggregate(tenon::sum<&User::email>).value();
#endif
}
