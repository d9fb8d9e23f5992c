// expect: tenon: a tenant's scope sets the quota of its tenant: set it, and create the tenant's row, from a system scope
#include "quota_models.hpp"

int main() {
    auto db = customers_database();
#ifdef TENON_POSITIVE_TWIN
    tenon::repository<Customer>(db.tenant("acme")).update("acme", tenon::set<&Customer::name>("Acme")).value();
    tenon::repository<Customer>(db.system("sales")).update("acme", tenon::set<&Customer::mostFiles>(9)).value();
#else
    tenon::repository<Customer>(db.tenant("acme")).update("acme", tenon::set<&Customer::name>("Acme"), tenon::set<&Customer::mostFiles>(9)).value();
#endif
}
