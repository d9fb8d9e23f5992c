// expect: tenon: values of JSON have no equality that databases share: tell rows apart by other fields
#include "use.hpp"

struct Task {
    std::string id;
    std::string tenantId;
    std::string title;
    tenon::json data;
};

int main() {
    const auto rows = use<Task>();
#ifdef TENON_POSITIVE_TWIN
    rows.find_many(tenon::distinct<&Task::title>).value();
#else
    rows.find_many(tenon::distinct<&Task::data>).value();
#endif
}
