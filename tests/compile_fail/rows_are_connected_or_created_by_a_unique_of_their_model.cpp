// expect: tenon: connect_or_create looks for rows by fields of another model than theirs: name a unique of the rows that are linked, tenon::by<&Tag::name>
#include "nested_models.hpp"

#include <tenon/nested.hpp>

int main() {
#ifdef TENON_POSITIVE_TWIN
    orders().update("o1", tenon::connect_or_create<&Line::orderId>(tenon::by<&Line::id>, {{.id = "l1"}})).value();
#else
    orders().update("o1", tenon::connect_or_create<&Line::orderId>(tenon::by<&Tag::name>, {{.name = "red"}})).value();
#endif
}
