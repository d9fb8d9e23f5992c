// expect: tenon: keys of related rows stand in front of those of the row itself: put them first
#include "related_models.hpp"

int main() {
    const auto books = all_books();
#ifdef TENON_POSITIVE_TWIN
    static_cast<void>(books.find_many(tenon::order_by(tenon::related<&Book::shelfId>.asc(tenon::field<&Shelf::room>), tenon::desc<&Book::year>), tenon::take(3)));
#else
    static_cast<void>(books.find_many(tenon::order_by(tenon::desc<&Book::year>, tenon::related<&Book::shelfId>.asc(tenon::field<&Shelf::room>)), tenon::take(3)));
#endif
}
