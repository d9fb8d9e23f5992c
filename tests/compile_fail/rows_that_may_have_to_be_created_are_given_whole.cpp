// expect: tenon: connect_or_create takes rows of the model that is linked, as create does: give them, or a range of them
#include "nested_models.hpp"

#include <tenon/nested.hpp>

int main() {
#ifdef TENON_POSITIVE_TWIN
    orders().update("o1", tenon::connect_or_create<&OrderTag::orderId, &OrderTag::tagId>(tenon::by<&Tag::name>, Tag{.name = "red"})).value();
#else
    orders().update("o1", tenon::connect_or_create<&OrderTag::orderId, &OrderTag::tagId>(tenon::by<&Tag::name>, "red")).value();
#endif
}
