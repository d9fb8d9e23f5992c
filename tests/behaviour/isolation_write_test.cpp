// Cases of isolation: writes. Numbers are those of the list of isolation cases.
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include "support/database.hpp"

using namespace support;
using tenon::by;
using tenon::errc;
using tenon::field;
using tenon::repository;
using tenon::set;
using tenon::where;

namespace {

struct Post {
    std::string id;
    std::string tenantId;
    std::string userId;
    std::optional<std::string> editorId;
    std::optional<std::string> pinned;
    static constexpr auto tenon_model =
        tenon::table(tenon::references<&Post::userId, &User::id>(tenon::on_delete::cascade),
                     tenon::references<&Post::editorId, &User::id>(tenon::on_delete::set_null));
    friend bool operator==(const Post&, const Post&) = default;
};

struct Folder {
    std::string id;
    std::string tenantId;
    std::optional<std::string> parentId;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Folder::parentId, &Folder::id>);
};
struct Template {
    std::string id;
    std::optional<std::string> tenantId;
    std::string text;
};
struct Letter {
    std::string id;
    std::string tenantId;
    std::string templateId;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Letter::templateId, &Template::id>);
};
struct Line {
    std::string id;
    std::string letterId;
    std::optional<std::string> nextId;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_via<&Line::letterId>, tenon::references<&Line::letterId, &Letter::id>,
                     tenon::references<&Line::nextId, &Line::id>);
};
struct Shelf {
    std::int64_t id = 0;
    std::string tenantId;
    static constexpr auto tenon_model = tenon::table(tenon::generated<&Shelf::id>(tenon::autoincrement));
};
struct Book {
    std::string id;
    std::string tenantId;
    std::int64_t shelfId = 0;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Book::shelfId, &Shelf::id>);
};
struct Card {
    std::string id;
    std::int64_t shelfId = 0;
    static constexpr auto tenon_model =
        tenon::table(tenon::tenant_via<&Card::shelfId>, tenon::references<&Card::shelfId, &Shelf::id>);
};

/// Both tenants have a user; b's rows come back at the end as they were.
template <class Database>
class two_tenants {
public:
    explicit two_tenants(const Database& t) : b(repository<User>(t.tenant("b"))), a(repository<User>(t.tenant("a"))) {
        b.create_many({{.id = "b1", .email = "bob", .level = 1, .nick = "secret of b"}, {.id = "b2", .email = "eve"}})
            .value();
        a.create({.id = "a1", .email = "ann", .level = 1}).value();
        before_ = b.find_many(tenon::order_by(tenon::asc<&User::id>)).value();
    }
    ~two_tenants() {
        CHECK(b.find_many(tenon::order_by(tenon::asc<&User::id>)).value_or(std::vector<User>{}) == before_);
    }
    two_tenants(const two_tenants&) = delete;
    two_tenants& operator=(const two_tenants&) = delete;

private:
    using users_type = decltype(repository<User>(std::declval<const Database&>().tenant("a")));

public:
    users_type b;
    users_type a;

private:
    std::vector<User> before_;
};

} // namespace

TEMPLATE_LIST_TEST_CASE("isolation 30: a row that names another tenant is refused", "[isolation]", backends) {
    test_database<TestType, Tenant, User, Note> t;
    const two_tenants tenants(t);
    CHECK(code_of(tenants.a.create({.tenantId = "b", .email = "x"})) == errc::tenant_mismatch);
    CHECK(code_of(tenants.a.create({.tenantId = "A", .email = "x"})) == errc::tenant_mismatch);
    CHECK(code_of(tenants.a.create({.tenantId = "a ", .email = "x"})) == errc::tenant_mismatch);
    CHECK(code_of(repository<Note>(t.tenant("a")).create({.tenantId = "b"})) == errc::tenant_mismatch);
    CHECK(code_of(repository<Tenant>(t.tenant("a")).create({.id = "c"})) == errc::tenant_mismatch);
    CHECK(tenants.a.count().value() == 1);
    CHECK(repository<Note>(t.system()).count().value() == 0);
}

