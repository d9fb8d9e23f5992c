// Cases of isolation: reads. Numbers are those of the list of isolation cases.
#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "support/database.hpp"

using namespace support;
using tenon::by;
using tenon::errc;
using tenon::field;
using tenon::repository;
using tenon::when;
using tenon::where;

namespace {

/// Tenant a has one row, tenant b three; b's would match anything.
template <class Database>
auto fill(const Database& t) {
    repository<User>(t.tenant("b"))
        .create_many({{.id = "b1", .email = "bob%_\\", .level = 1},
                      {.id = "b2", .email = "ann@b", .level = 2, .nick = "x"},
                      {.id = "b3", .email = "", .level = 3}})
        .value();
    const auto users = repository<User>(t.tenant("a"));
    users.create({.id = "a1", .email = "ann@a", .level = 1}).value();
    return users;
}
template <class Users, class Condition>
strings found(const Users& users, const Condition& condition) {
    const auto rows = users.find_many(where(condition)).value();
    CHECK(users.count(where(condition)).value() == static_cast<std::int64_t>(rows.size()));
    CHECK(users.exists(where(condition)).value() == !rows.empty());
    CHECK(users.find_first(where(condition)).value().has_value() == !rows.empty());
    CHECK(users.page(where(condition), tenon::take(9)).value().total == static_cast<std::int64_t>(rows.size()));
    return sorted<&User::id>(rows);
}
const strings own{"a1"};

} // namespace

TEMPLATE_LIST_TEST_CASE("isolation 11: another tenant's row is told apart from no row by nothing", "[isolation]",
                        backends) {
    test_database<TestType, Tenant, User, Session> t;
    const auto users = fill(t);
    repository<Session>(t.tenant("b")).create({.id = "bs", .userId = "b1"}).value();
    const auto sessions = repository<Session>(t.tenant("a"));
    const auto same = [](const auto& theirs, const auto& nobodys) {
        REQUIRE(code_of(theirs) == errc::not_found);
        REQUIRE(code_of(nobodys) == errc::not_found);
        CHECK(theirs.error().message == nobodys.error().message);
        CHECK(theirs.error().model == nobodys.error().model);
        CHECK(theirs.error().fields == nobodys.error().fields);
        CHECK(theirs.error().constraint == nobodys.error().constraint);
        CHECK(theirs.error().native_code == nobodys.error().native_code);
        CHECK(theirs.error().statement == nobodys.error().statement);
        CHECK(theirs.error().server_text == nobodys.error().server_text);
    };
    same(users.get("b1"), users.get("zz"));
    same(users.get(by<&User::email>("ann@b")), users.get(by<&User::email>("zz")));
    same(users.update("b1", tenon::set<&User::level>(1)), users.update("zz", tenon::set<&User::level>(1)));
    same(users.remove("b1"), users.remove("zz"));
    same(sessions.get("bs"), sessions.get("zz"));
    same(sessions.remove("bs"), sessions.remove("zz"));
    CHECK_FALSE(users.exists("b1").value());
    CHECK_FALSE(users.exists(by<&User::email>("ann@b")).value());
    CHECK_FALSE(sessions.exists("bs").value());
}

TEMPLATE_LIST_TEST_CASE("isolation 12: a filter with OR stays inside the tenant", "[isolation]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto users = fill(t);
    CHECK(found(users, field<&User::level> == 1 || field<&User::level> == 2) == own);
    CHECK(found(users, field<&User::level> >= 0 || field<&User::level> < 0) == own);
    CHECK(found(users, field<&User::id> == "b1" || field<&User::id> == "b2").empty());
    CHECK(found(users, field<&User::tenantId> == "b" || field<&User::tenantId> == "a") == own);
    CHECK(found(users, field<&User::tenantId> == "b").empty());
    CHECK(found(users, (field<&User::level> == 1 && field<&User::email> == "ann@a") ||
                           field<&User::id>.starts_with("")) == own);
    CHECK(found(users, when(true, field<&User::level> == 9) || when(true, field<&User::level> < 9)) == own);
    CHECK(users.update_many(where(field<&User::level> == 1 || field<&User::level> == 2), tenon::set<&User::nick>("n"))
              .value() == 1);
    CHECK(users.remove_many(where(field<&User::level> == 1 || field<&User::level> == 2), tenon::take(5)).value() == 1);
    CHECK(repository<User>(t.tenant("b")).count().value() == 3);
}

