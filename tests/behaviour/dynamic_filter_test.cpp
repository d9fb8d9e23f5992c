// Filters and orders whose fields and operators are names, as they come from outside.
#include <tenon/dynamic.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "support/database.hpp"

using namespace support;
using tenon::asc;
using tenon::dynamic_filter;
using tenon::dynamic_sort;
using tenon::errc;
using tenon::field;
using tenon::order_by;
using tenon::repository;
using tenon::where;

namespace {

enum class colour { red, green };

struct Thing {
    std::string id;
    std::string tenantId;
    bool flag = false;
    std::int64_t number = 0;
    double real = 0;
    std::optional<std::string> text;
    tenon::timestamp time{};
    tenon::date day{};
    tenon::uuid uuid{};
    tenon::decimal amount;
    colour paint = colour::red;
    std::optional<tenon::timestamp> deletedAt;
    static constexpr auto tenon_model = tenon::table(tenon::soft_delete<&Thing::deletedAt>);
};
struct UserCard {
    std::string id;
    std::vector<Session> sessions;
    static constexpr auto tenon_shape = tenon::of<User>;
};

/// Tenant a has three users, tenant b one that any filter would find.
template <class Database>
auto fill(const Database& t) {
    repository<User>(t.tenant("b")).create({.id = "b1", .email = "Ann@x.test", .level = 2, .nick = "x"}).value();
    const auto users = repository<User>(t.tenant("a"));
    users
        .create_many({{.id = "1", .email = "ann@x.test", .level = 1},
                      {.id = "2", .email = "bob@y.test", .level = 2, .nick = "x"},
                      {.id = "3", .email = "EVE@x.test", .level = 3}})
        .value();
    return users;
}
dynamic_filter<User> filter(std::string_view name, std::string_view op, std::string_view value) {
    dynamic_filter<User> made;
    made.add(name, op, value);
    made.check().value();
    return made;
}
template <class Users, class Condition>
strings found(const Users& users, const Condition& condition) {
    const auto rows = users.find_many(where(condition)).value();
    CHECK(users.count(where(condition)).value() == static_cast<std::int64_t>(rows.size()));
    CHECK(users.exists(where(condition)).value() == !rows.empty());
    return sorted<&User::id>(rows);
}

} // namespace

TEMPLATE_LIST_TEST_CASE("operators by name find what the typed ones find, in one tenant", "[dynamic]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto users = fill(t);
    const auto by = [&](std::string_view name, std::string_view op, std::string_view value) { return found(users, filter(name, op, value)); };
    CHECK(by("level", "eq", "2") == strings{"2"});
    CHECK(by("level", "ne", "2") == strings{"1", "3"});
    CHECK(by("level", "lt", "2") == strings{"1"});
    CHECK(by("level", "lte", "2") == strings{"1", "2"});
    CHECK(by("level", "gt", "2") == strings{"3"});
    CHECK(by("level", "gte", "2") == strings{"2", "3"});
    CHECK(by("level", "in", "1,3") == strings{"1", "3"});
    CHECK(by("level", "in", "") == strings{});
    CHECK(by("level", "not_in", "1,3") == strings{"2"});
    CHECK(by("email", "contains", "@x") == strings{"1", "3"});
    CHECK(by("email", "contains", "%") == strings{});
    CHECK(by("email", "starts_with", "bob") == strings{"2"});
    CHECK(by("email", "ends_with", "y.test") == strings{"2"});
    CHECK(by("email", "startsWith", "bob") == strings{"2"});
    CHECK(by("email", "eq", "' OR 1 = 1 --") == strings{});
    CHECK(by("email", "eq_ignore_case", "eve@X.test") == strings{"3"});
    CHECK(by("email", "contains_ignore_case", "E@X") == strings{"3"});
    CHECK(by("nick", "is_null", "true") == strings{"1", "3"});
    CHECK(by("nick", "is_null", "false") == strings{"2"});
    CHECK(by("tenantId", "eq", "b") == strings{});
    CHECK(repository<User>(t.system()).count(where(filter("tenantId", "eq", "b"))).value() == 1);
}

