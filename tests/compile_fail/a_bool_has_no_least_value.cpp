// expect: tenon: min and max compare values: use them on numbers, texts, times, UUIDs or enums, and not on bool, bytes, JSON or lists
// expect: &Task::done
#include "use.hpp"

struct Task {
    std::string id;
    std::string tenantId;
    std::string title;
    bool done = false;
};

int main() {
    const auto rows = use<Task>();
#ifdef TENON_POSITIVE_TWIN
    rows.aggregate(tenon::min<&Task::title>).value();
#else
    rows.aggregate(tenon::min<&Task::done>).value();
#endif
}