TEMPLATE_LIST_TEST_CASE("isolation 31: no update moves a row to another tenant", "[isolation]", backends) {
    test_database<TestType, Tenant, User, Session> t;
    const two_tenants tenants(t);
    const auto sessions = repository<Session>(t.tenant("a"));
    sessions.create({.id = "s", .userId = "a1"}).value();
    // A tenant field is not set at all (that does not compile); a parent is set only to one of the tenant's own.
    CHECK_FALSE(sessions.update("s", set<&Session::userId>("b1")));
    CHECK_FALSE(sessions.update("s", tenon::increment<&Session::hits>(1), set<&Session::userId>("b1")));
    CHECK(sessions.update_many(tenon::all_rows, set<&Session::userId>("b1")).value_or(0) == 0);
    CHECK(sessions.update_many(tenon::all_rows, tenon::take(1), set<&Session::userId>("b1")).value_or(0) == 0);
    CHECK_FALSE(
        sessions.upsert({.id = "s", .userId = "a1"}, tenon::on_conflict<&Session::id>, set<&Session::userId>("b1")));
    CHECK(code_of(tenants.a.upsert({.tenantId = "b", .email = "ann"}, tenon::on_conflict<&User::email>,
                                   set<&User::level>(2))) == errc::tenant_mismatch);
    const Session kept = sessions.get("s").value();
    CHECK(kept.userId == "a1");
    CHECK(kept.hits == 0);
    CHECK(repository<Session>(t.tenant("b")).count().value() == 0);
}

TEMPLATE_LIST_TEST_CASE("isolation 32: another tenant's key is not found for update and remove", "[isolation]",
                        backends) {
    test_database<TestType, Tenant, User> t;
    const two_tenants tenants(t);
    CHECK(code_of(tenants.a.update("b1", set<&User::level>(9))) == errc::not_found);
    CHECK(code_of(tenants.a.update(by<&User::email>("bob"), tenon::increment<&User::level>(9))) == errc::not_found);
    CHECK(code_of(tenants.a.remove("b1")) == errc::not_found);
    CHECK(code_of(tenants.a.remove(by<&User::email>("bob"))) == errc::not_found);
}

TEMPLATE_LIST_TEST_CASE("isolation 33: bulk changes with a limit and an order are scoped inside and outside",
                        "[isolation]", backends) {
    test_database<TestType, Tenant, User> t;
    const two_tenants tenants(t);
    const auto scopes_in = [&] {
        const std::string text = t.last().text;
        int count = 0;
        for (auto at = text.find("\"tenantId\" = "); at != std::string::npos; at = text.find("\"tenantId\" = ", at + 1))
            ++count;
        return count;
    };
    const auto order = tenon::order_by(tenon::desc<&User::email>);
    CHECK(tenants.a.update_many(tenon::all_rows, order, tenon::take(9), set<&User::level>(9)).value() == 1);
    CHECK(scopes_in() == 2);
    CHECK(tenants.a.update_many(where(field<&User::level> >= 0), tenon::take(9), set<&User::level>(9)).value() == 1);
    CHECK(scopes_in() == 2);
    CHECK(tenants.a.remove_many(where(field<&User::level> >= 0), order, tenon::take(9)).value() == 1);
    CHECK(scopes_in() == 2);
    CHECK(tenants.a.remove_many(tenon::all_rows, tenon::take(9)).value() == 0);
    CHECK(scopes_in() == 2);
}

TEMPLATE_LIST_TEST_CASE("isolation 34: removing all rows removes the tenant's own, and only when it is said",
                        "[isolation]", backends) {
    test_database<TestType, Tenant, User> t;
    const two_tenants tenants(t);
    CHECK(code_of(tenants.a.remove_many(where(tenon::when(false, field<&User::level> == 1)))) == errc::invalid_value);
    CHECK(tenants.a.count().value() == 1);
    CHECK(tenants.a.remove_many(tenon::all_rows).value() == 1);
    CHECK(tenants.a.count().value() == 0);
}