TEMPLATE_LIST_TEST_CASE("isolation 13: NOT, an empty IN and NULL stay inside the tenant", "[isolation]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto users = fill(t);
    const strings none;
    CHECK(found(users, !(field<&User::level> == 9)) == own);
    CHECK(found(users, !(field<&User::tenantId> == "a")).empty());
    CHECK(found(users, field<&User::tenantId> != "a").empty());
    CHECK(found(users, !(field<&User::level> == 9 && field<&User::tenantId> == "a")) == own);
    CHECK(found(users, field<&User::id>.in(none)).empty());
    CHECK(found(users, !field<&User::id>.in(none)) == own);
    CHECK(found(users, field<&User::id>.not_in(none)) == own);
    CHECK(found(users, field<&User::id>.in({"a1", "b1", "b2"})) == own);
    CHECK(found(users, field<&User::nick>.is_null()) == own);
    CHECK(found(users, field<&User::nick>.is_not_null()).empty());
    CHECK(found(users, field<&User::nick> == std::nullopt || field<&User::nick> != std::nullopt) == own);
    CHECK(found(users, field<&User::nick> != std::optional<std::string>("y")) == own);
    CHECK(found(users, !(field<&User::nick> == "x")).empty());
}

TEMPLATE_LIST_TEST_CASE("isolation 18: counts, aggregates, groups and distinct rows are of the tenant's rows", "[isolation]", backends) {
    test_database<TestType, Tenant, User, Session> t;
    const auto users = fill(t);
    repository<Session>(t.tenant("b")).create_many({{.userId = "b1"}, {.userId = "b2"}}).value();
    CHECK(users.count().value() == 1);
    CHECK(users.count(where(field<&User::level> >= 1)).value() == 1);
    CHECK(users.page(tenon::take(1)).value().total == 1);
    CHECK_FALSE(users.page(tenon::take(1)).value().has_more);
    CHECK(repository<Session>(t.tenant("a")).count().value() == 0);
    CHECK_FALSE(repository<Session>(t.tenant("a")).exists().value());
    CHECK(repository<User>(t.tenant("b")).count().value() == 3);

    const auto all = users.aggregate(tenon::count(), tenon::count_distinct<&User::id>, tenon::min<&User::id>, tenon::max<&User::id>,
                                     where(field<&User::level> >= 0 || field<&User::id> == "b1"));
    const auto& [rows, ids, least, most] = all.value();
    CHECK(rows == 1);
    CHECK(ids == 1);
    CHECK(least == "a1");
    CHECK(most == "a1");
    // A group that another tenant has too is the own part of it, for having and for the order as well.
    const auto groups = users.group_by(tenon::by<&User::tenantId>, tenon::count(), tenon::having(tenon::count() < 2),
                                       tenon::order_by(tenon::desc<tenon::count()>));
    REQUIRE(groups.value().size() == 1);
    CHECK(groups.value()[0].get(field<&User::tenantId>) == "a");
    CHECK(groups.value()[0].get(tenon::count()) == 1);
    CHECK(each<&User::id>(users.find_many(tenon::distinct<&User::tenantId>).value()) == strings{"a1"});
    CHECK(each<&User::id>(users.find_many(tenon::distinct<&User::nick>, tenon::order_by(tenon::desc<&User::id>)).value()) ==
          strings{"a1"});
    CHECK(repository<Session>(t.tenant("a")).group_by(tenon::by<&Session::userId>).value().empty());
    CHECK(repository<Session>(t.tenant("a")).aggregate(tenon::sum<&Session::hits>).value().get(tenon::sum<&Session::hits>) ==
          std::nullopt);
    CHECK(repository<Session>(t.tenant("a")).find_many(tenon::distinct<&Session::hits>).value().empty());
}

TEMPLATE_LIST_TEST_CASE("isolation 22: negative and huge limits and offsets give no other rows", "[isolation]",
                        backends) {
    test_database<TestType, Tenant, User> t;
    const auto users = fill(t);
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
    for (const std::int64_t odd : {std::int64_t{-1}, std::int64_t{-2}, std::numeric_limits<std::int64_t>::min()}) {
        CHECK(code_of(users.find_many(tenon::take(odd))) == errc::invalid_value);
        CHECK(code_of(users.find_many(tenon::skip(odd))) == errc::invalid_value);
        CHECK(code_of(users.find_first(tenon::skip(odd))) == errc::invalid_value);
        CHECK(code_of(users.page(tenon::take(odd))) == errc::invalid_value);
        CHECK(code_of(users.update_many(tenon::all_rows, tenon::take(odd), tenon::set<&User::level>(7))) ==
              errc::invalid_value);
        CHECK(code_of(users.remove_many(tenon::all_rows, tenon::take(odd))) == errc::invalid_value);
    }
    CHECK(users.find_many(tenon::take(most)).value().size() == 1);
    CHECK(users.find_many(tenon::skip(most)).value().empty());
    CHECK(users.update_many(tenon::all_rows, tenon::take(most), tenon::set<&User::level>(7)).value() == 1);
    CHECK(users.remove_many(tenon::all_rows, tenon::take(most)).value() == 1);
    CHECK(repository<User>(t.tenant("b")).count(where(field<&User::level> == 7)).value() == 0);
    CHECK(repository<User>(t.tenant("b")).count().value() == 3);
}

