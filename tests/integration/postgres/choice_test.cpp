// One program, its database chosen when it runs: the same code on both.
#include <tenon/postgres.hpp>
#include <tenon/sqlite.hpp>
#include <tenon/testing.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/catch.hpp"
#include "support/models.hpp"
#include "support/postgres.hpp"

using namespace support;
using tenon::errc;
using tenon::field;
using tenon::repository;
using tenon::where;

namespace {

struct Post {
    std::string id;
    std::string tenantId;
    std::vector<std::string> tags;
    std::vector<bool> flags;
    std::vector<std::int64_t> numbers;
    std::optional<tenon::decimal> price;
    friend bool operator==(const Post&, const Post&) = default;
};

using app = tenon::schema<Tenant, User, Post>;

auto open(std::string_view url, tenon::statement_hooks hooks = {}) {
    return tenon::open<app, tenon::sqlite::driver, tenon::postgres::driver>(
        url, tenon::sqlite::options{.hooks = hooks}, tenon::postgres::options{.hooks = hooks});
}

/// Everything that a database does in another way than the other one.
void drive(std::string_view url, std::string_view parameter) {
    std::string last;
    auto opened = open(url, {.on_statement = [&](const tenon::statement_event& event) { last = event.text; }});
    REQUIRE(opened);
    auto& db = *opened;
    db.create_tables().value();
    CHECK(tenon::repository<User>(db.tenant("a")).create({.email = "x"}).error().code == errc::foreign_key_violation);
    repository<Tenant>(db.system("test")).create({.id = "a", .name = "a"}).value();
    const auto users = repository<User>(db.tenant("a"));
    CHECK(users.create_many({{.id = "1", .email = "Ann"}, {.id = "2", .email = "bob", .level = 2}, {.id = "3", .email = "cid"}}).value() == 3);
    CHECK(users.count(where(field<&User::email>.contains("ANN", tenon::ignore_case))).value() == 1);
    CHECK(last.find(parameter) != std::string::npos); // hooks are told the text that ran
    CHECK(users.find_many(where(field<&User::id>.in({"1", "3", "9"})), tenon::order_by(tenon::desc<&User::nick>)).value().size() == 2);
    const auto twice = users.create({.email = "bob"});
    REQUIRE(!twice);
    CHECK(twice.error().code == errc::unique_violation);
    CHECK(twice.error().fields == std::vector<std::string>{"email"});
    CHECK(twice.error().statement.find(parameter) != std::string::npos);
    CHECK(users.update("2", tenon::increment<&User::level>(40)).value().level == 42);
    CHECK(users.update("2", tenon::increment<&User::level>(INT32_MAX)).error().code == errc::out_of_range);
    CHECK(users.upsert({.id = "9", .email = "bob"}, tenon::on_conflict<&User::email>, tenon::set<&User::level>(7)).value().id == "2");
    const auto undone = db.tenant("a").transaction([](auto& tx) -> tenon::result<void> {
        repository<User>(tx).remove("1").value();
        return tenon::fail(errc::validation_failed);
    });
    CHECK_FALSE(undone);
    CHECK(users.page(tenon::take(2)).value().total == 3);

    const auto posts = repository<Post>(db.tenant("a"));
    const Post full{.id = "p", .tenantId = "a", .tags = {"c++", "\"q\"", ""}, .flags = {true, false}, .numbers = {INT64_MIN, 0},
                    .price = tenon::decimal::parse("19.90")};
    posts.create(full).value();
    posts.create({.id = "none"}).value();
    CHECK(posts.get("p").value() == full);
    CHECK(posts.get("none").value() == Post{.id = "none", .tenantId = "a"});
    CHECK(db.health().ok);
}

} // namespace

TEST_CASE("a program that chooses SQLite when it runs") { drive(":memory:", "?1"); }

TEST_CASE("a program that chooses PostgreSQL when it runs") {
    if (postgres_url().empty()) return;
    const postgres_database database;
    drive(database.owner(), "$1");
}

namespace {

/// A cursor of one program, read by others with the same key, another one, none, and one that is too short.
void share_a_cursor(std::string_view url) {
    const auto open_with = [&](const std::string& key) {
        return tenon::open<app, tenon::sqlite::driver, tenon::postgres::driver>(
            url, tenon::sqlite::options{.cursor_key = key}, tenon::postgres::options{.cursor_key = key});
    };
    const std::string key(32, 'k');
    const auto cursor_in = [](const auto& db) { return repository<User>(db.tenant("a")).cursor_of({.id = "1"}).value(); };
    const auto read_in = [](const auto& db, const std::string& cursor) {
        static_cast<void>(db.create_tables()); // in memory each has its own
        const auto read = repository<User>(db.tenant("a")).find_many(tenon::after(cursor));
        return read ? errc::ok : read.error().code;
    };
    const std::string cursor = cursor_in(open_with(key).value());
    CHECK(read_in(open_with(key).value(), cursor) == errc::ok);
    CHECK(read_in(open_with(std::string(32, 'l')).value(), cursor) == errc::invalid_value);
    CHECK(read_in(open_with("").value(), cursor) == errc::invalid_value);
    const auto random = open_with("").value(); // another one for each database object
    CHECK(read_in(random, cursor_in(random)) == errc::ok);
    CHECK(cursor_in(random) != cursor_in(open_with("").value()));
    CHECK(open_with(std::string(15, 'k')).error().code == errc::invalid_value);
    CHECK(open_with(std::string(16, 'k')).has_value());
}

} // namespace

