// Cases of isolation: scopes, their ids, their lifetime, and the connections that they share. Numbers are those of the
// list of isolation cases.
#include <atomic>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "support/database.hpp"

using namespace support;
using namespace std::string_literals;
using tenon::errc;
using tenon::field;
using tenon::repository;
using tenon::result;
using tenon::set;
using tenon::where;

namespace {

/// The codes of every verb of a repository.
template <class Users>
std::vector<errc> every_verb(const Users& users) {
    const auto by_level = tenon::order_by(tenon::asc<&User::level>);
    const auto some = where(field<&User::level> >= 0);
    return {code_of(users.create({.email = "x"})),
            code_of(users.create_many({{.email = "x"}})),
            code_of(users.create_many({{.email = "x"}}, tenon::skip_duplicates)),
            code_of(users.find_unique("1")),
            code_of(users.find_unique(tenon::by<&User::email>("x"))),
            code_of(users.get("1")),
            code_of(users.find_first()),
            code_of(users.find_many()),
            code_of(users.find_many(some, by_level, tenon::take(1), tenon::skip(1))),
            code_of(users.page(tenon::take(1))),
            code_of(users.count()),
            code_of(users.count(some)),
            code_of(users.exists()),
            code_of(users.exists("1")),
            code_of(users.exists(some)),
            code_of(users.update("1", set<&User::level>(1))),
            code_of(users.update_many(tenon::all_rows, set<&User::level>(1))),
            code_of(users.update_many(some, by_level, tenon::take(1), set<&User::level>(1))),
            code_of(users.upsert({.email = "x"}, tenon::on_conflict<&User::email>, set<&User::level>(1))),
            code_of(users.remove("1")),
            code_of(users.remove_many(tenon::all_rows)),
            code_of(users.remove_many(some, tenon::take(1)))};
}
template <class Scope>
concept has_tenants = requires(const Scope& scope) { scope.tenant("b"); };

} // namespace

TEMPLATE_LIST_TEST_CASE("isolation 1: without a tenant every verb refuses and nothing is sent", "[isolation]",
                        backends) {
    test_database<TestType, Tenant, User> t;
    repository<User>(t.tenant("a")).create({.email = "ann"}).value();
    using scope = typename test_database<TestType, Tenant, User>::database_type::tenant_scope_type;
    t.forget();
    for (const auto& refusing : {t.tenant(""), t.tenant("\0"s), t.tenant("a\0"s), t.tenant("\xff"), scope()}) {
        for (const errc code : every_verb(repository<User>(refusing)))
            CHECK(code == errc::invalid_tenant);
        CHECK(code_of(repository<User>(refusing).create_many(std::vector<User>{})) == errc::invalid_tenant);
    }
    CHECK(t.statements().empty());
    CHECK(repository<User>(t.tenant("a")).count().value() == 1);
}

