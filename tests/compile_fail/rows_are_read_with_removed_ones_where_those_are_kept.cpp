// expect: tenon: with_deleted, only_deleted, for_good and restore are for models that keep removed rows
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
    plain.count().value();
#else
    plain.count(tenon::with_deleted).value();
#endif
}