TEMPLATE_LIST_TEST_CASE("values of each type are compared as what they are", "[dynamic]", backends) {
    test_database<TestType, Tenant, User, Thing> t;
    const auto things = repository<Thing>(t.tenant("a"));
    things
        .create_many({{.id = "1",
                       .flag = true,
                       .number = INT64_MIN,
                       .real = -0.5,
                       .text = "x",
                       .time = tenon::parse_timestamp("2026-01-02T03:04:05.006Z").value(),
                       .day = tenon::parse_date("2026-01-02").value(),
                       .uuid = tenon::parse_uuid("01234567-89ab-cdef-0123-456789abcdef").value(),
                       .amount = tenon::decimal::parse("10.5").value(),
                       .paint = colour::green},
                      {.id = "2", .number = 7, .real = 2e9, .amount = tenon::decimal::parse("9.5").value()}})
        .value();
    const auto by = [&](std::string_view name, std::string_view op, std::string_view value) {
        dynamic_filter<Thing> made;
        made.add(name, op, value);
        made.check().value();
        return sorted<&Thing::id>(things.find_many(where(made)).value());
    };
    CHECK(by("flag", "eq", "true") == strings{"1"});
    CHECK(by("number", "eq", "-9223372036854775808") == strings{"1"});
    CHECK(by("number", "in", "7,8") == strings{"2"});
    CHECK(by("real", "lt", "0") == strings{"1"});
    CHECK(by("real", "in", "2e9") == strings{"2"});
    CHECK(by("text", "ne", "y") == strings{"1"});
    CHECK(by("time", "gte", "2026-01-02T04:04:05.006+01:00") == strings{"1"});
    CHECK(by("time", "in", "2026-01-02T03:04:05.006Z") == strings{"1"});
    CHECK(by("day", "eq", "2026-01-02") == strings{"1"});
    CHECK(by("uuid", "eq", "01234567-89ab-cdef-0123-456789abcdef") == strings{"1"});
    CHECK(by("uuid", "in", "01234567-89ab-cdef-0123-456789abcdef") == strings{"1"});
    CHECK(by("amount", "gt", "9.50") == strings{"1"});
    CHECK(by("amount", "in", "9.50,1") == strings{"2"});
    CHECK(by("paint", "eq", "green") == strings{"1"});
    CHECK(by("paint", "in", "red,green") == strings{"1", "2"});
    things.remove("2").value();
    const auto by_number = order_by(dynamic_sort<Thing>().add("-number"));
    CHECK(each<&Thing::id>(things.find_many(by_number).value()) == strings{"1"});
    CHECK(each<&Thing::id>(things.find_many(by_number, tenon::with_deleted).value()) == strings{"2", "1"});
    CHECK(things.page(by_number, tenon::only_deleted, tenon::take(1)).value().total == 1);
}

