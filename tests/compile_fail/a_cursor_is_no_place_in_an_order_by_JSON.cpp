// expect: tenon: a cursor is a place in an order by JSON or lists, which databases compare in ways of their own: sort by other fields
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
    users.page(tenon::order_by(tenon::asc<&Account::settings>), tenon::take(2)).value();
#else
    users.page(tenon::order_by(tenon::asc<&Account::settings>), tenon::take(2), tenon::before("x")).value();
#endif
}
