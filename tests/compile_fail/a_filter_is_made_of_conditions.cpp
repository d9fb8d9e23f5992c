// expect: tenon: where takes a condition: write one with tenon::field<&Model::field>, as field<&User::level> >= 2
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.find_many(tenon::where(tenon::field<&User::level> == 3)).value();
#else
    users.find_many(tenon::where(3 == 3)).value();
#endif
}
