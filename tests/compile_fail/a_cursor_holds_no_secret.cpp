// expect: tenon: a cursor would hold a secret, which its order sorts by: sort by other fields
// expect: Account
#include "models.hpp"

struct Account {
    std::string id;
    std::string tenantId;
    std::string token;
    tenon::json settings;
    static constexpr auto tenon_model = tenon::table(tenon::secret<&Account::token>);
};
inline auto accounts() { return tenon::sqlite::open<tenon::schema<Account>>(":memory:").value().tenant("acme"); }

int main() {
    auto users = tenon::repository<Account>(accounts());
#ifdef TENON_POSITIVE_TWIN
    users.find_many(tenon::order_by(tenon::asc<&Account::id>), tenon::after("x")).value();
#else
    users.find_many(tenon::order_by(tenon::asc<&Account::token>), tenon::after("x")).value();
#endif
}
