// expect: tenon: a filter has more than six when()s, each of which doubles the number of its texts: use fewer of them
#include "models.hpp"

int main() {
    auto users = tenon::repository<User>(acme());
#ifdef TENON_POSITIVE_TWIN
    users.find_many(tenon::where(tenon::when(true, tenon::field<&User::level> > 0) && tenon::when(true, tenon::field<&User::level> > 1) && tenon::when(true, tenon::field<&User::level> > 2) && tenon::when(true, tenon::field<&User::level> > 3) && tenon::when(true, tenon::field<&User::level> > 4) && tenon::when(true, tenon::field<&User::level> > 5))).value();
#else
    users.find_many(tenon::where(tenon::when(true, tenon::field<&User::level> > 0) && tenon::when(true, tenon::field<&User::level> > 1) && tenon::when(true, tenon::field<&User::level> > 2) && tenon::when(true, tenon::field<&User::level> > 3) && tenon::when(true, tenon::field<&User::level> > 4) && tenon::when(true, tenon::field<&User::level> > 5) && tenon::when(true, tenon::field<&User::level> > 6))).value();
#endif
}
