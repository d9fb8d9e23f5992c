// expect: tenon: the trail is written by the database: read it; a system scope, db.system("reason"), clears it
#include "use.hpp"

struct Invoice {
    std::string id;
    std::string tenantId;
    static constexpr auto tenon_model = tenon::table(tenon::audited);
};

int main() {
    auto db = tenon::sqlite::open<tenon::schema<Invoice, tenon::audit_entry>>(":memory:").value();
#ifdef TENON_POSITIVE_TWIN
    tenon::repository<tenon::audit_entry>(db.system("clear")).remove_many(tenon::all_rows).value();
#else
    tenon::repository<tenon::audit_entry>(db.tenant("acme")).remove_many(tenon::all_rows).value();
#endif
}
