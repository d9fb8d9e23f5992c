#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>

#include "support/database.hpp"

using namespace support;
using tenon::errc;
using tenon::field;
using tenon::repository;
using tenon::result;
using tenon::set;
using tenon::where;

namespace {

/// How many users tenant `a` has, outside of any transaction.
template <class Database>
std::int64_t users_of(const Database& t, const char* tenant) {
    return repository<User>(t.tenant(tenant)).count().value();
}
int count_texts(const std::vector<seen_statement>& statements, const std::string& beginning) {
    int count = 0;
    for (const seen_statement& statement : statements)
        count += statement.text.starts_with(beginning) ? 1 : 0;
    return count;
}

} // namespace

TEMPLATE_LIST_TEST_CASE("a transaction that succeeds is committed as a whole", "[transaction]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto made = t.tenant("a").transaction([&](auto& tx) -> result<std::string> {
        const auto users = repository<User>(tx);
        const auto ann = users.create({.email = "ann"});
        if (!ann) return tenon::fail(ann.error());
        users.create({.email = "bob"}).value();
        CHECK(users.count().value() == 2); // it sees its own writes
        return ann->id;
    });
    REQUIRE(made);
    CHECK(repository<User>(t.tenant("a")).get(*made).value().email == "ann");
    CHECK(users_of(t, "a") == 2);
    CHECK(users_of(t, "b") == 0);
}

TEMPLATE_LIST_TEST_CASE("an error result rolls everything back and is handed on", "[transaction]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto refused = t.tenant("a").transaction([&](auto& tx) -> result<void> {
        repository<User>(tx).create({.email = "ann"}).value();
        repository<User>(tx).create_many({{.email = "1"}, {.email = "2"}}).value();
        return tenon::fail(errc::validation_failed);
    });
    CHECK(code_of(refused) == errc::validation_failed);
    CHECK(users_of(t, "a") == 0);
    CHECK(repository<User>(t.tenant("a")).create({.email = "ann"}));
}

TEMPLATE_LIST_TEST_CASE("an exception rolls everything back and passes through", "[transaction]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto throws = [&] {
        t.tenant("a").transaction([&](auto& tx) -> result<void> {
            repository<User>(tx).create({.email = "ann"}).value();
            throw std::runtime_error("thrown inside");
        });
    };
    CHECK_THROWS_WITH(throws(), "thrown inside");
    CHECK(users_of(t, "a") == 0);
    CHECK(repository<User>(t.tenant("a")).create({.email = "ann"}));
}

TEMPLATE_LIST_TEST_CASE("a function may return a plain value or nothing", "[transaction]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto number = t.tenant("a").transaction([&](auto& tx) {
        repository<User>(tx).create({.email = "ann"}).value();
        return 42;
    });
    static_assert(std::is_same_v<decltype(number), const result<int>>);
    CHECK(number.value() == 42);
    const auto nothing =
        t.tenant("a").transaction([&](auto& tx) { repository<User>(tx).create({.email = "bob"}).value(); });
    static_assert(std::is_same_v<decltype(nothing), const result<void>>);
    CHECK(nothing.has_value());
    CHECK(users_of(t, "a") == 2);
}

TEMPLATE_LIST_TEST_CASE("a refused statement does not end the transaction", "[transaction]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto done = t.tenant("a").transaction([&](auto& tx) -> result<void> {
        const auto users = repository<User>(tx);
        users.create({.email = "ann"}).value();
        CHECK(code_of(users.create({.email = "ann"})) == errc::unique_violation);
        CHECK(code_of(users.create_many({{.email = "1"}, {.email = "ann"}})) == errc::unique_violation);
        CHECK(code_of(users.create({.tenantId = "b", .email = "x"})) == errc::tenant_mismatch);
        CHECK(users.count().value() == 1);
        users.create({.email = "bob"}).value();
        return {};
    });
    CHECK(done.has_value());
    CHECK(sorted<&User::email>(repository<User>(t.tenant("a")).find_many().value()) == strings{"ann", "bob"});
}

