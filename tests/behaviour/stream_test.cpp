// Rows one after the other: all of them, in their order, and an end that leaves nothing behind.
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "support/database.hpp"

using namespace support;
using tenon::as;
using tenon::errc;
using tenon::field;
using tenon::repository;
using tenon::result;
using tenon::set;
using tenon::where;

namespace {

struct Post {
    std::string id;
    std::string tenantId;
    std::string userId;
    std::string title;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Post::userId, &User::id>);
};
struct PostTitle {
    std::string title;
    bool operator==(const PostTitle&) const = default;
    static constexpr auto tenon_shape = tenon::of<Post>;
};
struct TenantKey {
    std::string id;
    bool operator==(const TenantKey&) const = default;
    static constexpr auto tenon_shape = tenon::of<Tenant>;
};
struct UserCard {
    int level = 0;
    std::vector<PostTitle> posts;
    std::optional<TenantKey> tenant;
    tenon::count_of<&Post::userId> count;
    bool operator==(const UserCard&) const = default;
    static constexpr auto tenon_shape = tenon::of<User>;
};
struct UserLevel {
    int level = 0;
    static constexpr auto tenon_shape = tenon::of<User>;
};
struct PostCard {
    std::string title;
    UserLevel user;
    static constexpr auto tenon_shape = tenon::of<Post>;
};

/// `count` users of `tenant`, with levels 0, 1, 2 …
template <class Database>
void fill(const Database& t, const char* tenant, int count) {
    std::vector<User> users;
    for (int i = 0; i < count; ++i) {
        const std::string number = std::to_string(i); // with the tenant: in Prisma's layout keys are unique across tenants
        users.push_back({.id = tenant + number, .email = tenant + number, .level = i});
    }
    repository<User>(t.tenant(tenant)).create_many(users).value();
}

/// Two posts for every user whose number ends in 7.
template <class Database>
void fill_posts(const Database& t, const char* tenant, int users) {
    std::vector<Post> posts;
    for (int i = 7; i < users; i += 10)
        for (const char* which : {"1", "2"})
            posts.push_back({.id = tenant + std::to_string(i) + "-" + which, .userId = tenant + std::to_string(i), .title = std::string(which) + " of " + tenant});
    repository<Post>(t.tenant(tenant)).create_many(posts).value();
}

} // namespace

TEMPLATE_LIST_TEST_CASE("a stream gives all rows of its filter, in its order", "[stream]", backends) {
    test_database<TestType, Tenant, User> t;
    fill(t, "a", 1234); // more than one part of them
    fill(t, "b", 10);
    const auto users = repository<User>(t.tenant("a"));
    int expected = 1233;
    for (auto& user : users.stream(where(field<&User::level> >= 34), tenon::order_by(tenon::desc<&User::level>))) {
        REQUIRE(user);
        REQUIRE(user->level == expected--);
        REQUIRE(user->tenantId == "a");
    }
    CHECK(expected == 33);
    std::vector<int> page;
    for (auto& user : users.stream(tenon::order_by(tenon::asc<&User::level>), tenon::take(3), tenon::skip(500)))
        page.push_back(user.value().level);
    CHECK(page == std::vector{500, 501, 502});
    std::int64_t all = 0;
    for (auto& user : users.stream()) all += user.value().level;
    CHECK(all == 1233LL * 1234 / 2);
    CHECK(users.stream(where(field<&User::level> < 0)).next() == nullptr);
}

TEMPLATE_LIST_TEST_CASE("a stream keeps what its filter was given", "[stream]", backends) {
    test_database<TestType, Tenant, User> t;
    fill(t, "a", 900);
    const auto users = repository<User>(t.tenant("a"));
    auto rows = [&] {
        const std::string from = "a1 and so long that it lies on the heap, which is where it will be gone from";
        const std::vector<std::string> names{"a10", "a11", "a12", "a13 and so long that it lies on the heap too", "a14"};
        return users.stream(where(field<&User::email> >= from.substr(0, 2) && field<&User::email>.in(names)),
                            tenon::order_by(tenon::asc<&User::email>));
    }();
    std::vector<std::string> seen;
    for (auto& user : rows) seen.push_back(user.value().email);
    CHECK(seen == std::vector<std::string>{"a10", "a11", "a12", "a14"});
}

