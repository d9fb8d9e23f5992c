// Orders by related rows: by a field of the row that a row refers to, and by how many rows refer to it.
#include <optional>
#include <string>
#include <vector>

#include "support/database.hpp"

using namespace support;
using tenon::asc;
using tenon::desc;
using tenon::field;
using tenon::order_by;
using tenon::related;
using tenon::repository;
using tenon::take;
using tenon::where;

namespace {

struct Shelf {
    std::string id, tenantId, room;
    tenon::decimal height;
};
struct Book {
    std::string id, tenantId;
    std::optional<std::string> shelfId;
    std::optional<std::string> sequelTo;
    int year = 0;
    std::optional<tenon::timestamp> deletedAt;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Book::shelfId, &Shelf::id>, tenon::references<&Book::sequelTo, &Book::id>,
                                                     tenon::soft_delete<&Book::deletedAt>);
};
struct Remark {
    std::string id, bookId;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_via<&Remark::bookId>, tenon::references<&Remark::bookId, &Book::id>(tenon::on_delete::cascade));
};
struct BookCard {
    std::string id;
    std::vector<Remark> remarks;
    static constexpr auto tenon_shape = tenon::of<Book>;
};
struct ShelfCard {
    std::string id;
    std::vector<Book> books;
    static constexpr auto tenon_shape =
        tenon::of<Shelf>(tenon::relation<&ShelfCard::books>(order_by(related<&Remark::bookId>.most(), desc<&Book::year>), take(2)));
};

/// Rooms: attic > shelf s1, cellar > s2. Books: b1, b3 on s1; b2 on s2; b4 on none. b3 has two remarks, b1 one, the others none.
template <class Scope> void write_some(const Scope& scope, const std::string& prefix = "", bool turned = false) {
    repository<Shelf>(scope)
        .create_many({{.id = prefix + "s1", .room = turned ? "z" : "attic", .height = tenon::decimal::parse("10.5").value()},
                      {.id = prefix + "s2", .room = turned ? "a" : "cellar", .height = tenon::decimal::parse("9.5").value()}})
        .value();
    repository<Book>(scope)
        .create_many({{.id = prefix + "b1", .shelfId = prefix + "s1", .year = 1},
                      {.id = prefix + "b2", .shelfId = prefix + "s2", .sequelTo = prefix + "b1", .year = 2},
                      {.id = prefix + "b3", .shelfId = prefix + "s1", .sequelTo = prefix + "b2", .year = 3},
                      {.id = prefix + "b4", .year = 4}})
        .value();
    repository<Remark>(scope)
        .create_many({{.id = prefix + "n1", .bookId = prefix + "b1"}, {.id = prefix + "n2", .bookId = prefix + "b3"}, {.id = prefix + "n3", .bookId = prefix + "b3"}})
        .value();
}

template <class Rows> strings ids(const Rows& rows) {
    strings all;
    for (const auto& row : rows) all.push_back(row.id);
    return all;
}

} // namespace

TEMPLATE_LIST_TEST_CASE("rows are sorted by a field of the row that they refer to", "[order][related]", backends) {
    test_database<TestType, Tenant, Shelf, Book, Remark> t;
    const auto a = t.tenant("a");
    write_some(a);
    const auto books = repository<Book>(a);
    constexpr auto shelf = related<&Book::shelfId>;
    CHECK(ids(books.find_many(order_by(shelf.asc(field<&Shelf::room>))).value()) == strings{"b4", "b1", "b3", "b2"});
    CHECK(ids(books.find_many(order_by(shelf.desc(field<&Shelf::room>), desc<&Book::year>)).value()) == strings{"b2", "b3", "b1", "b4"});
    CHECK(ids(books.find_many(order_by(shelf.asc(field<&Shelf::room>).nulls_last(), desc<&Book::year>)).value()) == strings{"b3", "b1", "b2", "b4"});
    CHECK(ids(books.find_many(order_by(shelf.desc(field<&Shelf::room>).nulls_first()), take(2)).value()) == strings{"b4", "b2"});
    CHECK(ids(books.find_many(order_by(related<&Book::sequelTo>.desc(field<&Book::year>))).value()) == strings{"b3", "b2", "b1", "b4"});
    CHECK(books.find_first(order_by(shelf.desc(field<&Shelf::room>))).value().value().id == "b2");
    const auto page = books.page(order_by(shelf.asc(field<&Shelf::room>)), where(field<&Book::year> > 1), take(2)).value();
    CHECK(ids(page.items) == strings{"b4", "b3"});
    CHECK(page.total == 3);
    CHECK(page.has_more);
    CHECK(!page.next);
    // Decimals are no texts.
    const auto by_height = order_by(shelf.asc(field<&Shelf::height>));
    CHECK(ids(books.find_many(by_height).value()) == strings{"b4", "b2", "b1", "b3"});
    t.forget();
    CHECK(ids(books.page(by_height, take(3)).value().items) == strings{"b4", "b2", "b1"});
    const auto beyond = books.page(by_height, take(2), tenon::skip(4)).value();
    CHECK(beyond.items.empty());
    CHECK(beyond.total == 4);
    CHECK(!beyond.has_more);
    CHECK(t.statements().size() == 2); // one for each
    // A book that was removed is none that another refers to.
    books.remove("b1").value();
    CHECK(ids(books.find_many(order_by(related<&Book::sequelTo>.asc(field<&Book::year>))).value()) == strings{"b2", "b4", "b3"});
}

