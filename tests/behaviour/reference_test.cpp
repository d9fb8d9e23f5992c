// References within a tenant: what a removal does, and which rows may be referred to.
#include <optional>
#include <string>

#include "support/database.hpp"

using namespace support;
using tenon::errc;
using tenon::field;
using tenon::repository;
using tenon::set;
using tenon::where;

namespace {

struct Author {
    std::string id;
    std::string tenantId;
    std::string handle;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&Author::handle>);
};
struct Book {
    std::string id;
    std::string tenantId;
    std::string authorId;
    std::optional<std::string> editorId;
    std::optional<std::string> sellerId;
    std::optional<std::string> reviewer;
    static constexpr auto tenon_model =
        tenon::table(tenon::references<&Book::authorId, &Author::id>(tenon::on_delete::cascade),
                     tenon::references<&Book::editorId, &Author::id>(tenon::on_delete::set_null),
                     tenon::references<&Book::sellerId, &Author::id>(tenon::on_delete::restrict),
                     tenon::references<&Book::reviewer, &Author::handle>);
};
/// What is not said: a required reference keeps its target, an optional one becomes NULL.
struct Loan {
    std::string id;
    std::string tenantId;
    std::string bookId;
    std::optional<std::string> readerId;
    static constexpr auto tenon_model =
        tenon::table(tenon::references<&Loan::bookId, &Book::id>, tenon::references<&Loan::readerId, &Author::id>);
};

template <class Database>
void fill(const Database& t) {
    for (const char* tenant : {"a", "b"}) {
        const std::string p(tenant);
        repository<Author>(t.tenant(tenant))
            .create_many({{.id = p + "1", .handle = p + "@1"},
                          {.id = p + "2", .handle = p + "@2"},
                          {.id = p + "3", .handle = p + "@3"}})
            .value();
        repository<Book>(t.tenant(tenant)).create({.id = p + "book", .authorId = p + "1"}).value();
    }
}

} // namespace

TEMPLATE_LIST_TEST_CASE("a reference to another tenant's row is refused like one to no row at all", "[reference]",
                        tenant_first_backends) {
    test_database<TestType, Tenant, Author, Book> t;
    fill(t);
    const auto books = repository<Book>(t.tenant("a"));
    const auto theirs = books.create({.authorId = "b1"});
    const auto nobodys = books.create({.authorId = "none"});
    REQUIRE(code_of(theirs) == errc::foreign_key_violation);
    REQUIRE(code_of(nobodys) == errc::foreign_key_violation);
    CHECK(to_string(theirs.error()) == to_string(nobodys.error()));
    CHECK(theirs.error().model == "Book");
    CHECK(theirs.error().fields == strings{"authorId"});
    CHECK_FALSE(theirs.error().constraint.empty());

    for (const char* id : {"b2", "none"}) {
        const auto editor = books.update("abook", set<&Book::editorId>(id));
        REQUIRE(code_of(editor) == errc::foreign_key_violation);
        CHECK(editor.error().fields == strings{"editorId"});
        CHECK(code_of(books.update_many(tenon::all_rows, set<&Book::sellerId>(id))) == errc::foreign_key_violation);
        CHECK(code_of(books.create_many({{.authorId = "a1"}, {.authorId = id}})) == errc::foreign_key_violation);
    }
    CHECK(code_of(books.update("abook", set<&Book::reviewer>("b@1"))) == errc::foreign_key_violation);
    CHECK(books.update("abook", set<&Book::reviewer>("a@1")).value().reviewer == "a@1");
    CHECK(books.count().value() == 1);
    CHECK(books.get("abook").value().editorId == std::nullopt);
}

TEMPLATE_LIST_TEST_CASE("cascade, set null and restrict act within the tenant", "[reference]", backends) {
    test_database<TestType, Tenant, Author, Book> t;
    fill(t);
    const auto authors = repository<Author>(t.tenant("a"));
    const auto books = repository<Book>(t.tenant("a"));
    books.update("abook", set<&Book::editorId>("a2"), set<&Book::sellerId>("a3")).value();

    const auto kept = authors.remove("a3");
    REQUIRE(code_of(kept) == errc::relation_violation);
    CHECK(kept.error().model == "Book");
    CHECK(kept.error().fields == strings{"sellerId"});
    CHECK(code_of(authors.remove_many(where(field<&Author::id> == "a3"))) == errc::relation_violation);
    CHECK(authors.count().value() == 3);

    CHECK(authors.remove("a2").value().id == "a2");
    const Book book = books.get("abook").value();
    CHECK(book.editorId == std::nullopt);
    CHECK(book.tenantId == "a"); // the tenant column is never nulled
    CHECK(book.sellerId == "a3");

    CHECK(authors.remove("a1").value().id == "a1");
    CHECK(books.count().value() == 0);
    CHECK(authors.remove("a3").value().id == "a3");
    CHECK(repository<Author>(t.tenant("b")).count().value() == 3);
    CHECK(repository<Book>(t.tenant("b")).count().value() == 1);
}

TEMPLATE_LIST_TEST_CASE("what a reference does not say depends on whether it is required", "[reference]", backends) {
    test_database<TestType, Tenant, Author, Book, Loan> t;
    fill(t);
    const auto loans = repository<Loan>(t.tenant("a"));
    loans.create({.id = "1", .bookId = "abook", .readerId = "a2"}).value();
    const auto kept = repository<Book>(t.tenant("a")).remove("abook");
    REQUIRE(code_of(kept) == errc::relation_violation);
    CHECK(kept.error().model == "Loan");
    CHECK(repository<Author>(t.tenant("a")).remove("a2").value().id == "a2");
    CHECK(loans.get("1").value().readerId == std::nullopt);
    CHECK(loans.remove("1").value().bookId == "abook");
    CHECK(repository<Book>(t.tenant("a")).remove("abook").value().id == "abook");
}

TEMPLATE_LIST_TEST_CASE("the same ids in two tenants: a cascade never crosses", "[reference]", tenant_first_backends) {
    test_database<TestType, Tenant, Author, Book> t;
    for (const char* tenant : {"a", "b"}) {
        repository<Author>(t.tenant(tenant))
            .create_many({{.id = "1", .handle = "1"}, {.id = "2", .handle = "2"}})
            .value();
        repository<Book>(t.tenant(tenant)).create({.id = "1", .authorId = "1", .editorId = "2"}).value();
    }
    repository<Author>(t.tenant("a")).remove("2").value();
    CHECK(repository<Book>(t.tenant("a")).get("1").value().editorId == std::nullopt);
    CHECK(repository<Book>(t.tenant("b")).get("1").value().editorId == "2");
    repository<Author>(t.tenant("a")).remove("1").value();
    CHECK(repository<Book>(t.tenant("a")).count().value() == 0);
    CHECK(repository<Book>(t.tenant("b")).count().value() == 1);
}

TEMPLATE_LIST_TEST_CASE("a unique value that others refer to does not change under them", "[reference]",
                        tenant_first_backends) {
    test_database<TestType, Tenant, Author, Book> t;
    fill(t);
    repository<Book>(t.tenant("a")).update("abook", set<&Book::reviewer>("a@2")).value();
    const auto authors = repository<Author>(t.tenant("a"));
    CHECK_FALSE(authors.update("a2", set<&Author::handle>("new")));
    CHECK(authors.get("a2").value().handle == "a@2");
    CHECK(authors.update("a3", set<&Author::handle>("new")).value().handle == "new");
}
