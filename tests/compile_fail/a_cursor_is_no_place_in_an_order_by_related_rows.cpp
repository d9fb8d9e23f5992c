// expect: tenon: a cursor is a place in an order by fields that the program knows: leave after and before out, or sort by keys
#include "related_models.hpp"

int main() {
    const auto books = all_books();
#ifdef TENON_POSITIVE_TWIN
    static_cast<void>(books.find_many(tenon::order_by(tenon::related<&Book::shelfId>.asc(tenon::field<&Shelf::room>), tenon::desc<&Book::year>), tenon::take(3)));
#else
    static_cast<void>(books.find_many(tenon::order_by(tenon::related<&Book::shelfId>.asc(tenon::field<&Shelf::room>)), tenon::take(3), tenon::after(std::nullopt)));
#endif
}