TEMPLATE_LIST_TEST_CASE("isolation 35: an upsert neither changes nor replaces rows of others", "[isolation]",
                        backends) {
    test_database<TestType, Tenant, User> t;
    const two_tenants tenants(t);
    const auto upsert = [&](User row) {
        const auto by_email = tenants.a.upsert(row, tenon::on_conflict<&User::email>, set<&User::level>(9));
        if (by_email) CHECK(by_email->tenantId == "a");
        const auto by_id = tenants.a.upsert(row, tenon::on_conflict<&User::id>, set<&User::level>(9));
        if (by_id) CHECK(by_id->tenantId == "a");
    };
    upsert({.id = "b1", .email = "bob"});
    upsert({.id = "new", .email = "bob"});
    upsert({.id = "b1", .email = "new"});
    upsert({.id = "a1", .email = "eve"}); // would replace two rows, were it INSERT OR REPLACE
    for (const seen_statement& statement : t.statements()) {
        if (statement.verb != tenon::verb::upsert) continue;
        CHECK(statement.text.find("REPLACE") == std::string::npos);
        CHECK(statement.text.find("ON CONFLICT") != std::string::npos);
    }
    CHECK(tenants.a.get("a1").value().email == "ann");
}

TEMPLATE_LIST_TEST_CASE("isolation 36: rows of several tenants in one create_many are refused together", "[isolation]",
                        backends) {
    test_database<TestType, Tenant, User> t;
    const two_tenants tenants(t);
    CHECK(code_of(tenants.a.create_many({{.email = "1"}, {.tenantId = "b", .email = "2"}})) == errc::tenant_mismatch);
    CHECK(code_of(tenants.a.create_many({{.tenantId = "b", .email = "1"}, {.email = "2"}}, tenon::skip_duplicates)) ==
          errc::tenant_mismatch);
    CHECK(tenants.a.count().value() == 1);
    CHECK(tenants.a.create_many({{.email = "1"}, {.tenantId = "a", .email = "2"}}).value() == 2);
}

TEMPLATE_LIST_TEST_CASE("isolation 37: bulk creates are scoped and checked as single ones", "[isolation]", backends) {
    test_database<TestType, Tenant, User, Session> t;
    const two_tenants tenants(t);
    CHECK(tenants.a.create_many(std::vector<User>(1)).value() == 1); // no tenant named: the scope's
    CHECK(code_of(tenants.a.create_many({{.email = "\xff"}})) == errc::invalid_value);
    CHECK(code_of(tenants.a.create_many({{.id = "a1", .email = "x"}})) == errc::unique_violation);
    CHECK(code_of(repository<Session>(t.tenant("a")).create_many({{.userId = "a1"}, {.userId = "b1"}})) ==
          errc::foreign_key_violation);
    CHECK(repository<Session>(t.tenant("a")).create_many({{.userId = "b1"}}, tenon::skip_duplicates).value_or(0) == 0);
    CHECK(repository<Session>(t.system()).count().value() == 0);
    CHECK(tenants.a.count().value() == 2);
}

