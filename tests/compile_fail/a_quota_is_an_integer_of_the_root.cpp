// expect: tenon: a quota is no field of the root: name an integer field of the model with tenant_root<
// expect: IN_MODEL<File>
#include "use.hpp"

struct Customer {
    std::string id;
    std::string plan;
    int mostFiles = 0;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Customer::id>);
};
struct File {
    std::string id;
    std::string tenantId;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_model = tenon::table(tenon::quota<&Customer::mostFiles>);
#else
    static constexpr auto tenon_model = tenon::table(tenon::quota<&Customer::plan>);
#endif
};

int main() { use<File, Customer>(); }
