// expect: tenon: rows of a tenant_owned model do not say their tenant: write them from that tenant's scope
// expect: Note
#include "models.hpp"

int main() {
    
#ifdef TENON_POSITIVE_TWIN
    tenon::repository<Note>(everywhere().tenant("acme")).create({.text = "x"}).value();
#else
    tenon::repository<Note>(everywhere()).create({.text = "x"}).value();
#endif
}
