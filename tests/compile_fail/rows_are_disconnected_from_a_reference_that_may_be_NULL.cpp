// expect: tenon: rows are disconnected from a row to which they have to refer: connect them to another one, remove them, or make the reference a std::optional
#include "nested_models.hpp"

#include <tenon/nested.hpp>

int main() {
#ifdef TENON_POSITIVE_TWIN
    orders().update("o1", tenon::disconnect<&Note::orderId>("n1")).value();
#else
    orders().update("o1", tenon::disconnect<&Line::orderId>("l1")).value();
#endif
}