TEMPLATE_LIST_TEST_CASE("filters from outside stand in filters by related rows", "[dynamic]", backends) {
    test_database<TestType, Tenant, User, Session> t;
    const auto users = fill(t);
    const auto sessions = repository<Session>(t.tenant("a"));
    sessions.create_many({{.id = "s1", .userId = "1", .hits = 1}, {.id = "s2", .userId = "2", .hits = 2}, {.id = "s3", .userId = "2", .hits = 5}}).value();
    repository<Session>(t.tenant("b")).create({.id = "s4", .userId = "b1", .hits = 5}).value();
    const auto hits = [](std::string_view op, std::string_view value) {
        dynamic_filter<Session> made;
        made.add("hits", op, value);
        return made;
    };
    constexpr auto theirs = tenon::related<&Session::userId>;
    CHECK(found(users, theirs.some(hits("gte", "2"))) == strings{"2"});
    CHECK(found(users, theirs.none(hits("gte", "2"))) == strings{"1", "3"});
    CHECK(found(users, theirs.every(hits("gte", "2"))) == strings{"2", "3"});
    CHECK(found(users, theirs.some(dynamic_filter<Session>())) == strings{"1", "2"});
    CHECK(found(users, field<&User::level> > 0 && theirs.some(hits("in", "1,5") && field<&Session::hits> < 5) && field<&User::level> < 9) == strings{"1"});
    CHECK(found(users, !theirs.some(hits("gte", "2")) && filter("email", "ends_with", "x.test")) == strings{"1", "3"});
    CHECK(sorted<&Session::id>(sessions.find_many(where(theirs.is(filter("level", "gte", "2")) && field<&Session::hits> < 5)).value()) == strings{"s2"});
    CHECK(sorted<&Session::id>(sessions.find_many(where(theirs.is(theirs.some(hits("eq", "5"))))).value()) == strings{"s2", "s3"});
    CHECK(sessions.remove_many(where(theirs.is_not(filter("level", "gte", "2")))).value() == 1);
    CHECK(code_of(users.count(where(theirs.some(hits("gte", "x"))))) == errc::validation_failed);
}

TEMPLATE_LIST_TEST_CASE("filters from outside join with typed ones, and with each other", "[dynamic]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto users = fill(t);
    const auto high = filter("level", "gte", "2");
    const auto at_x = filter("email", "ends_with", "@x.test");
    const auto some = filter("level", "in", "1,2");
    CHECK(found(users, high && field<&User::level> < 3) == strings{"2"});
    CHECK(found(users, field<&User::level> < 3 && high) == strings{"2"});
    CHECK(found(users, field<&User::level> < 3 && high && field<&User::nick> == "x") == strings{"2"});
    CHECK(found(users, high || at_x) == strings{"1", "2", "3"});
    CHECK(found(users, high && at_x) == strings{"3"});
    CHECK(found(users, field<&User::level> > 0 && some && field<&User::email> != "z" && at_x && field<&User::level> < 9) == strings{"1"});
    CHECK(found(users, !high) == strings{"1"});
    CHECK(found(users, tenon::when(false, high) && at_x) == strings{"1", "3"});
    auto both = high;
    both.add("email", "contains", "x.test");
    CHECK(found(users, both) == strings{"3"});
    CHECK(found(users, high) == strings{"2", "3"}); // a copy is another
    CHECK(found(users, dynamic_filter<User>()) == strings{"1", "2", "3"});
    CHECK(found(users, dynamic_filter<User>() && high) == strings{"2", "3"});
}

TEMPLATE_LIST_TEST_CASE("groups of conditions hold as their words say", "[dynamic]", backends) {
    using kind = tenon::sql::dynamic_node::kind;
    test_database<TestType, Tenant, User> t;
    const auto users = fill(t);
    const auto group = [&](kind what, std::vector<const char*> levels) {
        dynamic_filter<User> made;
        auto* const inner = made.conditions().add_group(made.conditions().root(), what, 1);
        for (const std::string_view level : levels) made.conditions().add(*inner, "level", "eq", std::vector{level});
        made.add("email", "ne", "z");
        return found(users, made && field<&User::level> > 0);
    };
    CHECK(group(kind::any, {"1", "3"}) == strings{"1", "3"});
    CHECK(group(kind::all, {"1", "3"}) == strings{});
    CHECK(group(kind::none, {"1", "3"}) == strings{"2"});
    CHECK(group(kind::none, {"1"}) == strings{"2", "3"});
    CHECK(group(kind::any, {"2"}) == strings{"2"});
    CHECK(group(kind::any, {}) == strings{});
}

