// expect: tenon: a row does not show its tenant, which its place in a system scope's order needs: take the cursors that page gives, or ask in a tenant's scope
// expect: Note
#include "models.hpp"

int main() {
    auto inside = tenon::repository<Note>(acme());
    auto notes = tenon::repository<Note>(everywhere());
#ifdef TENON_POSITIVE_TWIN
    inside.cursor_of(Note{}).value();
    notes.page(tenon::take(1), tenon::after(std::nullopt)).value();
#else
    static_cast<void>(inside);
    notes.cursor_of(Note{}).value();
#endif
}
