// expect: tenon: order_by names fields of another model than the repository's: use the fields of its own model
#include "related_models.hpp"

int main() {
    const auto books = all_books();
#ifdef TENON_POSITIVE_TWIN
    static_cast<void>(books.find_many(tenon::order_by(tenon::related<&Book::shelfId>.asc(tenon::field<&Shelf::room>), tenon::desc<&Book::year>), tenon::take(3)));
#else
    static_cast<void>(books.find_many(tenon::order_by(tenon::related<&Book::shelfId>.most()), tenon::take(3)));
#endif
}
