// expect: tenon: connect_or_create looks for rows within a tenant: use its scope, system.tenant(id)
#include "nested_models.hpp"

#include <tenon/nested.hpp>

struct TagOf {
    Tag tag;
    static constexpr auto tenon_shape = tenon::of<OrderTag>(tenon::connect_or_create<&TagOf::tag>(tenon::by<&Tag::name>));
};
struct TaggedOrder {
    std::string tenantId;
    std::vector<TagOf> tags;
    static constexpr auto tenon_shape = tenon::of<Order>;
};

int main() {
#ifdef TENON_POSITIVE_TWIN
    orders().create(TaggedOrder{}).value();
#else
    all_orders().create(TaggedOrder{}).value();
#endif
}
