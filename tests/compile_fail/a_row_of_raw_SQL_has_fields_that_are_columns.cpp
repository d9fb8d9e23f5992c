// expect: tenon: a field of a row of raw SQL is of a type that no column holds: relations are for find_many(as<Shape>)
// expect: lines
#include "models.hpp"

#include <vector>

struct Order {
    std::string id;
#ifdef TENON_POSITIVE_TWIN
    std::vector<std::string> lines;
#else
    std::vector<Line> lines;
#endif
};

int main() { acme().query(tenon::as<Order>, "SELECT id, lines FROM Orders").value(); }