TEMPLATE_LIST_TEST_CASE("every verb that takes a filter takes one from outside", "[dynamic]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto users = fill(t);
    const auto high = filter("level", "gte", "2");
    CHECK(users.find_first(where(high), order_by(asc<&User::level>)).value()->id == "2");
    const auto page = users.page(where(high), order_by(tenon::desc<&User::level>), tenon::take(1), tenon::skip(1)).value();
    CHECK(each<&User::id>(page.items) == strings{"2"});
    CHECK(page.total == 2);
    CHECK(users.aggregate(tenon::count(), where(high)).value().get(tenon::count()) == 2);
    std::size_t streamed = 0;
    for (auto& row : users.stream(where(high))) streamed += row.has_value() ? 1U : 9U;
    CHECK(streamed == 2);
    const auto [some, all] = t.tenant("a").batch([&](auto& tx) { return repository<User>(tx).count(where(high)); },
                                                 [&](auto& tx) { return repository<User>(tx).count(where(filter("level", "gte", "1"))); });
    CHECK(some.value() == 2);
    CHECK(all.value() == 3);
    CHECK(users.update_many(where(high && field<&User::level> < 3), tenon::set<&User::nick>("y"), tenon::increment<&User::level>(10)).value() == 1);
    CHECK(users.get("2").value().level == 12);
    CHECK(users.update_many(where(high), order_by(asc<&User::level>), tenon::take(1), tenon::set<&User::nick>("z")).value() == 1);
    CHECK(users.get("3").value().nick == "z");
    CHECK(code_of(users.remove_many(where(dynamic_filter<User>()))) == errc::invalid_value);
    CHECK(users.remove_many(where(high)).value() == 2);
    CHECK(repository<User>(t.tenant("b")).count().value() == 1);
}

TEMPLATE_LIST_TEST_CASE("orders from outside are followed, and end as every order does", "[dynamic]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto users = fill(t);
    const auto sorted_by = [&](auto... keys) {
        dynamic_sort<User> sort;
        (sort.add(keys), ...);
        sort.check().value();
        return each<&User::id>(users.find_many(order_by(sort)).value());
    };
    CHECK(sorted_by("-level") == strings{"3", "2", "1"});
    CHECK(sorted_by("email") == strings{"3", "1", "2"});
    CHECK(sorted_by("nick", "-level") == strings{"3", "1", "2"});
    CHECK(sorted_by("-nick") == strings{"2", "3", "1"});
    CHECK(sorted_by() == strings{"1", "2", "3"});
    dynamic_sort<User> down;
    down.add("-level");
    CHECK(each<&User::id>(users.find_many(where(filter("level", "lt", "3")), order_by(down), tenon::take(1)).value()) == strings{"2"});
    CHECK(each<&User::id>(users.page(where(field<&User::level> > 1), order_by(down), tenon::take(1)).value().items) == strings{"3"});
    CHECK(users.find_first(order_by(down)).value()->id == "3");
    CHECK(each<&User::id>(users.find_many(order_by(down), tenon::distinct<&User::nick>).value()) == strings{"3", "2"});
    const std::string typed = [&] {
        users.find_many(order_by(tenon::desc<&User::nick>, asc<&User::level>)).value();
        return t.last().text;
    }();
    users.find_many(order_by(dynamic_sort<User>().add("-nick").add("level"))).value();
    CHECK(t.last().text == typed);
}

