#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "support/database.hpp"

using namespace support;
using tenon::by;
using tenon::errc;
using tenon::field;
using tenon::repository;
using tenon::where;

namespace {

struct Seat {
    int row = 0;
    std::string tenantId;
    std::string letter;
    std::string passenger;
    std::optional<std::string> ticket;
    static constexpr auto tenon_model =
        tenon::table(tenon::primary_key<&Seat::row, &Seat::letter>, tenon::unique<&Seat::passenger, &Seat::row>,
                     tenon::unique<&Seat::ticket>);
};

} // namespace

TEMPLATE_LIST_TEST_CASE("a row is found by its key and by its uniques, and by its own tenant only", "[find]",
                        backends) {
    test_database<TestType, Tenant, User> t;
    const auto users_a = repository<User>(t.tenant("a"));
    const auto users_b = repository<User>(t.tenant("b"));
    const User ann = users_a.create({.email = "ann", .level = 1}).value();

    const auto by_key = users_b.get(ann.id);
    const auto absent = users_b.get("no such id");
    REQUIRE(code_of(by_key) == errc::not_found);
    REQUIRE(code_of(absent) == errc::not_found);
    CHECK(to_string(by_key.error()) == to_string(absent.error()));
    CHECK(by_key.error().model == "User");
    CHECK(code_of(users_b.get(by<&User::email>("ann"))) == errc::not_found);
    CHECK_FALSE(users_b.find_unique(ann.id).value());
    CHECK_FALSE(users_b.find_unique(by<&User::email>("ann")).value());
    CHECK_FALSE(users_b.exists(ann.id).value());
    CHECK_FALSE(users_b.exists(by<&User::email>("ann")).value());

    CHECK(users_a.get(ann.id).value() == ann);
    CHECK(users_a.get(by<&User::email>("ann")).value() == ann);
    CHECK(users_a.find_unique(ann.id).value() == ann);
    CHECK(users_a.find_unique(by<&User::email>("ann")).value() == ann);
    CHECK(users_a.exists(ann.id).value());
    CHECK(users_a.exists(by<&User::email>("ann")).value());
    CHECK_FALSE(users_a.exists(by<&User::email>("Ann")).value());
    CHECK_FALSE(users_a.find_unique(ann.id + " ").value());
}

TEMPLATE_LIST_TEST_CASE("a key of several fields names its row in the order of its fields", "[find]", backends) {
    test_database<TestType, Tenant, Seat> t;
    const auto seats = repository<Seat>(t.tenant("a"));
    seats.create({.row = 1, .letter = "A", .passenger = "ann", .ticket = "t1"}).value();
    seats.create({.row = 1, .letter = "B", .passenger = "bob"}).value();
    seats.create({.row = 2, .letter = "A", .passenger = "ann"}).value();

    CHECK(seats.get(1, "B").value().passenger == "bob");
    CHECK(seats.get(2, "A").value().passenger == "ann");
    CHECK_FALSE(seats.find_unique(2, "B").value());
    CHECK(seats.exists(1, "A").value());
    CHECK(seats.get(by<&Seat::passenger, &Seat::row>("ann", 2)).value().letter == "A");
    CHECK(seats.get(by<&Seat::row, &Seat::passenger>(1, "ann")).value().letter == "A");
    CHECK(seats.get(by<&Seat::ticket>("t1")).value().passenger == "ann");
    CHECK_FALSE(seats.find_unique(by<&Seat::ticket>("t2")).value());

    CHECK(code_of(seats.create({.row = 1, .letter = "A", .passenger = "eve"})) == errc::unique_violation);
    const auto twice = seats.create({.row = 2, .letter = "C", .passenger = "ann"});
    REQUIRE(code_of(twice) == errc::unique_violation);
    CHECK(twice.error().fields == strings{"passenger", "row"});
    // NULLs are not equal, so many rows may be without a ticket.
    CHECK(seats.create({.row = 3, .letter = "A", .passenger = "eve"}).value().ticket == std::nullopt);

    CHECK(repository<Seat>(t.tenant("b")).count().value() == 0);
    CHECK(seats.update(1, "B", tenon::set<&Seat::ticket>("t9")).value().ticket == "t9");
    CHECK(seats.remove(by<&Seat::ticket>("t9")).value().letter == "B");
    CHECK(seats.remove(2, "A").value().passenger == "ann");
    CHECK(seats.count().value() == 2);
}

TEMPLATE_LIST_TEST_CASE("a number that no key can be finds nothing or is refused, and is never another number",
                        "[find]", backends) {
    test_database<TestType, Tenant, Seat> t;
    const auto seats = repository<Seat>(t.tenant("a"));
    seats.create({.row = 0, .letter = "A", .passenger = "ann"}).value();
    seats.create({.row = -1, .letter = "A", .passenger = "bob"}).value();
    CHECK_FALSE(seats.find_unique(1LL << 32, "A").value());
    CHECK(code_of(seats.find_unique(std::numeric_limits<std::uint64_t>::max(), "A")) == errc::out_of_range);
}

