#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "support/clock.hpp"
#include "support/database.hpp"

using namespace support;
using tenon::errc;
using tenon::repository;
using namespace std::chrono_literals;

namespace {

struct CreatedTicket {
    int number = 0;
    std::string tenantId;
    std::string title;
    static constexpr auto tenon_model =
        tenon::table(tenon::primary_key<&CreatedTicket::number>, tenon::generated<&CreatedTicket::number>(tenon::autoincrement));
};
struct Key {
    std::string id;
    std::string tenantId;
    std::string random;
    std::optional<tenon::uuid> ordered;
    static constexpr auto tenon_model =
        tenon::table(tenon::generated<&Key::id>(tenon::uuid7), tenon::generated<&Key::random>(tenon::uuid4),
                     tenon::generated<&Key::ordered>(tenon::uuid7));
};
enum class state { open, closed };
struct Task {
    std::string id;
    std::string tenantId;
    std::string title;
    std::string color;
    int weight = 0;
    state status = state::closed;
    std::optional<bool> visible;
    tenon::timestamp createdAt;
    std::optional<tenon::timestamp> updatedAt;
    static constexpr auto tenon_model =
        tenon::table(tenon::default_value<&Task::color>("red"), tenon::default_value<&Task::weight>(7),
                     tenon::default_value<&Task::status>(state::open), tenon::default_value<&Task::visible>(true),
                     tenon::created_at<&Task::createdAt>, tenon::updated_at<&Task::updatedAt>);
};

const tenon::timestamp noon{std::chrono::sys_days{std::chrono::year{2026} / 7 / 1} + 12h};

} // namespace

TEMPLATE_LIST_TEST_CASE("a created row is its tenant's and nobody else's", "[create]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto users_a = repository<User>(t.tenant("a"));
    const auto users_b = repository<User>(t.tenant("b"));
    const User ann = users_a.create({.email = "ann@a", .level = 3, .nick = "annie"}).value();

    CHECK(users_b.count().value() == 0);
    CHECK_FALSE(users_b.exists(ann.id).value());
    CHECK_FALSE(users_b.find_unique(ann.id).value());

    CHECK(ann.tenantId == "a");
    CHECK(ann.email == "ann@a");
    CHECK(users_a.get(ann.id).value() == ann);
    CHECK(users_a.count().value() == 1);
    CHECK(t.statements().size() != 0);
}

TEMPLATE_LIST_TEST_CASE("a row that names the scope's own tenant is created", "[create]", backends) {
    test_database<TestType, Tenant, User> t;
    const User ann = repository<User>(t.tenant("a")).create({.tenantId = "a", .email = "ann@a"}).value();
    CHECK(ann.tenantId == "a");
}

TEMPLATE_LIST_TEST_CASE("a text key named id gets a cuid when it is empty, and keeps what was given", "[create]",
                        backends) {
    test_database<TestType, Tenant, User> t;
    const auto users = repository<User>(t.tenant("a"));
    std::set<std::string> ids;
    for (int i = 0; i < 100; ++i) {
        const std::string id = users.create({.email = std::to_string(i)}).value().id;
        CHECK(id.size() == 25);
        CHECK(id.starts_with("c"));
        ids.insert(id);
    }
    CHECK(ids.size() == 100);
    CHECK(users.create({.id = "my own", .email = "x"}).value().id == "my own");
    CHECK(users.get("my own").value().email == "x");
}

