// Several verbs at once: each has its own result, whatever becomes of the others.
#include <stdexcept>
#include <string>
#include <vector>

#include "support/database.hpp"

using namespace support;
using tenon::errc;
using tenon::field;
using tenon::repository;
using tenon::result;
using tenon::set;
using tenon::where;

TEMPLATE_LIST_TEST_CASE("a batch answers each of its verbs, in their order", "[batch]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto users = repository<User>(t.tenant("a"));
    users.create_many({{.id = "1", .email = "ann", .level = 1}, {.id = "2", .email = "bob", .level = 2}}).value();
    auto [ann, bob, none, made, few, many, there, changed, bumped, gone] = t.tenant("a").batch(
        [](auto& tx) { return repository<User>(tx).get("1"); },
        [](auto& tx) { return repository<User>(tx).find_unique("2"); },
        [](auto& tx) { return repository<User>(tx).get("none"); },
        [](auto& tx) { return repository<User>(tx).create({.id = "3", .email = "cy", .level = 3}); },
        [](auto& tx) { return repository<User>(tx).count(where(field<&User::level> < 3)); },
        [](auto& tx) { return repository<User>(tx).find_many(where(field<&User::level> < 3), tenon::order_by(tenon::asc<&User::email>)); },
        [](auto& tx) { return repository<User>(tx).exists("2"); },
        [](auto& tx) { return repository<User>(tx).update_many(where(field<&User::email> == "nobody"), set<&User::level>(9)); },
        [](auto& tx) { return repository<User>(tx).update("2", set<&User::email>("rob")); },
        [](auto& tx) { return repository<User>(tx).remove("1"); });
    CHECK(ann.value().email == "ann");
    CHECK(bob.value().value().level == 2);
    CHECK(code_of(none) == errc::not_found);
    CHECK(made.value().tenantId == "a");
    CHECK(few.value() == 2);
    CHECK(many.value().size() == 2);
    CHECK(there.value());
    CHECK(changed.value() == 0);
    CHECK(bumped.value().email == "rob");
    CHECK(gone.value().email == "ann");
    CHECK(users.count().value() == 2);
    CHECK(users.get("2").value().email == "rob");
}

TEMPLATE_LIST_TEST_CASE("a verb that fails in a batch leaves the others alone", "[batch]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto users = repository<User>(t.tenant("a"));
    users.create({.id = "1", .email = "ann"}).value();
    const auto check = [&](const auto& scope) {
        auto [first, second, third, fourth] = scope.batch(
            [](auto& tx) { return repository<User>(tx).create({.id = "2", .email = "bob"}); },
            [](auto& tx) { return repository<User>(tx).create({.id = "3", .email = "ann"}); }, // taken
            [](auto& tx) { return repository<User>(tx).create({.id = "4", .email = "dan"}); },
            [](auto& tx) { return repository<User>(tx).count(); });
        CHECK(first);
        CHECK(code_of(second) == errc::unique_violation);
        CHECK(second.error().fields == std::vector<std::string>{"email"});
        CHECK(third);
        CHECK(fourth.value() == 3);
    };
    SECTION("outside a transaction") { check(t.tenant("a")); }
    SECTION("inside one") {
        t.tenant("a")
            .transaction([&](auto& tx) -> result<void> {
                check(tx);
                return {};
            })
            .value();
    }
    CHECK(users.count().value() == 3);
    CHECK(users.get("4").value().email == "dan");
}

TEMPLATE_LIST_TEST_CASE("a batch inside a transaction ends with it", "[batch]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto refused = t.tenant("a").transaction([&](auto& tx) -> result<void> {
        auto [one, two] = tx.batch([](auto& in) { return repository<User>(in).create({.email = "1"}); },
                                   [](auto& in) { return repository<User>(in).create({.email = "2"}); });
        CHECK(one);
        CHECK(two);
        CHECK(repository<User>(tx).count().value() == 2);
        return tenon::fail(errc::validation_failed);
    });
    CHECK(code_of(refused) == errc::validation_failed);
    CHECK(repository<User>(t.tenant("a")).count().value() == 0);
}

TEMPLATE_LIST_TEST_CASE("a batch of values gives one result for each, in their order", "[batch]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto scope = t.tenant("a");
    std::vector<std::string> keys;
    for (int i = 0; i < 300; ++i) keys.push_back("k" + std::to_string(i));
    const auto made = scope.batch(keys, [](auto& tx, const std::string& key) {
        return repository<User>(tx).create({.id = key, .email = key == "k7" ? std::string("k3") : key});
    });
    REQUIRE(made.size() == 300);
    for (std::size_t i = 0; i < made.size(); ++i) {
        INFO(keys[i]);
        if (i == 7) CHECK(code_of(made[i]) == errc::unique_violation);
        else CHECK(made[i].value().id == keys[i]);
    }
    const auto found = scope.batch(keys, [](auto& tx, const std::string& key) { return repository<User>(tx).get(key); });
    REQUIRE(found.size() == 300);
    for (std::size_t i = 0; i < found.size(); ++i) {
        INFO(keys[i]);
        if (i == 7) CHECK(code_of(found[i]) == errc::not_found);
        else CHECK(found[i].value().email == keys[i]);
    }
    CHECK(scope.batch(std::vector<std::string>(), [](auto& tx, const std::string& key) { return repository<User>(tx).get(key); }).empty());
}

