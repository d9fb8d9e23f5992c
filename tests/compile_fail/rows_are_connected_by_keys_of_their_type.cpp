// expect: tenon: rows are linked by values of another type than their keys': give keys of their type
#include "nested_models.hpp"

#include <tenon/nested.hpp>

int main() {
#ifdef TENON_POSITIVE_TWIN
    orders().update("o1", tenon::connect<&Line::orderId>("l1")).value();
#else
    orders().update("o1", tenon::connect<&Line::orderId>(1)).value();
#endif
}
