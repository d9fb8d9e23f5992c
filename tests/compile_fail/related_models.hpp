// Rows that refer to others, by which they are sorted, and a repository of them.
#pragma once

#include "use.hpp"

#include <string>

struct Shelf {
    std::string id;
    std::string tenantId;
    std::string room;
};
struct Book {
    std::string id;
    std::string tenantId;
    std::string shelfId;
    int year = 0;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Book::shelfId, &Shelf::id>);
};

inline auto all_books() { return use<Book, Shelf>(); }
