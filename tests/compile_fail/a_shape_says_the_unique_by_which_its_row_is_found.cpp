// expect: tenon: connect_or_create in a shape looks for rows by fields that their shape does not say: name a unique of them, tenon::by<&Tag::name>, and add its fields to the shape
#include "nested_models.hpp"

#include <tenon/nested.hpp>

struct TagName {
    std::string name;
    static constexpr auto tenon_shape = tenon::of<Tag>;
};
struct TagColour {
    std::string colour;
    static constexpr auto tenon_shape = tenon::of<Tag>;
};
template <class Name> struct TagOf {
    Name tag;
    static constexpr auto tenon_shape = tenon::of<OrderTag>(tenon::connect_or_create<&TagOf::tag>(tenon::by<&Tag::name>));
};
template <class Name> struct TaggedOrder {
    std::string title;
    std::vector<TagOf<Name>> tags;
    static constexpr auto tenon_shape = tenon::of<Order>;
};

int main() {
#ifdef TENON_POSITIVE_TWIN
    orders().create(TaggedOrder<TagName>{.title = "x"}).value();
#else
    orders().create(TaggedOrder<TagColour>{.title = "x"}).value();
#endif
}
