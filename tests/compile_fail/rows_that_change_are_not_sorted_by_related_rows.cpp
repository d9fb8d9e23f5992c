// expect: tenon: only rows that are read are sorted by related rows, and not such that are told apart: sort by keys
#include "related_models.hpp"

int main() {
    const auto books = all_books();
#ifdef TENON_POSITIVE_TWIN
    static_cast<void>(books.find_many(tenon::order_by(tenon::related<&Book::shelfId>.asc(tenon::field<&Shelf::room>), tenon::desc<&Book::year>), tenon::take(3)));
#else
    static_cast<void>(books.remove_many(tenon::all_rows, tenon::order_by(tenon::related<&Book::shelfId>.asc(tenon::field<&Shelf::room>)), tenon::take(3)));
#endif
}