TEMPLATE_LIST_TEST_CASE("find_first gives the first row in the order asked for", "[find]", backends) {
    test_database<TestType, Tenant, User> t;
    repository<User>(t.tenant("b")).create({.email = "0", .level = 99}).value();
    const auto users = repository<User>(t.tenant("a"));
    CHECK_FALSE(users.find_first().value());
    users.create_many({{.email = "1", .level = 1}, {.email = "2", .level = 2}, {.email = "3", .level = 2}}).value();
    const auto by_level = tenon::order_by(tenon::desc<&User::level>, tenon::asc<&User::email>);
    CHECK(users.find_first(by_level).value()->email == "2");
    CHECK(users.find_first(by_level, tenon::skip(1)).value()->email == "3");
    CHECK(users.find_first(where(field<&User::level> == 1)).value()->email == "1");
    CHECK_FALSE(users.find_first(where(field<&User::level> == 99)).value());
    CHECK_FALSE(users.find_first(by_level, tenon::skip(3)).value());
    CHECK(code_of(users.find_first(tenon::skip(-1))) == errc::invalid_value);
}

TEMPLATE_LIST_TEST_CASE("find_many, count and exists see the scope's rows only", "[find]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto users_a = repository<User>(t.tenant("a"));
    const auto users_b = repository<User>(t.tenant("b"));
    CHECK_FALSE(users_a.exists().value());
    users_a.create_many({{.email = "1", .level = 1}, {.email = "2", .level = 2}}).value();
    users_b.create_many({{.email = "3", .level = 1}, {.email = "4", .level = 7}, {.email = "5", .level = 1}}).value();

    CHECK(sorted<&User::email>(users_a.find_many().value()) == strings{"1", "2"});
    CHECK(sorted<&User::email>(users_b.find_many().value()) == strings{"3", "4", "5"});
    CHECK(sorted<&User::email>(users_a.find_many(where(field<&User::level> == 1)).value()) == strings{"1"});
    CHECK(users_a.find_many(where(field<&User::level> == 7)).value().empty());
    CHECK(users_a.count().value() == 2);
    CHECK(users_b.count(where(field<&User::level> == 1)).value() == 2);
    CHECK(users_a.exists().value());
    CHECK(users_a.exists(where(field<&User::email> == "2")).value());
    CHECK_FALSE(users_a.exists(where(field<&User::email> == "3")).value());
}

TEMPLATE_LIST_TEST_CASE("a page tells how many rows there are and whether more follow", "[find]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto users = repository<User>(t.tenant("a"));
    const auto by_email = tenon::order_by(tenon::asc<&User::email>);
    repository<User>(t.tenant("b")).create_many({{.email = "x"}, {.email = "y"}}).value();

    const auto none = users.page(by_email, tenon::take(10)).value();
    CHECK(none.items.empty());
    CHECK(none.total == 0);
    CHECK_FALSE(none.has_more);

    users.create_many({{.email = "1"}, {.email = "2"}, {.email = "3"}, {.email = "4", .level = 1}, {.email = "5"}})
        .value();
    const auto first = users.page(by_email, tenon::take(2)).value();
    CHECK(each<&User::email>(first.items) == strings{"1", "2"});
    CHECK(first.total == 5);
    CHECK(first.has_more);

    const auto last = users.page(by_email, tenon::take(2), tenon::skip(4)).value();
    CHECK(each<&User::email>(last.items) == strings{"5"});
    CHECK(last.total == 5);
    CHECK_FALSE(last.has_more);

    const auto exact = users.page(by_email, tenon::take(5)).value();
    CHECK(exact.items.size() == 5);
    CHECK_FALSE(exact.has_more);

    const auto beyond = users.page(by_email, tenon::take(2), tenon::skip(100)).value();
    CHECK(beyond.items.empty());
    CHECK(beyond.total == 5);
    CHECK_FALSE(beyond.has_more);

    const auto filtered = users.page(where(field<&User::level> == 0), by_email, tenon::take(3), tenon::skip(1)).value();
    CHECK(each<&User::email>(filtered.items) == strings{"2", "3", "5"});
    CHECK(filtered.total == 4);
    CHECK_FALSE(filtered.has_more);

    const auto empty = users.page(by_email, tenon::take(0)).value();
    CHECK(empty.items.empty());
    CHECK(empty.total == 5);
    CHECK(empty.has_more);

    CHECK(code_of(users.page(tenon::take(-1))) == errc::invalid_value);
    CHECK(code_of(users.page(tenon::take(1), tenon::skip(-1))) == errc::invalid_value);
    const auto far = users
                         .page(tenon::take(std::numeric_limits<std::int64_t>::max()),
                               tenon::skip(std::numeric_limits<std::int64_t>::max()))
                         .value();
    CHECK(far.items.empty());
    CHECK_FALSE(far.has_more);
}