TEST_CASE("programs with one cursor_key take each other's cursors, on the database that each has chosen") {
    share_a_cursor(":memory:");
    if (postgres_url().empty()) return;
    const postgres_database server;
    share_a_cursor(server.owner());
}

TEST_CASE("a URL that no driver of the program is for is refused, without what may be a password") {
    const auto refused = open("mysql://user:secret@host/db");
    REQUIRE(!refused);
    CHECK(refused.error().code == errc::unsupported);
    CHECK(refused.error().message.find("mysql") != std::string::npos);
    CHECK(refused.error().message.find("secret") == std::string::npos);
    const auto only_sqlite = tenon::open<app, tenon::sqlite::driver>("postgresql://user:secret@host/db");
    REQUIRE(!only_sqlite);
    CHECK(only_sqlite.error().code == errc::unsupported);
    CHECK(only_sqlite.error().message.find("postgresql") != std::string::npos);
    CHECK(open("").error().code == errc::unsupported);
    CHECK(tenon::sqlite::driver::takes("/data/a=b/app.db"));
    CHECK(tenon::sqlite::driver::takes("app.db"));
    CHECK_FALSE(tenon::sqlite::driver::takes("host=/tmp dbname=app"));
    CHECK_FALSE(tenon::postgres::driver::takes("/data/a=b/app.db"));
    CHECK(open("postgresql://nobody@/none?host=/nonexistent").error().code == errc::connection_failed);
}

TEST_CASE("a URL of the environment that is not set is a typed error") {
    const auto refused = tenon::open<app, tenon::sqlite::driver, tenon::postgres::driver>(std::getenv("TENON_TEST_NEVER_SET"));
    REQUIRE(!refused);
    CHECK(refused.error().code == errc::connection_failed);
    CHECK(refused.error().message.find("There is no URL") == 0);
}

TEST_CASE("doctor() examines a database that was chosen when it was opened, and says of another that it is none of PostgreSQL") {
    const auto other = open(":memory:").value();
    const auto refused = tenon::postgres::doctor(other);
    REQUIRE(!refused);
    CHECK(refused.error().code == errc::unsupported);
    CHECK(refused.error().message.find("PostgreSQL") != std::string::npos);
    const auto without = tenon::open<app, tenon::sqlite::driver>(":memory:").value();
    CHECK(tenon::postgres::doctor(without).error().code == errc::unsupported);
    if (postgres_url().empty()) return;
    const postgres_database server;
    using kind = tenon::postgres::finding_kind;
    const auto found = [&](const tenon::postgres::options& how) {
        const auto db = tenon::open<app, tenon::sqlite::driver, tenon::postgres::driver>(server.owner(), how).value();
        const auto findings = tenon::postgres::doctor(db).value();
        std::vector<kind> kinds;
        for (const auto& each : findings) kinds.push_back(each.kind);
        return kinds;
    };
    CHECK(found({}) == std::vector<kind>(3, kind::missing_table));
    open(server.owner()).value().create_tables().value();
    CHECK(found({}).empty());
    CHECK(found({.row_level_security = false}) == std::vector<kind>{kind::policies_off});
}

TEST_CASE("a database that is chosen when it is opened can be recorded: what is remembered is what was sent") {
    const auto record = [](auto own, std::string_view parameter) {
        using chosen = tenon::driver::choice<tenon::sqlite::driver, tenon::postgres::driver>;
        tenon::testing::statement_log log;
        chosen::options how;
        how.chosen = std::move(own);
        const auto db = tenon::testing::record<app, chosen>(std::move(how), log).value();
        db.create_tables().value();
        repository<Tenant>(db.system("test")).create({.id = "a", .name = "a"}).value();
        log.clear();
        CHECK(repository<User>(db.tenant("a")).count(where(field<&User::level> == 1)).value() == 0);
        const auto seen = log.statements();
        REQUIRE(seen.size() == 1);
        CHECK(seen[0].text.find(parameter) != std::string::npos);
    };
    record(tenon::sqlite::options{.path = ":memory:"}, "?1");
    if (postgres_url().empty()) return;
    const postgres_database server;
    record(tenon::postgres::options{.url = server.owner()}, "$1");
}