TEMPLATE_LIST_TEST_CASE("isolation 2: odd tenant ids are equal only byte for byte", "[isolation]", backends) {
    test_database<TestType, Tenant, User> t({});
    const strings ids{"a",
                      "A",
                      "a ",
                      " a",
                      " ",
                      "\t",
                      "a\n",
                      "1",
                      "01",
                      "1.0",
                      "%",
                      "_",
                      "a%",
                      "a_",
                      "\\",
                      "a\\",
                      "'",
                      "''",
                      "\"",
                      "a'; DROP TABLE \"User\"; --",
                      "a' OR '1'='1",
                      "?1",
                      "$1",
                      "\u0430",
                      "\u00e9",
                      "e\u0301",
                      "\uff41",
                      "NULL",
                      "null",
                      "main",
                      "../a",
                      "\x7f",
                      "\xf4\x8f\xbf\xbf",
                      std::string(62, 'x'),
                      std::string(63, 'x'),
                      std::string(10'000, 'x'),
                      std::string(10'000, 'x') + "y"};
    for (const std::string& id : ids) {
        repository<Tenant>(t.system()).create({.id = id}).value();
        const User made = repository<User>(t.tenant(id)).create({.email = id}).value();
        CHECK(made.tenantId == id);
    }
    for (const std::string& id : ids) {
        CAPTURE(id);
        const auto own = repository<User>(t.tenant(id)).find_many().value();
        REQUIRE(own.size() == 1);
        CHECK(own[0].email == id);
        CHECK(own[0].tenantId == id);
        CHECK(repository<Tenant>(t.tenant(id)).count().value() == 1);
        CHECK(repository<User>(t.tenant(id)).remove_many(tenon::all_rows).value() == 1);
    }
    CHECK(repository<User>(t.system()).count().value() == 0);
}

TEMPLATE_LIST_TEST_CASE("isolation 3: a scope that was moved from or default-constructed is never all tenants",
                        "[isolation]", backends) {
    test_database<TestType, Tenant, User> t;
    repository<User>(t.tenant("a")).create({.email = "ann"}).value();
    repository<User>(t.tenant("b")).create({.email = "bob"}).value();
    auto scope = t.tenant("a");
    auto moved = std::move(scope);
    CHECK(repository<User>(moved).count().value() == 1);
    // NOLINTNEXTLINE(bugprone-use-after-move): the point of the test
    for (const errc code : every_verb(repository<User>(scope)))
        CHECK(code != errc::ok);
    using scope_type = decltype(scope);
    CHECK(code_of(repository<User>(scope_type()).find_many()) == errc::invalid_tenant);
    using system_type = typename test_database<TestType, Tenant, User>::database_type::system_scope_type;
    CHECK(code_of(repository<User>(system_type()).find_many()) == errc::permission_denied);
    CHECK(repository<User>(t.tenant("b")).count().value() == 1);
}

TEMPLATE_LIST_TEST_CASE("isolation 4: a scope belongs to no thread", "[isolation]", backends) {
    test_database<TestType, Tenant, User> t;
    repository<User>(t.tenant("a")).create({.email = "ann"}).value();
    repository<User>(t.tenant("b")).create_many({{.email = "1"}, {.email = "2"}}).value();
    const auto a = repository<User>(t.tenant("a"));
    const auto b = repository<User>(t.tenant("b"));
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    for (int number = 0; number < 4; ++number)
        threads.emplace_back([&, number] {
            for (int i = 0; i < 50; ++i) {
                const bool first = (i + number) % 2 == 0;
                const auto count = first ? a.count() : b.count();
                if (!count || *count != (first ? 1 : 2)) ++wrong;
            }
        });
    for (std::thread& thread : threads)
        thread.join();
    CHECK(wrong == 0);
}

TEMPLATE_LIST_TEST_CASE("isolation 5: a connection that one tenant used holds nothing of it for the next",
                        "[isolation]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto a = repository<User>(t.tenant("a"));
    const auto b = repository<User>(t.tenant("b"));
    // The same statement, prepared once: only what is bound changes.
    for (int i = 0; i < 20; ++i) {
        CHECK(a.create({.email = "a" + std::to_string(i)}).value().tenantId == "a");
        CHECK(b.create({.email = "b" + std::to_string(i)}).value().tenantId == "b");
        CHECK(a.count().value() == i + 1);
        CHECK(b.find_many(where(field<&User::email>.starts_with("a"))).value().empty());
        CHECK(a.update_many(tenon::all_rows, set<&User::level>(i)).value() == i + 1);
    }
    CHECK(b.count(where(field<&User::level> != 0)).value() == 0);
}

TEMPLATE_LIST_TEST_CASE("isolation 6: after an exception the connection is the next tenant's, clean", "[isolation]",
                        backends) {
    test_database<TestType, Tenant, User> t;
    for (int i = 0; i < 3; ++i) {
        CHECK_THROWS_AS(t.tenant("a").transaction([](auto& tx) {
            repository<User>(tx).create({.email = "lost"}).value();
            tx.transaction([](auto& deeper) {
                repository<User>(deeper).create({.email = "lost too"}).value();
                throw std::runtime_error("x");
            });
        }),
                        std::runtime_error);
        CHECK(repository<User>(t.tenant("b")).count().value() == 0);
        CHECK(repository<User>(t.tenant("b")).create({.email = std::to_string(i)}).value().tenantId == "b");
        CHECK(repository<User>(t.tenant("b")).remove_many(tenon::all_rows).value() == 1);
        CHECK(repository<User>(t.tenant("a")).count().value() == 0);
    }
}

TEMPLATE_LIST_TEST_CASE("isolation 7: scopes inside each other keep their tenants", "[isolation]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto done = t.system().transaction([](auto& all) {
        const auto a = all.tenant("a");
        repository<User>(a).create({.email = "1"}).value();
        a.transaction([&](auto& in_a) {
             repository<User>(in_a).create({.email = "2"}).value();
             const auto b = all.tenant("b");
             CHECK(repository<User>(b).count().value() == 0);
             b.transaction([](auto& in_b) { repository<User>(in_b).create({.email = "3"}).value(); }).value();
             CHECK(repository<User>(in_a).count().value() == 2);
             CHECK(repository<User>(in_a).create({.email = "4"}).value().tenantId == "a");
         }).value();
        CHECK(repository<User>(a).count().value() == 3);
        CHECK(repository<User>(all).count().value() == 4);
    });
    CHECK(done.has_value());
    CHECK(repository<User>(t.tenant("b")).count().value() == 1);
}

TEMPLATE_LIST_TEST_CASE("isolation 8: a repository outlives its database object, and not its transaction",
                        "[isolation]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto users = [&] {
        const auto copy = t.db;
        return repository<User>(copy.tenant("a"));
    }();
    CHECK(users.create({.email = "ann"}).value().tenantId == "a");

    using repository_type = std::remove_const_t<decltype(users)>;
    std::optional<repository_type> kept;
    t.tenant("a").transaction([&](auto& tx) { kept.emplace(tx); }).value();
    for (const errc code : every_verb(*kept))
        CHECK(code == errc::transaction_closed);
    t.tenant("b")
        .transaction([&](auto&) {
            for (const errc code : every_verb(*kept))
                CHECK(code == errc::transaction_closed);
        })
        .value();
    CHECK(users.count().value() == 1);
}

