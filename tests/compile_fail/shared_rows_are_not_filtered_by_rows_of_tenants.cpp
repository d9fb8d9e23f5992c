// expect: tenon: in a tenant's scope a statement on a shared model, which has no tenant, looks at rows of tenants: ask for those, and for the shared rows by them
// expect: Address::countryId
#include "models.hpp"

struct Address {
    std::string id;
    std::string tenantId;
    std::string countryId;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Address::countryId, &Country::id>);
};
using world = tenon::schema<Country, Address>;

int main() {
    auto db = tenon::sqlite::open<world>(":memory:").value();
#ifdef TENON_POSITIVE_TWIN
    tenon::repository<Country>(db.system("twin")).count(tenon::where(tenon::related<&Address::countryId>.some())).value();
#else
    tenon::repository<Country>(db.tenant("acme")).count(tenon::where(tenon::related<&Address::countryId>.some())).value();
#endif
}
