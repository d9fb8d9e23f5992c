// expect: tenon: a shared model is written from a tenant's scope: write it from a system scope
// expect: Country
#include "models.hpp"

int main() {
    
#ifdef TENON_POSITIVE_TWIN
    tenon::repository<Country>(everywhere()).create({.id = "de"}).value();
#else
    tenon::repository<Country>(acme()).create({.id = "de"}).value();
#endif
}