TEMPLATE_LIST_TEST_CASE("a transaction inside another rolls back alone", "[transaction]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto done = t.tenant("a").transaction([&](auto& tx) -> result<void> {
        repository<User>(tx).create({.email = "outer"}).value();
        const auto inner = tx.transaction([&](auto& deeper) -> result<void> {
            repository<User>(deeper).create({.email = "inner"}).value();
            const auto innermost = deeper.transaction(
                [&](auto& deepest) { repository<User>(deepest).create({.email = "innermost"}).value(); });
            CHECK(innermost.has_value());
            return tenon::fail(errc::validation_failed);
        });
        CHECK(code_of(inner) == errc::validation_failed);
        CHECK(repository<User>(tx).count().value() == 1);
        const auto again =
            tx.transaction([&](auto& deeper) { repository<User>(deeper).create({.email = "second"}).value(); });
        CHECK(again.has_value());
        try {
            tx.transaction([&](auto& deeper) {
                repository<User>(deeper).create({.email = "third"}).value();
                throw std::runtime_error("x");
            });
        } catch (const std::runtime_error&) {}
        return {};
    });
    CHECK(done.has_value());
    CHECK(sorted<&User::email>(repository<User>(t.tenant("a")).find_many().value()) == strings{"outer", "second"});

    const auto undone = t.tenant("a").transaction([&](auto& tx) -> result<void> {
        tx.transaction([&](auto& deeper) { repository<User>(deeper).create({.email = "inner"}).value(); }).value();
        return tenon::fail(errc::validation_failed);
    });
    CHECK_FALSE(undone);
    CHECK(users_of(t, "a") == 2);
}

TEMPLATE_LIST_TEST_CASE("a conflict runs the whole function again, as often as was asked", "[transaction]", backends) {
    test_database<TestType, Tenant, User> t;
    tenon::transaction_options quickly;
    quickly.backoff = std::chrono::milliseconds{0};
    int runs = 0;
    const auto third_time = t.tenant("a").transaction(
        [&](auto& tx) -> result<int> {
            repository<User>(tx).create({.email = "ann"}).value();
            if (++runs < 3) return tenon::fail(errc::serialization_conflict);
            return runs;
        },
        quickly);
    CHECK(third_time.value() == 3);
    CHECK(users_of(t, "a") == 1);

    runs = 0;
    quickly.retries = 2;
    const auto never = t.tenant("a").transaction(
        [&](auto&) -> result<void> {
            ++runs;
            return tenon::fail(errc::deadlock);
        },
        quickly);
    CHECK(code_of(never) == errc::deadlock);
    CHECK(runs == 3);

    runs = 0;
    const auto at_once = t.tenant("a").transaction([&](auto&) -> result<void> {
        ++runs;
        return tenon::fail(errc::unique_violation);
    });
    CHECK(code_of(at_once) == errc::unique_violation);
    CHECK(runs == 1);
}

TEMPLATE_LIST_TEST_CASE("an inner transaction is not run again by itself", "[transaction]", backends) {
    test_database<TestType, Tenant, User> t;
    int outer_runs = 0, inner_runs = 0;
    tenon::transaction_options quickly;
    quickly.backoff = std::chrono::milliseconds{0};
    const auto done = t.tenant("a").transaction(
        [&](auto& tx) -> result<void> {
            ++outer_runs;
            return tx.transaction([&](auto&) -> result<void> {
                if (++inner_runs < 3) return tenon::fail(errc::busy);
                return {};
            });
        },
        quickly);
    CHECK(done.has_value());
    CHECK(outer_runs == 3);
    CHECK(inner_runs == 3);
}

