// expect: tenon: a row is created from a struct that is no shape of the repository's model: say so in it, static constexpr auto tenon_shape = tenon::of<Model>, or use a shape of this model
// expect: NewLine
#include "nested_models.hpp"

#include <tenon/nested.hpp>

int main() {
#ifdef TENON_POSITIVE_TWIN
    orders().create(NewOrder{.title = "May"}).value();
#else
    orders().create(NewLine{"cup"}).value();
#endif
}
