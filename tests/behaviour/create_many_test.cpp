#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <vector>

#include "support/clock.hpp"
#include "support/database.hpp"

using namespace support;
using tenon::errc;
using tenon::repository;

namespace {

struct Ticket {
    std::int64_t number = 0;
    std::string tenantId;
    std::string title;
    tenon::timestamp createdAt;
    static constexpr auto tenon_model =
        tenon::table(tenon::primary_key<&Ticket::number>, tenon::generated<&Ticket::number>(tenon::autoincrement),
                     tenon::created_at<&Ticket::createdAt>, tenon::unique<&Ticket::title>);
};

/// A field of each kind that is sent in another form than the program's, one that may be NULL last.
struct Parcel {
    std::string id;
    std::string tenantId;
    std::string label;
    tenon::decimal weight;
    tenon::blob seal;
    bool open = false;
    std::optional<tenon::json> papers;
    friend bool operator==(const Parcel&, const Parcel&) = default;
};

Parcel make_parcel(std::size_t number) {
    Parcel made{.id = "p" + std::to_string(number),
                .tenantId = "a",
                .label = number % 4 == 0 ? std::string() : std::string(number % 50, 'x') + std::to_string(number),
                .weight = *tenon::decimal::parse(std::to_string(number) + ".25"),
                .seal = tenon::blob(number % 7, std::byte{9}),
                .open = number % 2 == 0};
    // In the words that jsonb, which layout::prisma has, gives back.
    if (number % 3 != 0) made.papers = *tenon::json::parse("{\"number\": " + std::to_string(number) + "}");
    return made;
}

/// Parcels that are made one by one, each in the place of the one before it.
class parcels_in_turn {
public:
    class iterator {
    public:
        using value_type = Parcel;
        using difference_type = std::ptrdiff_t;

        explicit iterator(std::size_t number) : number_(number), made_(make_parcel(number)) {}
        const Parcel& operator*() const { return made_; }
        iterator& operator++() {
            made_ = make_parcel(++number_);
            return *this;
        }
        void operator++(int) { ++*this; }
        friend bool operator==(const iterator& a, const iterator& b) { return a.number_ == b.number_; }

    private:
        std::size_t number_;
        Parcel made_;
    };

    explicit parcels_in_turn(std::size_t count) : count_(count) {}
    iterator begin() const { return iterator(0); }
    iterator end() const { return iterator(count_); }

private:
    std::size_t count_;
};

} // namespace

TEMPLATE_LIST_TEST_CASE("every row of many comes back as it was given, wherever the rows lie", "[create_many]", backends) {
    const std::size_t count = GENERATE(1U, 7U, 100U, 250U); // a statement of PostgreSQL has a hundred of them
    test_database<TestType, Tenant, Parcel> t;
    const auto parcels = repository<Parcel>(t.tenant("a"));
    std::vector<Parcel> given;
    for (std::size_t number = 0; number < count; ++number) given.push_back(make_parcel(number));
    const auto are_there = [&] {
        std::size_t same = 0;
        for (const Parcel& each : given) same += parcels.get(each.id).value() == each ? 1 : 0;
        return same == count && parcels.remove_many(tenon::all_rows).value() == static_cast<std::int64_t>(count);
    };
    parcels.create_many(given).value();
    CHECK(are_there());
    parcels.create_many(std::list<Parcel>(given.begin(), given.end())).value();
    CHECK(are_there());
    parcels.create_many(parcels_in_turn(count)).value();
    CHECK(are_there());
}

TEMPLATE_LIST_TEST_CASE("several thousand rows are created at once, and are their tenant's", "[create_many]",
                        backends) {
    test_database<TestType, Tenant, User> t;
    std::vector<User> rows(5000);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        rows[i].email = "user" + std::to_string(i);
        rows[i].level = static_cast<int>(i % 10);
    }
    CHECK(repository<User>(t.tenant("a")).create_many(rows).value() == 5000);
    CHECK(repository<User>(t.tenant("b")).count().value() == 0);

    const auto users = repository<User>(t.tenant("a"));
    CHECK(users.count().value() == 5000);
    CHECK(users.count(tenon::where(tenon::field<&User::level> == 3)).value() == 500);
    const auto one = users.get(tenon::by<&User::email>("user4999")).value();
    CHECK(one.tenantId == "a");
    CHECK(one.id.size() == 25);
    CHECK(rows[0].id.empty()); // what was given is not changed
}

TEMPLATE_LIST_TEST_CASE("create_many takes any range, and an empty one writes nothing", "[create_many]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto users = repository<User>(t.tenant("a"));
    CHECK(users.create_many(std::vector<User>{}).value() == 0);
    CHECK(users.create_many(std::list<User>{}, tenon::skip_duplicates).value() == 0);
    CHECK(users.create_many(std::list<User>{{.email = "1"}, {.email = "2"}}).value() == 2);
    CHECK(users.create_many(std::array<User, 1>{{{.email = "3"}}}).value() == 1);
    CHECK(users.create_many({{.email = "4"}, {.email = "5"}}).value() == 2);
    CHECK(sorted<&User::email>(users.find_many().value()) == strings{"1", "2", "3", "4", "5"});
}