TEMPLATE_LIST_TEST_CASE("a verb of a batch that is refused before it is sent leaves the others alone", "[batch]", backends) {
    test_database<TestType, Tenant, User> t;
    auto [moved, made, page] = t.tenant("a").batch(
        [](auto& tx) { return repository<User>(tx).create({.tenantId = "b", .email = "1"}); },
        [](auto& tx) { return repository<User>(tx).create({.email = "2"}); },
        [](auto& tx) { return repository<User>(tx).find_many(tenon::take(-1)); });
    CHECK(code_of(moved) == errc::tenant_mismatch);
    CHECK(made);
    CHECK(code_of(page) == errc::invalid_value);
    auto [nothing, neither] = t.tenant("").batch([](auto& tx) { return repository<User>(tx).count(); },
                                                 [](auto& tx) { return repository<User>(tx).create({.email = "3"}); });
    CHECK(code_of(nothing) == errc::invalid_tenant);
    CHECK(code_of(neither) == errc::invalid_tenant);
    CHECK(repository<User>(t.tenant("a")).count().value() == 1);
}

TEMPLATE_LIST_TEST_CASE("verbs of many statements and transactions work in a batch too", "[batch]", backends) {
    test_database<TestType, Tenant, User> t;
    auto [before, many, rolled_back, page, after] = t.tenant("a").batch(
        [](auto& tx) { return repository<User>(tx).create({.email = "0"}); },
        [](auto& tx) { return repository<User>(tx).create_many({{.email = "1"}, {.email = "2"}}); },
        [](auto& tx) {
            return tx.transaction([](auto& inner) -> result<int> {
                repository<User>(inner).create({.email = "undone"}).value();
                return tenon::fail(errc::validation_failed);
            });
        },
        [](auto& tx) { return repository<User>(tx).page(tenon::take(1)); },
        [](auto& tx) -> result<std::string> {
            auto made = repository<User>(tx).create({.email = "3"});
            if (!made) return tenon::fail(made.error());
            return repository<User>(tx).get(made->id).value().email;
        });
    CHECK(before);
    CHECK(many.value() == 2);
    CHECK(code_of(rolled_back) == errc::validation_failed);
    CHECK(page.value().items.size() == 1);
    CHECK(after.value() == "3");
    CHECK(repository<User>(t.tenant("a")).count().value() == 4);
    // The connection is as it was: a transaction works, and one that fails leaves nothing.
    CHECK(t.tenant("a").transaction([](auto& tx) { return repository<User>(tx).count(); }).value() == 4);
}

TEMPLATE_LIST_TEST_CASE("an exception in a batch is thrown on when the others have run", "[batch]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto run = [&] {
        t.tenant("a").batch([](auto& tx) { return repository<User>(tx).create({.email = "1"}); },
                            [](auto&) -> result<int> { throw std::runtime_error("mine"); },
                            [](auto& tx) { return repository<User>(tx).create({.email = "2"}); });
    };
    CHECK_THROWS_WITH(run(), "mine");
    CHECK(repository<User>(t.tenant("a")).count().value() == 2);
}

TEMPLATE_LIST_TEST_CASE("each verb of a system scope's batch acts for its own tenant", "[batch]", backends) {
    test_database<TestType, Tenant, User> t;
    auto [of_a, of_b, all] = t.system().batch(
        [](auto& tx) { return repository<User>(tx.tenant("a")).create({.email = "same"}); },
        [](auto& tx) { return repository<User>(tx.tenant("b")).create({.email = "other"}); },
        [](auto& tx) { return repository<User>(tx).count(); });
    CHECK(of_a.value().tenantId == "a");
    CHECK(of_b.value().tenantId == "b");
    CHECK(all.value() == 2);
    auto [seen_by_a, seen_by_b] =
        t.system().batch([](auto& tx) { return repository<User>(tx.tenant("a")).find_many(); },
                         [](auto& tx) { return repository<User>(tx.tenant("b")).find_many(); });
    REQUIRE(seen_by_a.value().size() == 1);
    CHECK(seen_by_a.value()[0].tenantId == "a");
    REQUIRE(seen_by_b.value().size() == 1);
    CHECK(seen_by_b.value()[0].tenantId == "b");
}
