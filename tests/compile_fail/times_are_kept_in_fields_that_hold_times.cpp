// expect: tenon: created_at and updated_at are for fields that hold a time: make it a tenon::timestamp
// expect: IN_MODEL<Order>
// expect: &Order::madeAt
#include "use.hpp"

struct Order {
    std::string id;
    std::string tenantId;
    tenon::timestamp createdAt;
    std::string madeAt;
#ifdef TENON_POSITIVE_TWIN
    static constexpr auto tenon_model = tenon::table(tenon::created_at<&Order::createdAt>);
#else
    static constexpr auto tenon_model = tenon::table(tenon::created_at<&Order::madeAt>);
#endif
};

int main() { use<Order>(); }
