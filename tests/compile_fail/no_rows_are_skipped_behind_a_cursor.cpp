// expect: tenon: rows are skipped behind a cursor, which knows its place: leave skip out
// expect: User
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.page(tenon::take(2), tenon::skip(2)).value();
#else
    users.page(tenon::take(2), tenon::skip(2), tenon::after("x")).value();
#endif
}