TEMPLATE_LIST_TEST_CASE("a page in an order from outside is the one statement that a typed one is", "[dynamic]", backends) {
    test_database<TestType, Tenant, User, Session> t;
    const auto users = fill(t);
    repository<Session>(t.tenant("a")).create_many({{.id = "s1", .userId = "3"}, {.id = "s2", .userId = "1"}}).value();
    const auto outside = order_by(dynamic_sort<User>().add("-nick").add("level"));
    const auto typed = order_by(tenon::desc<&User::nick>, asc<&User::level>);
    const auto high = filter("level", "gte", "1") && field<&User::email> != "z" && filter("email", "contains", "@");
    t.forget();
    const auto page = users.page(where(high), outside, tenon::take(2)).value();
    CHECK(each<&User::id>(page.items) == strings{"2", "1"});
    CHECK(page.total == 3);
    CHECK(page.has_more);
    CHECK(!page.next);
    CHECK(t.statements().size() == 1);
    users.page(where(field<&User::level> >= 1 && field<&User::email> != "z" && field<&User::email>.contains("@")), typed, tenon::take(2)).value();
    CHECK(t.statements()[0].text == t.last().text);
    t.forget();
    const auto beyond = users.page(where(high), outside, tenon::take(2), tenon::skip(7)).value();
    CHECK(beyond.items.empty());
    CHECK(beyond.total == 3);
    CHECK(!beyond.has_more);
    CHECK(t.statements().size() == 1);
    const auto cards = users.page(tenon::as<UserCard>, where(high), outside, tenon::take(2), tenon::skip(1)).value();
    CHECK(each<&UserCard::id>(cards.items) == strings{"1", "3"});
    CHECK(each<&Session::id>(cards.items[1].sessions) == strings{"s1"});
    CHECK(cards.total == 3);
    CHECK(!cards.has_more);
    CHECK(t.statements().size() == 3); // and one for the sessions
    CHECK(repository<User>(t.system()).page(order_by(dynamic_sort<User>().add("-level")), tenon::take(1)).value().total == 4);
    CHECK(code_of(users.page(outside, tenon::take(-1))) == errc::invalid_value);
    CHECK(code_of(users.page(order_by(dynamic_sort<User>().add("nothing")), tenon::take(1))) == errc::validation_failed);
}

TEMPLATE_LIST_TEST_CASE("a verb refuses a filter or an order with problems, and sends nothing", "[dynamic]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto users = fill(t);
    dynamic_filter<User> wrong;
    wrong.add("nothing", "eq", "1");
    CHECK(code_of(users.find_many(where(wrong))) == errc::validation_failed);
    CHECK(code_of(users.remove_many(where(wrong || field<&User::level> > 0))) == errc::validation_failed);
    CHECK(code_of(users.find_many(order_by(dynamic_sort<User>().add("nothing")))) == errc::validation_failed);
    CHECK(users.count().value() == 3);
}

TEMPLATE_LIST_TEST_CASE("a flood of shapes leaves those that are asked for often prepared, and finds what it asks for", "[dynamic]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto users = fill(t);
    for (int shape = 1; shape < 300; ++shape) {
        dynamic_filter<User> made;
        for (int rest = shape; rest != 0; rest /= 2) made.add("level", rest % 2 != 0 ? "gte" : "lt", "2"); // no row is both
        CHECK(users.count(where(made)).value() == ((shape & (shape + 1)) == 0 ? 2 : 0));
        if (shape % 50 != 1) continue;
        CHECK(users.count(where(filter("email", "contains", "@"))).value() == 3);
        if (shape != 1) CHECK(t.last().cache_hit == TestType::prepares());
    }
}

TEMPLATE_LIST_TEST_CASE("isolation 54: the text of a filter from outside is that of its shape, whatever its values", "[dynamic][isolation]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto users = fill(t);
    const auto text = [&](const auto& condition) {
        users.find_many(where(condition)).value();
        return t.last().text;
    };
    const std::string first = text(filter("level", "in", "1,2,3"));
    CHECK(text(filter("level", "in", "7")) == first);
    CHECK(t.last().cache_hit == TestType::prepares());
    CHECK(text(filter("level", "in", "")) == first);
    CHECK(text(filter("email", "contains", "'; DROP TABLE x; --")).find("DROP") == std::string::npos);
    CHECK(text(filter("level", "gte", "2")) == text(field<&User::level> >= 2));
    CHECK(text(filter("email", "starts_with", "a")) == text(field<&User::email>.starts_with("a")));
    CHECK(text(filter("email", "eq_ignore_case", "a")) == text(tenon::ignore_case(field<&User::email>) == "a"));
    CHECK(text(filter("level", "gte", "2") && field<&User::email> != "x") == text(field<&User::level> >= 2 && field<&User::email> != "x"));
    CHECK(text(field<&User::email> != "x" && filter("level", "not_in", "2")) == text(field<&User::email> != "x" && field<&User::level>.not_in({2})));
}