TEMPLATE_LIST_TEST_CASE("isolation 25: wildcards and escapes in values reach no other tenant", "[isolation]",
                        backends) {
    test_database<TestType, Tenant, User> t;
    const auto users = fill(t);
    for (const char* text : {"%", "_", "\\", "%\\%%", "", "%' OR 1=1 --", "[a-z]", "*", "\\%", ".*"}) {
        CAPTURE(text);
        const auto inside = [&](const auto& condition) {
            const strings ids = found(users, condition);
            CHECK((ids.empty() || ids == own));
        };
        inside(field<&User::email>.contains(text));
        inside(field<&User::email>.starts_with(text));
        inside(field<&User::email>.ends_with(text));
        inside(field<&User::email>.like(text));
        inside(field<&User::email>.like(text, tenon::ignore_case));
        inside(field<&User::tenantId>.like(text));
        inside(field<&User::email> == text);
    }
    CHECK(found(users, field<&User::email>.contains("%")).empty());
    CHECK(found(users, field<&User::email>.like("%")) == own);
}

TEMPLATE_LIST_TEST_CASE("isolation 27: the tenant is a parameter of a statement that all tenants share", "[isolation]",
                        backends) {
    test_database<TestType, Tenant, User> t({"first-tenant", "second-tenant"});
    const auto texts_of = [&](const char* tenant) {
        t.forget();
        const auto users = repository<User>(t.tenant(tenant));
        const std::string id = users.create({.email = "e"}).value().id;
        users.get(id).value();
        users.find_many(where(field<&User::level> == 0), tenon::take(3)).value();
        users.update(id, tenon::set<&User::level>(1)).value();
        users.upsert({.email = "f"}, tenon::on_conflict<&User::email>, tenon::set<&User::level>(1)).value();
        users.remove_many(tenon::all_rows).value();
        strings texts;
        for (const seen_statement& statement : t.statements()) {
            CHECK(statement.tenant == tenant);
            CHECK(statement.text.find("tenant\"") == std::string::npos);
            CHECK(statement.text.find("-tenant") == std::string::npos);
            texts.push_back(statement.text);
        }
        return texts;
    };
    const strings first = texts_of("first-tenant");
    const strings second = texts_of("second-tenant");
    CHECK(first == second);
    REQUIRE(first.size() == 6);
    for (const seen_statement& statement : t.statements())
        CHECK(statement.cache_hit == TestType::prepares());
}

TEMPLATE_LIST_TEST_CASE("isolation 44: the order of options changes neither the text nor the rows", "[isolation]",
                        backends) {
    test_database<TestType, Tenant, User> t;
    const auto users = fill(t);
    const auto filter = where(field<&User::level> >= 0);
    const auto order = tenon::order_by(tenon::desc<&User::level>);
    const auto take = tenon::take(9);
    const auto skip = tenon::skip(0);
    t.forget();
    CHECK(sorted<&User::id>(users.find_many(filter, order, take, skip).value()) == own);
    CHECK(sorted<&User::id>(users.find_many(skip, take, order, filter).value()) == own);
    CHECK(sorted<&User::id>(users.find_many(order, filter, skip, take).value()) == own);
    CHECK(users.update_many(take, filter, tenon::set<&User::level>(5), order).value() == 1);
    CHECK(users.update_many(tenon::set<&User::level>(5), order, take, filter).value() == 1);
    std::set<std::string> texts;
    for (const seen_statement& statement : t.statements())
        texts.insert(statement.text);
    CHECK(texts.size() == 2);
    // Whatever is left out, no statement is without its tenant.
    CHECK(sorted<&User::id>(users.find_many().value()) == own);
    CHECK(sorted<&User::id>(users.find_many(order).value()) == own);
    CHECK(sorted<&User::id>(users.find_many(where(when(false, field<&User::level> == 9))).value()) == own);
    CHECK(users.count(where(when(false, field<&User::level> == 9) || when(false, field<&User::id> == "b1"))).value() ==
          1);
}
