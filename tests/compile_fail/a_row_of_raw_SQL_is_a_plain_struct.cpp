// expect: tenon: rows of raw SQL are read as a type that is no plain struct: use an aggregate whose fields have default values
#include "models.hpp"

#ifdef TENON_POSITIVE_TWIN
struct Total {
    std::int64_t total = 0;
};
#else
using Total = std::int64_t;
#endif

int main() { acme().query(tenon::as<Total>, "SELECT count(*) AS total FROM User").value(); }
