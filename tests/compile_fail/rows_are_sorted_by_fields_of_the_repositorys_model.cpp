// expect: tenon: order_by names fields of another model than the repository's: use the fields of its own model
// expect: &Line::text
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.find_many(tenon::order_by(tenon::asc<&User::email>)).value();
#else
    users.find_many(tenon::order_by(tenon::asc<&Line::text>)).value();
#endif
}
