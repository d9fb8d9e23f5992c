// expect: tenon: connect_or_create in a shape is for a relation to the one row that the shape's row refers to: link rows that refer to it behind the create, tenon::connect_or_create<&Other::field>(…)
#include "nested_models.hpp"

#include <tenon/nested.hpp>

struct OrderWithLines {
    std::string title;
    std::vector<Line> lines;
    static constexpr auto tenon_shape = tenon::of<Order>(tenon::connect_or_create<&OrderWithLines::lines>(tenon::by<&Line::id>));
};

int main() {
#ifdef TENON_POSITIVE_TWIN
    orders().create(NewOrder{.title = "x"}).value();
#else
    orders().create(OrderWithLines{.title = "x"}).value();
#endif
}
