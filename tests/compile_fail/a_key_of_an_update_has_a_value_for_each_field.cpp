// expect: tenon: a row is named by each field of its primary key, without the tenant
// expect: Line
#include "models.hpp"

int main() {
    auto lines = tenon::repository<Line>(acme());
#ifdef TENON_POSITIVE_TWIN
    lines.update("1", 2, tenon::set<&Line::text>("x")).value();
#else
    lines.update("1", tenon::set<&Line::text>("x")).value();
#endif
}