TEMPLATE_LIST_TEST_CASE("rows of a stream may be moved away, and optional fields do not stay behind", "[stream]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto users = repository<User>(t.tenant("a"));
    users.create_many({{.id = "1", .email = "1", .level = 1, .nick = "one"}, {.id = "2", .email = "2", .level = 2}, {.id = "3", .email = "3", .level = 3, .nick = ""}}).value();
    std::vector<User> all;
    for (auto& user : users.stream(tenon::order_by(tenon::asc<&User::level>))) all.push_back(std::move(user).value());
    CHECK(all == users.find_many(tenon::order_by(tenon::asc<&User::level>)).value());
}

TEMPLATE_LIST_TEST_CASE("a stream that is left early leaves nothing behind", "[stream]", backends) {
    test_database<TestType, Tenant, User> t;
    fill(t, "a", 1500);
    const auto users = repository<User>(t.tenant("a"));
    const auto first = [](const auto& of) {
        for (auto& user : of.stream(tenon::order_by(tenon::asc<&User::level>))) return user.value().level;
        return -1;
    };
    for (int i = 0; i < 30; ++i) REQUIRE(first(users) == 0); // more than there are connections
    CHECK(users.update("a0", set<&User::email>("changed")));
    const auto done = t.tenant("a").transaction([&](auto& tx) -> result<void> {
        CHECK(first(repository<User>(tx)) == 0);
        CHECK(repository<User>(tx).update("a1", set<&User::level>(-7)));
        CHECK(first(repository<User>(tx)) == -7);
        return {};
    });
    CHECK(done);
    CHECK(users.get("a1").value().level == -7);
}

TEMPLATE_LIST_TEST_CASE("other statements may run while a stream of the same transaction is open", "[stream]", backends) {
    test_database<TestType, Tenant, User> t;
    fill(t, "a", 1100);
    fill(t, "b", 1100);
    const auto done = t.tenant("a").transaction([&](auto& tx) -> result<int> {
        const auto users = repository<User>(tx);
        int count = 0;
        auto inner = users.stream(tenon::order_by(tenon::desc<&User::level>));
        for (auto& user : users.stream(tenon::order_by(tenon::asc<&User::level>))) {
            if (!user) return tenon::fail(user.error());
            if (count < 10) CHECK(users.update(user->id, set<&User::nick>("seen")));
            if (count % 100 == 0) CHECK(users.get(user->id).value().level == count);
            auto* other = inner.next();
            REQUIRE(other != nullptr);
            CHECK(other->value().level == 1099 - count);
            ++count;
        }
        CHECK(inner.next() == nullptr);
        return count;
    });
    CHECK(done.value() == 1100);
    CHECK(repository<User>(t.tenant("a")).count(where(field<&User::nick> == "seen")).value() == 10);
    // Two tenants in one transaction of the system: each stream stays with its own.
    const auto both = t.system().transaction([&](auto& tx) -> result<void> {
        auto of_a = repository<User>(tx.tenant("a")).stream();
        auto of_b = repository<User>(tx.tenant("b")).stream();
        for (int i = 0; i < 1100; ++i) {
            auto* a = of_a.next();
            auto* b = of_b.next();
            REQUIRE((a != nullptr && b != nullptr));
            REQUIRE(a->value().tenantId == "a");
            REQUIRE(b->value().tenantId == "b");
        }
        CHECK(of_a.next() == nullptr);
        CHECK(of_b.next() == nullptr);
        return {};
    });
    CHECK(both);
}

