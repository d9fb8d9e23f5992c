// expect: tenon: rows are linked by a model that may link them twice: declare tenon::unique<…> for its two references, or make them its primary key
#include "nested_models.hpp"

#include <tenon/nested.hpp>

int main() {
#ifdef TENON_POSITIVE_TWIN
    orders().update("o1", tenon::connect<&OrderTag::orderId, &OrderTag::tagId>("t1")).value();
#else
    orders().update("o1", tenon::connect<&Sticker::orderId, &Sticker::tagId>("t1")).value();
#endif
}
