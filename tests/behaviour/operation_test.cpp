#include <stdexcept>
#include <string>

#include "support/database.hpp"

using namespace support;
using tenon::errc;
using tenon::perform;
using tenon::repository;
using tenon::result;
using tenon::set;

namespace {

/// Within a tenant: two users change their levels together.
struct give_levels {
    std::string from, to;
    int levels = 0;

    enum class refusal { the_giver_has_too_few, it_is_the_same_user };
    static constexpr auto tenon_operation =
        tenon::operation("give_levels", tenon::min_length<&give_levels::from>(1), tenon::between<&give_levels::levels>(1, 100),
                         tenon::validate<&give_levels::from, &give_levels::to>(
                             "must be two", [](const auto& given) { return given.to != "nobody"; }));

    auto operator()(auto& tx) const -> result<User> {
        const auto users = repository<User>(tx);
        const auto taken = users.update(to, tenon::increment<&User::level>(levels)); // undone by what refuses below
        if (!taken) return taken;
        const auto giver = users.update(from, tenon::decrement<&User::level>(levels));
        if (!giver) return giver;
        if (from == to) return tenon::refuse(refusal::it_is_the_same_user);
        if (giver->level < 0) return tenon::refuse(refusal::the_giver_has_too_few);
        return taken;
    }
};

/// Across tenants: a user moves.
struct move_user {
    std::string id, from, to;

    enum class refusal { the_email_is_taken };
    static constexpr auto tenon_operation = tenon::operation("move_user", tenon::across_tenants);

    auto operator()(auto& tx) const -> result<User> {
        auto user = repository<User>(tx.tenant(from)).remove(id);
        if (!user) return user;
        user->tenantId.clear();
        auto moved = repository<User>(tx.tenant(to)).create(*user);
        if (!moved && moved.error().code == errc::unique_violation) return tenon::refuse(refusal::the_email_is_taken);
        return moved;
    }
};

/// Gives what is no result, and performs another.
struct give_all {
    std::string from, to;
    static constexpr auto tenon_operation = tenon::operation("give_all");
    auto operator()(auto& tx) const -> result<int> {
        const auto giver = repository<User>(tx).get(from);
        if (!giver) return tenon::fail(giver.error());
        const auto given = perform(tx, give_levels{.from = from, .to = to, .levels = giver->level});
        if (!given) return tenon::fail(given.error());
        return giver->level;
    }
};
struct throw_it {
    static constexpr auto tenon_operation = tenon::operation("throw_it");
    void operator()(auto& tx) const {
        repository<User>(tx).remove_many(tenon::all_rows).value();
        throw std::runtime_error("thrown");
    }
};

template <class Database>
auto two_users(const Database& t) {
    const auto users = repository<User>(t.tenant("a"));
    users.create_many({{.id = "ann", .email = "ann", .level = 5}, {.id = "bob", .email = "bob", .level = 1}}).value();
    return users;
}

} // namespace

TEMPLATE_LIST_TEST_CASE("an operation is done wholly", "[operation]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto users = two_users(t);
    const result<User> given = perform(t.tenant("a"), give_levels{.from = "ann", .to = "bob", .levels = 3});
    REQUIRE(given);
    CHECK(given->level == 4);
    CHECK(users.get("ann").value().level == 2);
    CHECK(users.get("bob").value().level == 4);
}

TEMPLATE_LIST_TEST_CASE("an operation that refuses says which of its reasons, and undoes what it did", "[operation]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto users = two_users(t);
    const auto refused = perform(t.tenant("a"), give_levels{.from = "ann", .to = "bob", .levels = 6});
    REQUIRE(code_of(refused) == errc::operation_refused);
    CHECK(tenon::refusal_of<give_levels>(refused.error()) == give_levels::refusal::the_giver_has_too_few);
    CHECK_FALSE(tenon::refusal_of<move_user>(refused.error()));
    CHECK(refused.error().operation == "give_levels");
    CHECK(refused.error().refusal == "the_giver_has_too_few");
    CHECK(tenon::http_status(refused.error().code) == 409);
    CHECK(to_string(refused.error()).starts_with("tenon: operation_refused in give_levels: the_giver_has_too_few: "));
    const auto same = perform(t.tenant("a"), give_levels{.from = "ann", .to = "ann", .levels = 1});
    REQUIRE_FALSE(same);
    CHECK(tenon::refusal_of<give_levels>(same.error()) == give_levels::refusal::it_is_the_same_user);
    CHECK(users.get("ann").value().level == 5);
    CHECK(users.get("bob").value().level == 1);
}

