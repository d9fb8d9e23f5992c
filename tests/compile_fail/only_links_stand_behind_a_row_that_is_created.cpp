// expect: tenon: create takes a row, and behind it words that link rows with it, tenon::connect<…>(…): leave the others out
#include "nested_models.hpp"

#include <tenon/nested.hpp>

int main() {
#ifdef TENON_POSITIVE_TWIN
    orders().create({.title = "May"}, tenon::connect<&Line::orderId>("l1")).value();
#else
    orders().create({.title = "May"}, tenon::set<&Order::title>("June")).value();
#endif
}