TEMPLATE_LIST_TEST_CASE("one bad row and none is written", "[create_many]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto users = repository<User>(t.tenant("a"));
    users.create({.email = "taken"}).value();

    SECTION("a taken unique value, at the end") {
        const auto refused = users.create_many({{.email = "1"}, {.email = "2"}, {.email = "taken"}});
        REQUIRE(code_of(refused) == errc::unique_violation);
        CHECK(refused.error().fields == strings{"email"});
    }
    SECTION("two of its own rows meet") {
        CHECK(code_of(users.create_many({{.email = "1"}, {.email = "2"}, {.email = "1"}})) == errc::unique_violation);
    }
    SECTION("a row of another tenant") {
        const auto refused = users.create_many({{.email = "1"}, {.tenantId = "b", .email = "2"}});
        REQUIRE(code_of(refused) == errc::tenant_mismatch);
        CHECK(refused.error().fields == strings{"tenantId"});
    }
    SECTION("a row of another tenant, with skip_duplicates, which does not mean it") {
        CHECK(code_of(users.create_many({{.email = "1"}, {.tenantId = "b", .email = "2"}}, tenon::skip_duplicates)) ==
              errc::tenant_mismatch);
    }
    SECTION("a value that cannot be stored") {
        const auto refused = users.create_many({{.email = "1"}, {.email = "\xff"}});
        REQUIRE(code_of(refused) == errc::invalid_value);
        CHECK(refused.error().fields == strings{"email"});
    }
    SECTION("an unknown tenant") {
        CHECK(code_of(repository<User>(t.tenant("nobody")).create_many({{.email = "1"}})) ==
              errc::foreign_key_violation);
    }
    CHECK(users.count().value() == 1);
    CHECK(repository<User>(t.tenant("b")).count().value() == 0);
}

TEMPLATE_LIST_TEST_CASE("skip_duplicates leaves out what is there, changes none of it, and counts the rest",
                        "[create_many]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto users = repository<User>(t.tenant("a"));
    const User ann = users.create({.email = "ann", .level = 1}).value();

    CHECK(users
              .create_many({{.email = "ann", .level = 9},
                            {.email = "bob", .level = 2},
                            {.email = "bob", .level = 3},
                            {.id = ann.id, .email = "carl"}},
                           tenon::skip_duplicates)
              .value() == 1);
    CHECK(users.get(ann.id).value() == ann);
    CHECK(users.get(tenon::by<&User::email>("bob")).value().level == 2);
    CHECK(users.count().value() == 2);
}

TEMPLATE_LIST_TEST_CASE("another tenant's row is no duplicate", "[create_many]", tenant_first_backends) {
    test_database<TestType, Tenant, User> t;
    repository<User>(t.tenant("b")).create({.id = "1", .email = "ann", .level = 5}).value();
    CHECK(repository<User>(t.tenant("a")).create_many({{.id = "1", .email = "ann"}}, tenon::skip_duplicates).value() ==
          1);
    CHECK(repository<User>(t.tenant("b")).get("1").value().level == 5);
}

TEMPLATE_LIST_TEST_CASE("create_many fills generated ids, numbers and times as create does", "[create_many]",
                        backends) {
    const tenon::timestamp dawn{std::chrono::hours{1}};
    fake_clock clock(dawn);
    test_database<TestType, Tenant, Ticket> t;
    const auto tickets = repository<Ticket>(t.tenant("a"));
    CHECK(tickets.create_many({{.title = "x"}, {.number = 50, .title = "fifty"}, {.title = "y"}}).value() == 3);
    const auto all = tickets.find_many(tenon::order_by(tenon::asc<&Ticket::title>)).value();
    CHECK(each<&Ticket::title>(all) == strings{"fifty", "x", "y"});
    CHECK(all[0].number == 50);
    CHECK(all[1].number > 0);
    CHECK(all[2].number > all[1].number);
    for (const Ticket& ticket : all) {
        CHECK(ticket.createdAt == dawn);
        CHECK(ticket.tenantId == "a");
    }
    // Numbered and not: all or nothing holds for both together.
    CHECK(code_of(tickets.create_many({{.title = "z"}, {.number = 50, .title = "again"}})) == errc::unique_violation);
    CHECK(code_of(tickets.create_many({{.number = 60, .title = "sixty"}, {.title = "x"}})) == errc::unique_violation);
    CHECK(tickets.count().value() == 3);
    CHECK(tickets.create_many({{.title = "x"}, {.title = "z"}, {.number = 50}}, tenon::skip_duplicates).value() == 1);
}
