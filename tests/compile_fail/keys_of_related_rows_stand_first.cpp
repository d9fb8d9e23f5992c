// expect: tenon: keys of related rows stand in front of those of the row itself: put them first
#include <tenon/sqlite.hpp>

#include "use.hpp"

struct Shelf {
    std::string id, tenantId, room;
};
struct Book {
    std::string id, tenantId, shelfId;
    int year = 0;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Book::shelfId, &Shelf::id>);
};

int main() {
    const auto books = use<Book, Shelf>();
#ifdef TENON_POSITIVE_TWIN
    static_cast<void>(books.find_many(tenon::order_by(tenon::related<&Book::shelfId>.asc<&Shelf::room>, tenon::desc<&Book::year>), tenon::take(3)));
#else
    static_cast<void>(books.find_many(tenon::order_by(tenon::desc<&Book::year>, tenon::related<&Book::shelfId>.asc<&Shelf::room>), tenon::take(3)));
#endif
}
