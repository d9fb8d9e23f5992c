// expect: tenon: rows are sorted by an aggregate, which is one of groups: sort by fields, or use group_by
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.find_many(tenon::order_by(tenon::desc<&User::level>)).value();
#else
    users.find_many(tenon::order_by(tenon::desc<tenon::count()>)).value();
#endif
}
