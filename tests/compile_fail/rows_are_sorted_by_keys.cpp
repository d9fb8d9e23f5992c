// expect: tenon: order_by takes sort keys: write tenon::asc<&User::email> or tenon::desc<&User::email>
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.find_many(tenon::order_by(tenon::desc<&User::level>)).value();
#else
    users.find_many(tenon::order_by(&User::level)).value();
#endif
}