TEMPLATE_LIST_TEST_CASE("rows are sorted by how many rows refer to them, in shapes and their relations too", "[order][related]", backends) {
    test_database<TestType, Tenant, Shelf, Book, Remark> t;
    const auto a = t.tenant("a");
    write_some(a);
    CHECK(ids(repository<Book>(a).find_many(order_by(related<&Remark::bookId>.most())).value()) == strings{"b3", "b1", "b2", "b4"});
    CHECK(ids(repository<Book>(a).find_many(order_by(related<&Remark::bookId>.fewest(), desc<&Book::year>)).value()) == strings{"b4", "b2", "b1", "b3"});
    CHECK(ids(repository<Shelf>(a).find_many(order_by(related<&Book::shelfId>.fewest())).value()) == strings{"s2", "s1"});
    CHECK(ids(repository<Book>(a).find_many(tenon::as<BookCard>, order_by(related<&Remark::bookId>.most(), asc<&Book::id>), take(2)).value()) == strings{"b3", "b1"});
    CHECK(ids(repository<Book>(a).page(tenon::as<BookCard>, order_by(related<&Remark::bookId>.most()), take(1)).value().items) == strings{"b3"});
    t.forget();
    const auto beyond = repository<Book>(a).page(tenon::as<BookCard>, order_by(related<&Remark::bookId>.most()), take(1), tenon::skip(9)).value();
    CHECK(beyond.items.empty());
    CHECK(beyond.total == 4);
    CHECK(t.statements().size() == 1); // of a page with books there are remarks to read besides
    const auto shelves = repository<Shelf>(a).find_many(tenon::as<ShelfCard>, order_by(asc<&Shelf::id>)).value();
    CHECK(ids(shelves[0].books) == strings{"b3", "b1"});
    repository<Book>(a).remove("b3").value(); // and is counted no more
    CHECK(ids(repository<Shelf>(a).find_many(order_by(related<&Book::shelfId>.most())).value()) == strings{"s1", "s2"});
    repository<Book>(a).remove("b1").value();
    CHECK(ids(repository<Shelf>(a).find_many(order_by(related<&Book::shelfId>.most())).value()) == strings{"s2", "s1"});
}

TEMPLATE_LIST_TEST_CASE("isolation 19: rows are sorted by related rows of their own tenant", "[order][related][isolation]", backends) {
    test_database<TestType, Tenant, Shelf, Book, Remark> t;
    const std::string of_b = TestType::layout::leads_with_tenant ? "" : "b-"; // the same keys, where the layout has them within the tenant
    write_some(t.tenant("a"));
    write_some(t.tenant("b"), of_b, true);
    repository<Remark>(t.tenant("b")).create_many({{.id = of_b + "n4", .bookId = of_b + "b4"}, {.id = of_b + "n5", .bookId = of_b + "b4"}, {.id = of_b + "n6", .bookId = of_b + "b4"}}).value();
    CHECK(ids(repository<Book>(t.tenant("a")).find_many(order_by(related<&Book::shelfId>.asc(field<&Shelf::room>))).value()) == strings{"b4", "b1", "b3", "b2"});
    CHECK(ids(repository<Book>(t.tenant("a")).find_many(order_by(related<&Remark::bookId>.most())).value()) == strings{"b3", "b1", "b2", "b4"});
    CHECK(ids(repository<Book>(t.tenant("b")).find_many(order_by(related<&Book::shelfId>.desc(field<&Shelf::room>), asc<&Book::id>)).value()) ==
          strings{of_b + "b1", of_b + "b3", of_b + "b2", of_b + "b4"});
    CHECK(ids(repository<Book>(t.tenant("b")).find_many(order_by(related<&Remark::bookId>.most()), take(1)).value()) == strings{of_b + "b4"});
    const auto all = repository<Book>(t.system()).find_many(where(field<&Book::year> == 4), order_by(related<&Remark::bookId>.most())).value();
    CHECK(all.front().tenantId == "b");
}
