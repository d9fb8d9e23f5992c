// expect: tenon: an update sets when a row was removed: use remove and restore
#include "use.hpp"

struct Order {
    std::string id;
    std::string tenantId;
    std::string number;
    int revision = 0;
    std::optional<tenon::timestamp> deletedAt;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&Order::number>, tenon::version<&Order::revision>,
                                                     tenon::soft_delete<&Order::deletedAt>);
};
struct Plain {
    std::string id;
    std::string tenantId;
    std::string text;
};

int main() {
    const auto orders = use<Order, Plain>();
    const auto plain = tenon::repository<Plain>(orders.scope());
    static_cast<void>(plain);
#ifdef TENON_POSITIVE_TWIN
    orders.restore("1").value();
#else
    orders.update("1", tenon::set<&Order::deletedAt>(std::nullopt)).value();
#endif
}
