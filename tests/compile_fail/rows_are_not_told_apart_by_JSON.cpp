// expect: tenon: values of JSON have no equality that databases share: tell rows apart by other fields
#include "json_models.hpp"

int main() {
    const auto rows = tasks();
#ifdef TENON_POSITIVE_TWIN
    rows.find_many(tenon::distinct<&Task::title>).value();
#else
    rows.find_many(tenon::distinct<&Task::data>).value();
#endif
}
