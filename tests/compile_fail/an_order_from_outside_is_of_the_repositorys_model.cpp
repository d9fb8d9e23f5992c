// expect: tenon: order_by names fields of another model than the repository's: use the fields of its own model
#include "models.hpp"

#include <tenon/dynamic.hpp>

int main() {
#ifdef TENON_POSITIVE_TWIN
    tenon::dynamic_sort<User> sort;
#else
    tenon::dynamic_sort<Line> sort;
#endif
    tenon::repository<User>(acme()).find_many(tenon::order_by(sort)).value();
}