TEMPLATE_LIST_TEST_CASE("uuid4 and uuid7 fill text fields and uuid fields", "[create]", backends) {
    test_database<TestType, Tenant, Key> t;
    const auto keys = repository<Key>(t.tenant("a"));
    const Key first = keys.create({}).value();
    const Key second = keys.create({}).value();
    CHECK(tenon::parse_uuid(first.id));
    CHECK(first.id[14] == '7');
    CHECK(tenon::parse_uuid(first.random));
    CHECK(first.random[14] == '4');
    REQUIRE(first.ordered);
    CHECK(to_string(*first.ordered)[14] == '7');
    CHECK(first.id < second.id);
    CHECK(*first.ordered < *second.ordered);
    CHECK(first.random != second.random);
    CHECK(keys.get(first.id).value().ordered == first.ordered);

    const tenon::uuid mine = *tenon::parse_uuid("f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
    CHECK(keys.create({.ordered = mine}).value().ordered == mine);
}

TEMPLATE_LIST_TEST_CASE("autoincrement numbers rows, and takes a number that is given", "[create]", backends) {
    test_database<TestType, Tenant, CreatedTicket> t;
    const auto tickets_a = repository<CreatedTicket>(t.tenant("a"));
    const auto tickets_b = repository<CreatedTicket>(t.tenant("b"));
    const CreatedTicket first = tickets_a.create({.title = "first"}).value();
    const CreatedTicket theirs = tickets_b.create({.title = "theirs"}).value();
    const CreatedTicket second = tickets_a.create({.title = "second"}).value();
    CHECK(first.number > 0);
    CHECK(second.number > first.number);
    CHECK(first.tenantId == "a");
    CHECK(theirs.tenantId == "b");
    CHECK(tickets_a.get(first.number).value().title == "first");
    CHECK_FALSE(tickets_a.find_unique(theirs.number).value());

    CHECK(tickets_a.create({.number = 1000, .title = "given"}).value().number == 1000);
    CHECK(tickets_a.create({.title = "behind it"}).value().number > 1000);
    CHECK(code_of(tickets_a.create({.number = 1000})) == errc::unique_violation);
    CHECK(tickets_a.get(1000).value().title == "given");
}

TEMPLATE_LIST_TEST_CASE("defaults fill what still holds a new struct's value", "[create]", backends) {
    test_database<TestType, Tenant, Task> t;
    const auto tasks = repository<Task>(t.tenant("a"));
    const Task made = tasks.create({.title = "x"}).value();
    const Task read = tasks.get(made.id).value();
    for (const Task* task : {&made, &read}) {
        CHECK(task->color == "red");
        CHECK(task->weight == 7);
        CHECK(task->status == state::open);
        CHECK(task->visible == true);
    }
    const Task given = tasks.create({.color = "blue", .weight = -1, .status = state::open, .visible = false}).value();
    CHECK(given.color == "blue");
    CHECK(given.weight == -1);
    CHECK(given.visible == false);
}

TEMPLATE_LIST_TEST_CASE("created_at and updated_at are the clock's, and created_at may be given", "[create]",
                        backends) {
    fake_clock clock(noon);
    test_database<TestType, Tenant, Task> t;
    const auto tasks = repository<Task>(t.tenant("a"));
    const Task made = tasks.create({.title = "x"}).value();
    CHECK(made.createdAt == noon);
    CHECK(made.updatedAt == noon);

    clock.advance(1h);
    const Task changed = tasks.update(made.id, tenon::set<&Task::title>("y")).value();
    CHECK(changed.createdAt == noon);
    CHECK(changed.updatedAt == noon + 1h);

    clock.advance(1h);
    CHECK(tasks.update_many(tenon::all_rows, tenon::set<&Task::title>("z")).value() == 1);
    CHECK(tasks.get(made.id).value().updatedAt == noon + 2h);

    // A clock that went back is believed, and a time that is set by hand too.
    clock.set(noon - 24h);
    CHECK(tasks.update(made.id, tenon::set<&Task::weight>(1)).value().updatedAt == noon - 24h);
    CHECK(tasks.update(made.id, tenon::set<&Task::updatedAt>(noon)).value().updatedAt == noon);
    CHECK(tasks.create({.createdAt = noon + 1ms}).value().createdAt == noon + 1ms);
    CHECK(tasks.create({.updatedAt = noon}).value().updatedAt == noon - 24h);
}

TEMPLATE_LIST_TEST_CASE("a row that names another tenant is refused and nothing is sent", "[create]", backends) {
    test_database<TestType, Tenant, User> t;
    const auto refused = repository<User>(t.tenant("a")).create({.tenantId = "b", .email = "x"});
    REQUIRE(code_of(refused) == errc::tenant_mismatch);
    CHECK(refused.error().model == "User");
    CHECK(refused.error().fields == strings{"tenantId"});
    CHECK(t.statements().empty());
    CHECK(repository<User>(t.tenant("a")).count().value() == 0);
    CHECK(repository<User>(t.tenant("b")).count().value() == 0);
}

TEMPLATE_LIST_TEST_CASE("a second row with a taken key or unique value is refused, naming the field", "[create]",
                        backends) {
    test_database<TestType, Tenant, User> t;
    const auto users = repository<User>(t.tenant("a"));
    const User ann = users.create({.email = "ann@a", .level = 1}).value();

    const auto same_key = users.create({.id = ann.id, .email = "other@a"});
    REQUIRE(code_of(same_key) == errc::unique_violation);
    CHECK(same_key.error().model == "User");
    CHECK(same_key.error().fields == strings{"id"});
    CHECK(same_key.error().constraint == "User_pkey");

    const auto same_email = users.create({.email = "ann@a"});
    REQUIRE(code_of(same_email) == errc::unique_violation);
    CHECK(same_email.error().fields == strings{"email"});
    CHECK_FALSE(same_email.error().constraint.empty());
    CHECK(same_email.error().message.find("ann@a") == std::string::npos);

    CHECK(users.count().value() == 1);
    CHECK(users.get(ann.id).value() == ann);
}
