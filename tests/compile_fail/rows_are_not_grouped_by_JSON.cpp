// expect: tenon: values of JSON have no equality that databases share: count and group by other fields
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
    rows.group_by(tenon::by<&Task::title>).value();
#else
    rows.group_by(tenon::by<&Task::data>).value();
#endif
}