TEMPLATE_LIST_TEST_CASE("isolation 38: nothing is connected to another tenant's row", "[isolation]", backends) {
    test_database<TestType, Tenant, User, Post> t;
    const two_tenants tenants(t);
    const auto posts = repository<Post>(t.tenant("a"));
    const Post own = posts.create({.id = "p", .userId = "a1"}).value();
    CHECK(code_of(posts.create({.userId = "b1"})) == errc::foreign_key_violation);
    CHECK(code_of(posts.create({.userId = "nobody"})) == errc::foreign_key_violation);
    CHECK(code_of(posts.create({.userId = "a1", .editorId = "b1"})) == errc::foreign_key_violation);
    CHECK(code_of(posts.create_many({{.userId = "a1"}, {.userId = "b1"}})) == errc::foreign_key_violation);
    CHECK(code_of(posts.update("p", set<&Post::userId>("b1"))) == errc::foreign_key_violation);
    CHECK(code_of(posts.update("p", set<&Post::editorId>("b1"))) == errc::foreign_key_violation);
    CHECK(code_of(posts.update("q", set<&Post::editorId>("b1"))) == errc::not_found);
    CHECK(code_of(posts.upsert({.id = "p", .userId = "a1"}, tenon::on_conflict<&Post::id>, set<&Post::userId>("b1"))) ==
          errc::foreign_key_violation);
    CHECK(code_of(posts.upsert({.id = "q", .userId = "b1"}, tenon::on_conflict<&Post::id>, set<&Post::pinned>("x"))) ==
          errc::foreign_key_violation);
    // Prisma's foreign keys know no tenant: there the statement leaves such rows out, and changes none.
    const auto changed = posts.update_many(tenon::all_rows, set<&Post::editorId>("b1"));
    if (std::is_same_v<typename TestType::layout, tenon::layout::prisma>) CHECK(changed.value() == 0);
    else CHECK(code_of(changed) == errc::foreign_key_violation);
    CHECK(posts.get("p").value() == own);
    CHECK(posts.count().value() == 1);

    CHECK(posts.update("p", set<&Post::editorId>("a1")).value().editorId == "a1");
    CHECK(posts.update_many(tenon::all_rows, set<&Post::editorId>(std::nullopt)).value() == 1);
    CHECK(posts.upsert({.id = "q", .userId = "a1"}, tenon::on_conflict<&Post::id>, set<&Post::userId>("a1")).value().id == "q");
}

TEMPLATE_LIST_TEST_CASE("isolation 38: nor to its own model's, to one without a tenant, or to one below a parent",
                        "[isolation]", backends) {
    test_database<TestType, Tenant, Folder, Template, Letter, Line> t;
    const auto a = t.tenant("a"), b = t.tenant("b");
    const auto folders = repository<Folder>(a);
    CHECK(folders.create({.id = "1", .parentId = "1"}).value().parentId == "1");
    CHECK(folders.create({.id = "2", .parentId = "1"}).value().parentId == "1");
    repository<Folder>(b).create({.id = "3"}).value();
    CHECK(code_of(folders.create({.id = "4", .parentId = "3"})) == errc::foreign_key_violation);
    CHECK(code_of(folders.update("2", set<&Folder::parentId>("3"))) == errc::foreign_key_violation);

    repository<Template>(t.system()).create({.id = "all"}).value();
    repository<Template>(b).create({.id = "theirs"}).value();
    repository<Template>(a).create({.id = "ours"}).value();
    const auto letters = repository<Letter>(a);
    CHECK(letters.create({.id = "1", .templateId = "all"}).has_value());
    CHECK(letters.create({.id = "2", .templateId = "ours"}).has_value());
    CHECK(code_of(letters.create({.id = "3", .templateId = "theirs"})) == errc::foreign_key_violation);

    const auto lines = repository<Line>(a);
    lines.create({.id = "1", .letterId = "1"}).value();
    CHECK(lines.create({.id = "2", .letterId = "2", .nextId = "1"}).value().nextId == "1");
    repository<Letter>(b).create({.id = "4", .templateId = "theirs"}).value();
    repository<Line>(b).create({.id = "5", .letterId = "4"}).value();
    CHECK(code_of(lines.create({.letterId = "1", .nextId = "5"})) == errc::foreign_key_violation);
    CHECK(code_of(lines.update("1", set<&Line::nextId>("5"))) == errc::foreign_key_violation);
    CHECK(code_of(lines.update("1", set<&Line::letterId>("4"))) == errc::foreign_key_violation);
    CHECK(lines.update("1", set<&Line::nextId>("2")).value().nextId == "2");
}

