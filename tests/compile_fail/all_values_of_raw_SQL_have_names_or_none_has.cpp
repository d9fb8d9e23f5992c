// expect: tenon: some values of raw SQL have names and others have none: give all of them by tenon::arg, or none
#include "models.hpp"

struct Card {
    std::string email;
};

int main() {
#ifdef TENON_POSITIVE_TWIN
    acme().query(tenon::as<Card>, "SELECT email FROM User WHERE level > :least", tenon::arg("least", 1)).value();
#else
    acme().query(tenon::as<Card>, "SELECT email FROM User WHERE level > :least AND level < ?", tenon::arg("least", 1), 3).value();
#endif
}
