// expect: tenon: a schema has two models whose rows are tenants: keep tenant_root<
// expect: IN_MODEL<Tenant>
// expect: AND_MODEL<Account>
#include "use.hpp"

struct Tenant {
    std::string id;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Tenant::id>);
};
struct Account {
    std::string id;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Account::id>);
};

int main() {
#ifdef TENON_POSITIVE_TWIN
    use<Tenant>();
#else
    use<Tenant, Account>();
#endif
}
