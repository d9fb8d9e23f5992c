// expect: tenon: a filter names fields of another model than the repository's: use the fields of its own model
#include "models.hpp"

#include <tenon/dynamic.hpp>

int main() {
#ifdef TENON_POSITIVE_TWIN
    tenon::dynamic_filter<User> filter;
#else
    tenon::dynamic_filter<Line> filter;
#endif
    tenon::repository<User>(acme()).find_many(tenon::where(filter)).value();
}