TEMPLATE_LIST_TEST_CASE("isolation 26: a stream that outlives its transaction or savepoint is closed", "[stream][isolation]", backends) {
    test_database<TestType, Tenant, User> t;
    fill(t, "a", 1100);
    using stream = decltype(repository<User>(t.tenant("a")).stream());
    std::optional<stream> kept, kept_inside;
    const auto done = t.tenant("a").transaction([&](auto& tx) -> result<void> {
        kept.emplace(repository<User>(tx).stream(tenon::order_by(tenon::asc<&User::level>)));
        CHECK(kept->next()->value().level == 0);
        const auto inner = tx.transaction([&](auto& in) -> result<void> {
            kept_inside.emplace(repository<User>(in).stream());
            CHECK(kept_inside->next() != nullptr);
            return tenon::fail(errc::validation_failed);
        });
        CHECK_FALSE(inner);
        auto* late = kept_inside->next();
        REQUIRE(late != nullptr);
        CHECK(code_of(*late) == errc::transaction_closed);
        CHECK(kept_inside->next() == nullptr); // said once
        CHECK(kept->next()->value().level == 1); // that of the outer one goes on
        return {};
    });
    CHECK(done);
    auto* late = kept->next();
    REQUIRE(late != nullptr);
    CHECK(code_of(*late) == errc::transaction_closed);
    CHECK(late->error().model == "User");
    CHECK(repository<User>(t.tenant("a")).count().value() == 1100);
    kept.reset();
    kept_inside.reset();
    CHECK(repository<User>(t.tenant("a")).create({.email = "after"}));
}

TEMPLATE_LIST_TEST_CASE("a stream that cannot begin says why, once", "[stream]", backends) {
    test_database<TestType, Tenant, User> t;
    auto nobody = repository<User>(t.tenant("")).stream();
    auto* why = nobody.next();
    REQUIRE(why != nullptr);
    CHECK(code_of(*why) == errc::invalid_tenant);
    CHECK(nobody.next() == nullptr);
    auto backwards = repository<User>(t.tenant("a")).stream(tenon::take(-1));
    CHECK(code_of(*backwards.next()) == errc::invalid_value);
    CHECK(backwards.next() == nullptr);
}

TEMPLATE_LIST_TEST_CASE("a stream that moves goes on where it was", "[stream]", backends) {
    test_database<TestType, Tenant, User> t;
    fill(t, "a", 10);
    auto rows = repository<User>(t.tenant("a")).stream(tenon::order_by(tenon::asc<&User::level>));
    CHECK(rows.next()->value().level == 0);
    auto moved = std::move(rows);
    CHECK(moved.next()->value().level == 1);
    int left = 0;
    for (auto& user : moved) left += user ? 1 : 0;
    CHECK(left == 8);
}

TEMPLATE_LIST_TEST_CASE("a stream of shapes gives rows with what hangs on them, by a statement for each relation of five hundred", "[stream][shape]", backends) {
    test_database<TestType, Tenant, User, Post> t;
    for (const char* tenant : {"a", "b"}) {
        fill(t, tenant, tenant[0] == 'a' ? 1234 : 20);
        fill_posts(t, tenant, tenant[0] == 'a' ? 1234 : 20);
    }
    const auto users = repository<User>(t.tenant("a"));
    const auto by_level = tenon::order_by(tenon::asc<&User::level>);
    const auto expected = users.find_many(as<UserCard>, where(field<&User::level> >= 34), by_level).value();
    t.forget();
    std::vector<UserCard> seen;
    for (auto& user : users.stream(as<UserCard>, where(field<&User::level> >= 34), by_level)) {
        REQUIRE(user);
        seen.push_back(std::move(*user));
    }
    REQUIRE(seen.size() == 1200);
    CHECK(seen == expected);
    CHECK(seen[3].posts == std::vector<PostTitle>{{"1 of a"}, {"2 of a"}});
    CHECK(static_cast<std::int64_t>(seen[3].count) == 2);
    CHECK(seen[1199].tenant->id == "a");
    CHECK(t.statements().size() == 1 + 3 * 2);
    for (const auto& statement : t.statements()) CHECK(statement.tenant == "a");

    // All tenants at once: each row with its own.
    std::size_t rows = 0;
    for (auto& post : repository<Post>(t.system()).stream(as<PostCard>, tenon::order_by(tenon::asc<&Post::id>))) {
        CHECK(post.value().user.level % 10 == 7);
        ++rows;
    }
    CHECK(rows == 123 * 2 + 2 * 2);
    CHECK(users.stream(as<UserCard>, where(field<&User::level> < 0)).next() == nullptr);
    CHECK(code_of(*repository<User>(t.tenant("")).stream(as<UserCard>).next()) == errc::invalid_tenant);
    CHECK(code_of(*users.stream(as<UserCard>, tenon::take(-1)).next()) == errc::invalid_value);
}