TEMPLATE_LIST_TEST_CASE("isolation 9: another tenant's scope never takes part in a tenant's transaction", "[isolation]",
                        backends) {
    test_database<TestType, Tenant, User> t;
    bool written = false;
    const auto undone = t.tenant("b").transaction([&](auto& tx) -> result<void> {
        static_assert(!has_tenants<std::remove_cvref_t<decltype(tx)>>);
        repository<User>(tx).create({.email = "bob"}).value();
        // Refused where the database has one writer; where it has more, it is on a connection of its own.
        written = repository<User>(t.tenant("a")).create({.email = "ann"}).has_value();
        CHECK(repository<User>(tx).count().value() == 1);
        return tenon::fail(errc::validation_failed);
    });
    CHECK(code_of(undone) == errc::validation_failed);
    CHECK(repository<User>(t.tenant("b")).count().value() == 0);
    CHECK(repository<User>(t.tenant("a")).count().value() == (written ? 1 : 0));
}

TEMPLATE_LIST_TEST_CASE("isolation 10: only a system scope opens scopes of tenants", "[isolation]", backends) {
    test_database<TestType, Tenant, User> t;
    static_assert(!has_tenants<decltype(t.tenant("a"))>);
    static_assert(has_tenants<decltype(t.system())>);
    const auto done = t.system().transaction([](auto& tx) {
        static_assert(has_tenants<std::remove_cvref_t<decltype(tx)>>);
        repository<User>(tx.tenant("a")).create({.email = "x"}).value();
        repository<User>(tx.tenant("b")).create_many({{.email = "y"}, {.email = "z"}}).value();
        CHECK(code_of(repository<User>(tx.tenant("")).count()) == errc::invalid_tenant);
        CHECK(repository<User>(tx.tenant("a")).count().value() == 1);
    });
    CHECK(done.has_value());
    CHECK(repository<User>(t.tenant("b")).count().value() == 2);
}
