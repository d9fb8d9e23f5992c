// expect: tenon: a page needs its size: add take(n)
// expect: User
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.page(tenon::take(10)).value();
#else
    users.page(tenon::skip(10)).value();
#endif
}