TEMPLATE_LIST_TEST_CASE("isolation 38: a reference that is computed is tested as it will be", "[isolation]", backends) {
    test_database<TestType, Tenant, Shelf, Book, Card> t;
    const auto shelf = [&](const char* tenant) { return repository<Shelf>(t.tenant(tenant)).create({}).value().id; };
    const std::int64_t first = shelf("a"), theirs = shelf("b"), second = shelf("a");
    const auto books = repository<Book>(t.tenant("a"));
    const auto cards = repository<Card>(t.tenant("a"));
    books.create({.id = "1", .shelfId = first}).value();
    cards.create({.id = "1", .shelfId = first}).value();
    // The number that is added is a shelf of the tenant's own: the sum counts.
    REQUIRE(theirs - first == first);
    CHECK(code_of(books.update("1", tenon::increment<&Book::shelfId>(first))) == errc::foreign_key_violation);
    CHECK(code_of(cards.update("1", tenon::increment<&Card::shelfId>(first))) == errc::foreign_key_violation);
    CHECK(books.get("1").value().shelfId == first);
    CHECK(cards.get("1").value().shelfId == first);
    CHECK(books.update("1", tenon::increment<&Book::shelfId>(second - first)).value().shelfId == second);
    CHECK(cards.update("1", tenon::increment<&Card::shelfId>(second - first)).value().shelfId == second);
}

TEMPLATE_LIST_TEST_CASE("isolation 39: cascades and set null never cross, and never null the tenant", "[isolation]",
                        tenant_first_backends) {
    test_database<TestType, Tenant, User, Post> t;
    for (const char* tenant : {"a", "b"}) {
        repository<User>(t.tenant(tenant)).create_many({{.id = "1", .email = "1"}, {.id = "2", .email = "2"}}).value();
        repository<Post>(t.tenant(tenant))
            .create_many({{.id = "p", .userId = "1", .editorId = "2"}, {.id = "q", .userId = "2"}})
            .value();
    }
    const auto theirs = repository<Post>(t.tenant("b")).find_many().value();
    repository<User>(t.tenant("a")).remove("2").value();
    const Post left = repository<Post>(t.tenant("a")).get("p").value();
    CHECK(left.editorId == std::nullopt);
    CHECK(left.tenantId == "a");
    CHECK(repository<Post>(t.tenant("a")).count().value() == 1);
    repository<User>(t.tenant("a")).remove_many(tenon::all_rows).value();
    CHECK(repository<Post>(t.tenant("a")).count().value() == 0);
    CHECK(repository<Post>(t.tenant("b")).find_many().value() == theirs);
    CHECK(repository<User>(t.tenant("b")).count().value() == 2);
}

TEMPLATE_LIST_TEST_CASE("isolation 40: rows that a write gives back are the tenant's own", "[isolation]", backends) {
    test_database<TestType, Tenant, User> t;
    const two_tenants tenants(t);
    CHECK(tenants.a.create({.id = "a2", .email = "x"}).value().tenantId == "a");
    CHECK(tenants.a.update("a2", set<&User::level>(4)).value().tenantId == "a");
    CHECK(tenants.a.upsert({.email = "x"}, tenon::on_conflict<&User::email>, set<&User::level>(5)).value().id == "a2");
    const User removed = tenants.a.remove("a2").value();
    CHECK(removed.tenantId == "a");
    CHECK(removed.id == "a2");
}

TEMPLATE_LIST_TEST_CASE("isolation 42: a unique value of another tenant is free, and no error tells of it",
                        "[isolation]", tenant_first_backends) {
    test_database<TestType, Tenant, User> t;
    const two_tenants tenants(t);
    CHECK(tenants.a.create({.id = "b1", .email = "bob"}).value().tenantId == "a");
    CHECK(tenants.a.update("a1", set<&User::email>("carol@c")).value().email == "carol@c");
    CHECK(tenants.a.upsert({.id = "b2", .email = "new"}, tenon::on_conflict<&User::id>, set<&User::level>(1))
              .value()
              .level == 0);

    const auto taken = tenants.a.create({.email = "carol@c", .nick = "value of a"});
    REQUIRE(code_of(taken) == errc::unique_violation);
    const std::string told = to_string(taken.error()) + taken.error().statement + taken.error().constraint;
    CHECK(told.find("carol@c") == std::string::npos);
    CHECK(told.find("value of a") == std::string::npos);
    CHECK(told.find("secret of b") == std::string::npos);
}
