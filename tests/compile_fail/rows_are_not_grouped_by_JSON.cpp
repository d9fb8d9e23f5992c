// expect: tenon: values of JSON have no equality that databases share: count and group by other fields
#include "json_models.hpp"

int main() {
    const auto rows = tasks();
#ifdef TENON_POSITIVE_TWIN
    rows.group_by(tenon::by<&Task::title>).value();
#else
    rows.group_by(tenon::by<&Task::data>).value();
#endif
}