TEMPLATE_LIST_TEST_CASE("an operation tells all that is wrong with its fields, before any statement", "[operation]", backends) {
    test_database<TestType, Tenant, User> t;
    t.forget();
    const auto invalid = perform(t.tenant("a"), give_levels{.from = "", .to = "nobody", .levels = 101});
    REQUIRE(code_of(invalid) == errc::validation_failed);
    CHECK(invalid.error().fields == std::vector<std::string>{"from", "levels", "to"});
    CHECK(invalid.error().model == "give_levels");
    CHECK(invalid.error().operation == "give_levels");
    CHECK_FALSE(tenon::refusal_of<give_levels>(invalid.error()));
    CHECK(t.statements().empty());
}

TEMPLATE_LIST_TEST_CASE("an error of a statement in an operation carries the operation's name", "[operation]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto users = two_users(t);
    const auto missing = perform(t.tenant("a"), give_levels{.from = "nobody", .to = "bob", .levels = 1});
    REQUIRE(code_of(missing) == errc::not_found);
    CHECK(missing.error().operation == "give_levels");
    CHECK(missing.error().model == "User");
    CHECK(to_string(missing.error()).starts_with("tenon: not_found in give_levels, User: "));
    CHECK(users.get("bob").value().level == 1);
    CHECK(code_of(perform(t.tenant(""), give_levels{.from = "ann", .to = "bob", .levels = 1})) == errc::invalid_tenant);
}

TEMPLATE_LIST_TEST_CASE("an operation touches no other tenant's rows", "[operation]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto users = two_users(t);
    CHECK(code_of(perform(t.tenant("b"), give_levels{.from = "ann", .to = "bob", .levels = 1})) == errc::not_found);
    CHECK(users.get("bob").value().level == 1);
}

TEMPLATE_LIST_TEST_CASE("an operation across tenants moves rows from one to another, or leaves both as they were", "[operation]",
                        backends) {
    test_database<TestType, Tenant, User> t;
    const auto users = two_users(t);
    const auto others = repository<User>(t.tenant("b"));
    const auto moved = perform(t.system(), move_user{.id = "ann", .from = "a", .to = "b"});
    REQUIRE(moved);
    CHECK(moved->tenantId == "b");
    CHECK(code_of(users.get("ann")) == errc::not_found);
    CHECK(others.get("ann").value().level == 5);
    if (!t.leads_with_tenant) return; // there the address would be taken by the row itself

    others.create({.id = "rob", .email = "bob"}).value();
    const auto refused = perform(t.system(), move_user{.id = "bob", .from = "a", .to = "b"});
    REQUIRE_FALSE(refused);
    CHECK(tenon::refusal_of<move_user>(refused.error()) == move_user::refusal::the_email_is_taken);
    CHECK(users.get("bob").value().level == 1);
}

TEMPLATE_LIST_TEST_CASE("an operation within another is part of it, and keeps its own name", "[operation]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto users = two_users(t);
    CHECK(perform(t.tenant("a"), give_all{.from = "ann", .to = "bob"}).value() == 5);
    CHECK(users.get("bob").value().level == 6);
    const auto refused = perform(t.tenant("a"), give_all{.from = "bob", .to = "bob"});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().operation == "give_levels");
    CHECK(tenon::refusal_of<give_levels>(refused.error()) == give_levels::refusal::it_is_the_same_user);
    CHECK(users.get("bob").value().level == 6);
}

TEMPLATE_LIST_TEST_CASE("an operation in a transaction can fail without it", "[operation]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto users = two_users(t);
    t.tenant("a")
        .transaction([&](auto& tx) -> result<void> {
            repository<User>(tx).create({.id = "cid", .email = "cid"}).value();
            CHECK(code_of(perform(tx, give_levels{.from = "ann", .to = "bob", .levels = 9})) == errc::operation_refused);
            CHECK(perform(tx, give_levels{.from = "ann", .to = "cid", .levels = 1}));
            return {};
        })
        .value();
    CHECK(users.get("bob").value().level == 1);
    CHECK(users.get("cid").value().level == 1);
}

TEMPLATE_LIST_TEST_CASE("an exception undoes an operation and passes through", "[operation]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto users = two_users(t);
    CHECK_THROWS_AS(perform(t.tenant("a"), throw_it{}), std::runtime_error);
    CHECK(users.count().value() == 2);
}

TEMPLATE_LIST_TEST_CASE("an operation's statements tell its name", "[operation]", backends) {
    test_database<TestType, Tenant, User> t;
    two_users(t);
    t.forget();
    perform(t.tenant("a"), give_levels{.from = "ann", .to = "bob", .levels = 1}).value();
    REQUIRE_FALSE(t.statements().empty());
    for (const auto& statement : t.statements()) {
        CHECK(statement.reason == "give_levels");
        CHECK(statement.tenant == "a");
    }
    t.forget();
    perform(t.db.system("ticket 17"), move_user{.id = "ann", .from = "a", .to = "b"}).value();
    for (const auto& statement : t.statements()) CHECK(statement.reason == "ticket 17: move_user");
}
