// expect: tenon: a value of raw SQL is of a type that no column holds: give one that a field of a model can have
#include "models.hpp"

int main() {
#ifdef TENON_POSITIVE_TWIN
    everywhere().execute("DELETE FROM User WHERE level = ?", 3).value();
#else
    everywhere().execute("DELETE FROM User WHERE level = ?", std::map<int, int>()).value();
#endif
}
