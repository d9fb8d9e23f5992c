// expect: tenon: a row is created with rows of other models, or from a struct that is not the repository's model: #include <tenon/nested.hpp>, or use the model
#include "nested_models.hpp"
#ifdef TENON_POSITIVE_TWIN
#include <tenon/nested.hpp>
#endif

int main() { orders().create(NewOrder{.title = "May", .lines = {{"cup"}}}).value(); }
