// expect: tenon: rows are linked by a reference that is part of their primary key, which does not change: create new rows and remove the old ones
#include "nested_models.hpp"

#include <tenon/nested.hpp>

#include <tuple>

struct Page {
    std::string tenantId;
    std::string orderId;
    int number = 0;
    static constexpr auto tenon_model =
        tenon::table(tenon::primary_key<&Page::orderId, &Page::number>, tenon::references<&Page::orderId, &Order::id>);
};
using pages = tenon::schema<Order, Line, Page>;

int main() {
    const auto in = tenon::repository<Order>(tenon::sqlite::open<pages>(":memory:").value().tenant("acme"));
#ifdef TENON_POSITIVE_TWIN
    in.update("o1", tenon::connect<&Line::orderId>("l1")).value();
#else
    in.update("o1", tenon::connect<&Page::orderId>(std::tuple("o2", 1))).value();
#endif
}
