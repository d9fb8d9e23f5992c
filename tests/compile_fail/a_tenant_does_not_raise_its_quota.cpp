// expect: tenon: a tenant's scope sets the quota of its tenant: set it, and create the tenant's row, from a system scope
#include "use.hpp"

struct Customer {
    std::string id;
    std::string name;
    int mostFiles = 0;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Customer::id>);
};
struct File {
    std::string id;
    std::string tenantId;
    static constexpr auto tenon_model = tenon::table(tenon::quota<&Customer::mostFiles>);
};

int main() {
    auto db = tenon::sqlite::open<tenon::schema<Customer, File>>(":memory:").value();
#ifdef TENON_POSITIVE_TWIN
    tenon::repository<Customer>(db.tenant("acme")).update("acme", tenon::set<&Customer::name>("Acme")).value();
    tenon::repository<Customer>(db.system("sales")).update("acme", tenon::set<&Customer::mostFiles>(9)).value();
#else
    tenon::repository<Customer>(db.tenant("acme")).update("acme", tenon::set<&Customer::name>("Acme"), tenon::set<&Customer::mostFiles>(9)).value();
#endif
}
