// expect: tenon: increment, decrement and multiply compute with numbers: use them on number fields, with numbers
// expect: &User::email
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.update("1", tenon::increment<&User::level>(1)).value();
#else
    users.update("1", tenon::increment<&User::email>("x")).value();
#endif
}
