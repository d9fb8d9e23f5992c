// expect: tenon: an option was given twice: join conditions with &&
// expect: User
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.find_many(tenon::take(1), tenon::skip(2)).value();
#else
    users.find_many(tenon::take(1), tenon::take(2)).value();
#endif
}
