// expect: tenon: a tenant's scope sets the quota of its tenant: set it, and create the tenant's row, from a system scope
#include "quota_models.hpp"

#include <tenon/nested.hpp>

struct NewCustomer {
    std::string id;
    std::string name;
    static constexpr auto tenon_shape = tenon::of<Customer>;
};

int main() {
    auto db = customers_database();
#ifdef TENON_POSITIVE_TWIN
    tenon::repository<Customer>(db.tenant("acme")).create(NewCustomer{.id = "acme"}).value(); // with the limit that the model says
    tenon::repository<Customer>(db.system("sign-up")).create({.id = "acme", .mostFiles = 9}).value();
#else
    tenon::repository<Customer>(db.tenant("acme")).create({.id = "acme", .mostFiles = 9}).value();
#endif
}