TEMPLATE_LIST_TEST_CASE("a read-only transaction reads one state and writes nothing", "[transaction]", backends) {
    test_database<TestType, Tenant, User> t;
    repository<User>(t.tenant("a")).create({.email = "ann"}).value();
    tenon::transaction_options reading;
    reading.read_only = true;
    const auto counted =
        t.tenant("a").transaction([&](auto& tx) { return repository<User>(tx).count().value(); }, reading);
    CHECK(counted.value() == 1);
    const auto written = t.tenant("a").transaction(
        [&](auto& tx) -> result<User> { return repository<User>(tx).create({.email = "bob"}); }, reading);
    CHECK(code_of(written) == errc::read_only);
    CHECK(users_of(t, "a") == 1);
    CHECK(repository<User>(t.tenant("a")).create({.email = "bob"}));
}

TEMPLATE_LIST_TEST_CASE("what was kept from a transaction is closed when it has ended", "[transaction]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto leak = [&] { return t.tenant("a").transaction([&](auto& tx) { return tx; }).value(); };
    const auto scope = leak();
    const auto users = repository<User>(scope);
    CHECK(code_of(users.count()) == errc::transaction_closed);
    CHECK(code_of(users.create({.email = "x"})) == errc::transaction_closed);
    CHECK(code_of(scope.transaction([](auto&) {})) == errc::transaction_closed);
    // Nor does it wake up when the same connection begins the next one.
    const auto next = t.tenant("a").transaction([&](auto& tx) {
        repository<User>(tx).create({.email = "y"}).value();
        CHECK(code_of(users.count()) == errc::transaction_closed);
        CHECK(code_of(users.create({.email = "x"})) == errc::transaction_closed);
    });
    CHECK(next.has_value());
    CHECK(users_of(t, "a") == 1);
}

TEMPLATE_LIST_TEST_CASE("two tenants' scopes share one transaction of a system scope", "[transaction]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto move = [&](bool fails) {
        return t.system().transaction([&](auto& tx) -> result<void> {
            const auto from = repository<User>(tx.tenant("a"));
            const auto to = repository<User>(tx.tenant("b"));
            to.create({.email = "moved"}).value();
            CHECK(from.count().value() == 0);
            CHECK(to.count().value() == 1);
            CHECK(code_of(to.create({.tenantId = "a"})) == errc::tenant_mismatch);
            if (fails) return tenon::fail(errc::validation_failed);
            return {};
        });
    };
    CHECK_FALSE(move(true));
    CHECK(users_of(t, "b") == 0);
    CHECK(move(false));
    CHECK(users_of(t, "b") == 1);
    CHECK(users_of(t, "a") == 0);
}

TEMPLATE_LIST_TEST_CASE("the hook is told of the beginning and the end of a transaction", "[transaction]", backends) {
    test_database<TestType, Tenant, User> t;
    t.tenant("a").transaction([](auto& tx) { repository<User>(tx).create({.email = "x"}).value(); }).value();
    const auto statements = t.statements();
    REQUIRE(statements.size() == 3);
    CHECK(statements[0].verb == tenon::verb::transaction);
    CHECK(statements[1].verb == tenon::verb::create);
    CHECK(statements[2].verb == tenon::verb::transaction);
    CHECK(count_texts(statements, "COMMIT") == 1);
    for (const auto& statement : statements)
        CHECK(statement.tenant == "a");
    CHECK_FALSE(t.tenant("a").transaction([](auto&) -> result<void> { return tenon::fail(errc::validation_failed); }));
    CHECK(count_texts(t.statements(), "ROLLBACK") == 1);
}

TEMPLATE_LIST_TEST_CASE("a scope that is not valid runs no transaction", "[transaction]", backends) {
    test_database<TestType, Tenant, User> t;
    bool ran = false;
    CHECK(code_of(t.tenant("").transaction([&](auto&) { ran = true; })) == errc::invalid_tenant);
    CHECK(code_of(t.db.system("").transaction([&](auto&) { ran = true; })) == errc::permission_denied);
    CHECK_FALSE(ran);
    CHECK(t.statements().empty());
}
