// expect: tenon: rows are created from a shape that counts related rows, which only a read can: use a shape without the count
// expect: tags
#include "nested_models.hpp"

#include <tenon/nested.hpp>

struct OrderCard {
    std::string title;
#ifdef TENON_POSITIVE_TWIN
#else
    tenon::count_of<&OrderTag::orderId> tags;
#endif
    static constexpr auto tenon_shape = tenon::of<Order>;
};

int main() { orders().create(OrderCard{.title = "May"}).value(); }
