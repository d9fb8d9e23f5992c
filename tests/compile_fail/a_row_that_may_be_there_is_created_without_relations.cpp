// expect: tenon: connect_or_create in a shape is for rows that have no relations of their own there: leave these out, and write them by themselves
#include "nested_models.hpp"

#include <tenon/nested.hpp>

struct NewTitle {
    std::string id;
    static constexpr auto tenon_shape = tenon::of<Order>;
};
struct OrderWithLines {
    std::string id;
    std::vector<NewLine> lines;
    static constexpr auto tenon_shape = tenon::of<Order>;
};
template <class Of> struct LineOf {
    Of order;
    static constexpr auto tenon_shape = tenon::of<Line>(tenon::connect_or_create<&LineOf::order>(tenon::by<&Order::id>));
};

int main() {
#ifdef TENON_POSITIVE_TWIN
    tenon::repository<Line>(orders().scope()).create(LineOf<NewTitle>{}).value();
#else
    tenon::repository<Line>(orders().scope()).create(LineOf<OrderWithLines>{}).value();
#endif
}
