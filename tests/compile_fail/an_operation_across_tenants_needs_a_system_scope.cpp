// expect: tenon: the operation works across tenants: perform it in a system scope, db.system("why")
#include "models.hpp"

struct promote {
    std::string email;
    static constexpr auto tenon_operation = tenon::operation("promote", tenon::across_tenants);
    auto operator()(auto& tx) const -> tenon::result<void> {
        return tenon::repository<User>(tx.tenant("acme")).exists() ? tenon::result<void>() : tenon::fail(tenon::errc::not_found);
    }
};

int main() {
    auto db = tenon::sqlite::open<app>(":memory:").value();
#ifdef TENON_POSITIVE_TWIN
    tenon::perform(db.system("support"), promote{.email = "ann"}).value();
#else
    tenon::perform(db.tenant("acme"), promote{.email = "ann"}).value();
#endif
}
