// expect: tenon: rows are linked by two fields of which the second is no reference of the same model: name both references of the link model, tenon::connect<&PostTag::postId, &PostTag::tagId>(…)
#include "nested_models.hpp"

#include <tenon/nested.hpp>

int main() {
#ifdef TENON_POSITIVE_TWIN
    orders().update("o1", tenon::connect<&OrderTag::orderId, &OrderTag::tagId>("t1")).value();
#else
    orders().update("o1", tenon::connect<&OrderTag::orderId, &OrderTag::id>("t1")).value();
#endif
}
