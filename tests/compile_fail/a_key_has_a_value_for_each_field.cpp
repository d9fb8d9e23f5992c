// expect: tenon: a row is named by each field of its primary key, without the tenant: give as many values as it has fields
// expect: Line
#include "models.hpp"

int main() {
    auto lines = tenon::repository<Line>(acme());
#ifdef TENON_POSITIVE_TWIN
    lines.get("1", 2).value();
#else
    lines.get("1").value();
#endif
}
