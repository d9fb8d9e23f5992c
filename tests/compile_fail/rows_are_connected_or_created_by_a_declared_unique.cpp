// expect: tenon: connect_or_create looks for rows by fields that are not declared unique together: declare tenon::unique<…> for them, or name the primary key
#include "nested_models.hpp"

#include <tenon/nested.hpp>

int main() {
#ifdef TENON_POSITIVE_TWIN
    orders().update("o1", tenon::connect_or_create<&OrderTag::orderId, &OrderTag::tagId>(tenon::by<&Tag::name>, {{.name = "red"}})).value();
#else
    orders().update("o1", tenon::connect_or_create<&OrderTag::orderId, &OrderTag::tagId>(tenon::by<&Tag::colour>, {{.colour = "red"}})).value();
#endif
}
