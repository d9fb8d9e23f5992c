// expect: tenon: groups are sorted by an order from outside, which names fields of rows: sort them by keys
#include "models.hpp"

#include <tenon/dynamic.hpp>

int main() {
    const auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.group_by(tenon::by<&User::level>, tenon::count(), tenon::order_by(tenon::desc<&User::level>)).value();
#else
    users.group_by(tenon::by<&User::level>, tenon::count(), tenon::order_by(tenon::dynamic_sort<User>())).value();
#endif
}
