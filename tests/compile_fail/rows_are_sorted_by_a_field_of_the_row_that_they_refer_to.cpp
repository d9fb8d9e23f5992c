// expect: tenon: rows are sorted by a field of another model than the one that they refer to: name a field of that
#include "related_models.hpp"

int main() {
    const auto books = all_books();
#ifdef TENON_POSITIVE_TWIN
    static_cast<void>(books.find_many(tenon::order_by(tenon::related<&Book::shelfId>.asc(tenon::field<&Shelf::room>), tenon::desc<&Book::year>), tenon::take(3)));
#else
    static_cast<void>(books.find_many(tenon::order_by(tenon::related<&Book::shelfId>.asc(tenon::field<&Book::year>)), tenon::take(3)));
#endif
}
