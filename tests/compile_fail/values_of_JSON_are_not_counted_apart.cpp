// expect: tenon: values of JSON have no equality that databases share: count and group by other fields
#include "json_models.hpp"

int main() {
    const auto rows = tasks();
#ifdef TENON_POSITIVE_TWIN
    rows.aggregate(tenon::count_values<&Task::data>).value();
#else
    rows.aggregate(tenon::count_distinct<&Task::data>).value();
#endif
}
