// expect: tenon: groups are sorted by what rows are grouped by, or by aggregates of the model's fields: add the field to by<…>, or leave it out
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.group_by(tenon::by<&User::level>, tenon::order_by(tenon::desc<tenon::count()>, tenon::asc<&User::level>)).value();
#else
    users.group_by(tenon::by<&User::level>, tenon::order_by(tenon::asc<&User::email>)).value();
#endif
}
