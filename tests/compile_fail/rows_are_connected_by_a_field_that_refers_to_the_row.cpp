// expect: tenon: rows are linked by a field that refers to no row of the repository's model: name the field of the other model that does, tenon::connect<&Line::orderId>(…); a row's own reference is a field to set
#include "nested_models.hpp"

#include <tenon/nested.hpp>

int main() {
#ifdef TENON_POSITIVE_TWIN
    orders().update("o1", tenon::connect<&Line::orderId>("l1")).value();
#else
    orders().update("o1", tenon::connect<&Line::product>("l1")).value();
#endif
}