TEMPLATE_LIST_TEST_CASE("a stream of shapes is of the moment when it began, with all that hangs on its rows", "[stream][shape]", backends) {
    constexpr bool in_memory = std::is_same_v<TestType, sqlite_in_memory> || std::is_same_v<TestType, sqlite_as_prisma>;
    if (in_memory || !TestType::prepares()) return; // there is one connection, which the stream has
    test_database<TestType, Tenant, User, Post> t;
    fill(t, "a", 600);
    fill_posts(t, "a", 600);
    const auto posts = repository<Post>(t.tenant("a"));
    const auto users = repository<User>(t.tenant("a"));
    auto cards = posts.stream(as<PostCard>, tenon::take(3)); // one part, which is the last
    auto authors = users.stream(as<UserCard>);
    posts.remove_many(tenon::all_rows).value();
    users.remove_many(tenon::all_rows).value();
    std::size_t rows = 0, written = 0, counted = 0;
    for (auto& card : cards) rows += card.value().user.level % 10 == 7 ? 1 : 0;
    CHECK(rows == 3);
    for (auto& author : authors) {
        written += author.value().posts.size();
        counted += static_cast<std::size_t>(static_cast<std::int64_t>(author.value().count));
    }
    CHECK(written == 120);
    CHECK(counted == 120);
    CHECK(users.count().value() == 0);
    for (int i = 0; i < 30; ++i) CHECK(users.stream(as<UserCard>).next() == nullptr); // more than there are connections
}

TEMPLATE_LIST_TEST_CASE("a stream of shapes goes with its transaction, though it has read ahead", "[stream][shape]", backends) {
    test_database<TestType, Tenant, User, Post> t;
    fill(t, "a", 600);
    fill_posts(t, "a", 600);
    const auto first = [](const auto& of) {
        for (auto& user : of.stream(as<UserCard>, tenon::order_by(tenon::asc<&User::level>))) return user.value().level;
        return -1;
    };
    for (int i = 0; i < 30; ++i) REQUIRE(first(repository<User>(t.tenant("a"))) == 0); // more than there are connections
    using stream = decltype(repository<User>(t.tenant("a")).stream(as<UserCard>));
    std::optional<stream> kept;
    const auto done = t.tenant("a").transaction([&](auto& tx) -> result<void> {
        const auto users = repository<User>(tx);
        CHECK(users.update("a0", set<&User::level>(-1))); // what it reads is of the transaction
        CHECK(first(users) == -1);
        int rows = 0;
        auto moved = users.stream(as<UserCard>, tenon::order_by(tenon::asc<&User::level>));
        for (auto rest = std::move(moved); auto& user : rest)
            if (rows++ % 100 == 0) CHECK(users.get("a" + std::to_string(rows)).value().level == user.value().level + (rows == 1 ? 2 : 1));
        CHECK(rows == 600);
        kept.emplace(users.stream(as<UserCard>, where(field<&User::level> > 590)));
        CHECK(kept->next()->has_value());
        return {};
    });
    CHECK(done);
    auto* late = kept->next();
    REQUIRE(late != nullptr);
    CHECK(code_of(*late) == errc::transaction_closed);
    CHECK(kept->next() == nullptr);
}
