// Migrations on SQLite: what is there is read as it was made, and changed without losing a row.
#include <tenon/migration.hpp>
#include <tenon/sqlite.hpp>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sql/prisma_models.hpp"
#include "sql/table_models.hpp"
#include "support/catch.hpp"
#include "support/large_schema/schema.hpp"
#include "support/migration.hpp"
#include "support/migration_models.hpp"
#include "support/temporary_folder.hpp"

using namespace tenon;
using migration::make_plan;
using migration::snapshot;
using migration::snapshot_of;
using support::introspected;
using support::rows;
using support::run;
using support::value_of;

namespace {

/// What the tables of `Schema` are, and what create_tables() made of them.
template <class Schema> void require_agreement() {
    const auto db = sqlite::open<Schema>(":memory:").value();
    db.create_tables().value();
    const auto wanted = support::wanted_by(db);
    CHECK(support::differences(introspected(db), wanted) == "");
    CHECK(support::differences(wanted, introspected(db)) == "");
}

struct Parent {
    std::string id;
    std::string tenantId;
    int size = 0;
};
struct Child {
    std::string id;
    std::string tenantId;
    std::string parentId;
    static constexpr auto tenon_model = table(references<&Child::parentId, &Parent::id>(on_delete::cascade));
};
using family = schema<Parent, Child>;

/// Parents whose size is a larger number: their table has to be made anew.
struct Grown {
    std::string id;
    std::string tenantId;
    std::int64_t size = 0;
    static constexpr auto tenon_model = table("Parent");
};
struct GrownChild {
    std::string id;
    std::string tenantId;
    std::string parentId;
    static constexpr auto tenon_model = table("Child", references<&GrownChild::parentId, &Grown::id>(on_delete::cascade));
};
using grown_family = schema<Grown, GrownChild>;

const snapshot grown = snapshot_of<sql::sqlite_dialect, grown_family>();

/// Users of whom more is asked than the rows that are there can give.
struct Strict {
    std::string id;
    std::string tenantId;
    std::string email;
    std::string name;
    std::string note;
    std::string phone;
    std::int8_t level = 0;
    static constexpr auto tenon_model = table("User", unique<&Strict::name>);
};

sqlite::database<family> open_family() {
    auto db = sqlite::open<family>(":memory:").value();
    db.create_tables().value();
    run(db, "INSERT INTO \"Parent\" VALUES ('p', 'acme', 7)");
    run(db, "INSERT INTO \"Child\" VALUES ('c', 'acme', 'p')");
    return db;
}

/// Names that SQLite takes for the same.
struct Sheet {
    std::string id;
    std::string tenantId;
    std::string Title;
    static constexpr auto tenon_model = table("sheet", renamed_from("Sheet"), renamed_from<&Sheet::Title>("title"), text_search<&Sheet::Title>);
};
struct Mark {
    std::string id;
    std::string tenantId;
    std::string sheetId;
    static constexpr auto tenon_model = table(references<&Mark::sheetId, &Sheet::id>(on_delete::cascade));
};
using marked = schema<Sheet, Mark>;
namespace capital {
struct Sheet {
    std::string id;
    std::string tenantId;
    std::string title;
    static constexpr auto tenon_model = table(text_search<&Sheet::title>);
};
struct Mark {
    std::string id;
    std::string tenantId;
    std::string sheetId;
    static constexpr auto tenon_model = table("MARK", references<&Mark::sheetId, &Sheet::id>(on_delete::cascade));
};
using marked = schema<capital::Sheet, capital::Mark>;
} // namespace capital

} // namespace

TEST_CASE("SQLite: what create_tables() made is what the models say") {
    require_agreement<tables::firms>();
    require_agreement<tables::owners>();
    require_agreement<schema<tables::Ruled>>();
    require_agreement<prisma_tables::app>();
    require_agreement<before::app>();
    require_agreement<after::app>();
}

TEST_CASE("SQLite: tables and columns get new names and types, and the rows are the same; and back") {
    const support::temporary_folder folder;
    const std::string file = folder.file("app.db");
    const auto old_program = sqlite::open<before::app>(file).value();
    old_program.create_tables().value();
    support::fill_before(old_program);
    const auto new_program = sqlite::open<after::app>(file).value();
    const auto system = new_program.system("migrate");
    const auto from = introspected(new_program), to = support::wanted_by(new_program);

    const auto plan = value_of(make_plan(from, to));
    CHECK_FALSE(plan.loses_data());
    value_of(migration::check(system, plan));
    value_of(migration::apply(system, plan));
    CHECK(support::differences(introspected(new_program), to) == "");
    CHECK(support::holds_after(new_program));
    CHECK(repository<after::Visit>(new_program.tenant("acme")).create({}).value().id == 3); // goes on counting

    // What was added is lost on the way back.
    const auto back = make_plan(to, from);
    REQUIRE_FALSE(back);
    CHECK(back.error().code == errc::migration_refused);
    CHECK(back.error().message.starts_with("These would be lost: User.points, Visit.from, Tag: "));
    const auto down = value_of(make_plan(to, from, {.accepted_losses = {"Tag", "User.points", "Visit.from"}}));
    CHECK(down.losses == std::vector<std::string>{"User.points", "Visit.from", "Tag"});
    value_of(migration::apply(system, down));
    CHECK(support::differences(introspected(new_program), from) == "");
    CHECK(repository<before::User>(old_program.tenant("acme")).find_unique(by<&before::User::email>("bob@acme.test")).value()->level == 300);
}

TEST_CASE("SQLite: names may change in nothing but case, with the rows or, where nobody says so, without") {
    const auto db = sqlite::open<capital::marked>(":memory:").value();
    db.create_tables().value();
    run(db, "INSERT INTO \"Sheet\" VALUES ('1', 'acme', 'Whales')");
    run(db, "INSERT INTO \"MARK\" VALUES ('1', 'acme', '1')");
    const auto from = introspected(db), to = snapshot_of<marked>(db);
    const auto plan = value_of(make_plan(from, to, {.accepted_losses = {"MARK"}}));
    value_of(migration::apply(db.system("migrate"), plan));
    CHECK(support::differences(introspected(db), to) == "");
    CHECK(rows(db, "SELECT \"Title\" FROM \"sheet\"") == std::vector<std::string>{"Whales"});
    CHECK(rows(db, "SELECT \"id\" FROM \"Mark\"").empty());
    run(db, "INSERT INTO \"Mark\" VALUES ('2', 'acme', '1')");
    value_of(migration::apply(db.system("migrate"), value_of(make_plan(to, from, {.accepted_losses = {"Mark"}}))));
    CHECK(support::differences(introspected(db), from) == "");
    CHECK(rows(db, "SELECT \"title\" FROM \"Sheet\"") == std::vector<std::string>{"Whales"});
}

TEST_CASE("SQLite: a table that is made anew keeps the rows that refer to its own") {
    const auto db = open_family();
    const auto plan = value_of(make_plan(introspected(db), grown));
    CHECK(plan.danger() == migration::risk::may_fail_on_data);
    value_of(migration::apply(db.system("migrate"), plan));
    CHECK(rows(db, "SELECT \"size\" || '' FROM \"Parent\"") == std::vector<std::string>{"7"});
    CHECK(rows(db, "SELECT \"parentId\" FROM \"Child\"") == std::vector<std::string>{"p"});
    CHECK(rows(db, "SELECT stat FROM sqlite_stat1 WHERE tbl = 'Parent'") == std::vector<std::string>{"1048576 10000 1 noskipscan"});
    // The reference is enforced again.
    CHECK_THROWS(run(db, "INSERT INTO \"Child\" VALUES ('d', 'acme', 'nobody')"));
}

TEST_CASE("SQLite: where references are enforced, a migration that makes tables anew stops before anything is lost") {
    const auto db = open_family();
    auto plan = value_of(make_plan(introspected(db), grown));
    std::erase_if(plan.steps, [](const migration::step& each) { return each.when != sql::step_time::within; });
    const auto ended = migration::apply(db.system("migrate"), plan);
    REQUIRE_FALSE(ended);
    CHECK(ended.error().code == errc::check_violation);
    CHECK(ended.error().message.starts_with("Stops here if they are enforced all the same: "));
    CHECK(rows(db, "SELECT \"parentId\" FROM \"Child\"") == std::vector<std::string>{"p"});
}

TEST_CASE("SQLite: a row that refers to nothing stops a migration that makes its table anew, and nothing is done") {
    const auto db = open_family();
    auto plan = value_of(make_plan(introspected(db), grown));
    const auto copy = std::find_if(plan.steps.begin(), plan.steps.end(), [](const auto& each) { return each.sql.starts_with("INSERT INTO \"tenon_new_Parent\""); });
    REQUIRE(copy != plan.steps.end());
    copy->sql += " WHERE false";
    const auto ended = migration::apply(db.system("migrate"), plan);
    REQUIRE_FALSE(ended);
    CHECK(ended.error().message.starts_with("Stops here if a row of \"Child\" refers to one that is not there: "));
    CHECK(rows(db, "SELECT \"id\" FROM \"Parent\"") == std::vector<std::string>{"p"});
    CHECK(support::differences(introspected(db), support::wanted_by(db)) == "");
    // References are enforced again after a failure too.
    CHECK_THROWS(run(db, "INSERT INTO \"Child\" VALUES ('d', 'acme', 'nobody')"));
}

TEST_CASE("SQLite: the script of a plan does what the plan does") {
    const auto db = open_family();
    const auto plan = value_of(make_plan(introspected(db), grown));
    {
        const auto scope = db.system("by hand");
        std::unique_ptr<error> why;
        const driver::lease<sqlite::driver> held(scope.session(), driver::access::write, why);
        REQUIRE(held.connection().execute(plan.script().c_str()));
    }
    CHECK(value_of(make_plan(introspected(db), grown)).empty());
    CHECK(rows(db, "SELECT \"parentId\" FROM \"Child\"") == std::vector<std::string>{"p"});
    CHECK_THROWS(run(db, "INSERT INTO \"Child\" VALUES ('d', 'acme', 'nobody')"));
}

TEST_CASE("SQLite: what others have put on a table is there when it has been made anew") {
    const auto db = open_family();
    run(db, "CREATE TABLE \"log\" (\"text\" TEXT)");
    run(db, "CREATE INDEX \"by_size\" ON \"Parent\"(\"size\")");
    run(db, "CREATE TRIGGER \"theirs\" AFTER INSERT ON \"Parent\" BEGIN INSERT INTO \"log\" VALUES (NEW.\"id\"); END");
    run(db, "CREATE TRIGGER \"elsewhere\" AFTER DELETE ON \"log\" BEGIN UPDATE \"Parent\" SET \"size\" = 0; END");
    run(db, "CREATE VIEW \"large\" AS SELECT \"id\" FROM \"Parent\" WHERE \"size\" > 5");
    const auto from = introspected(db);
    CHECK(from.find("", "log") != nullptr); // tables of others are seen
    // A table that no model has is one to be dropped, which is not done unless it is named.
    REQUIRE_FALSE(make_plan(from, grown));
    CHECK(make_plan(from, grown).error().message.starts_with("These would be lost: log: "));

    const auto plan = value_of(make_plan(value_of(migration::introspect(db.system("migrate"), {"log"})), grown));
    value_of(migration::apply(db.system("migrate"), plan));
    run(db, "INSERT INTO \"Parent\" VALUES ('q', 'acme', 9)");
    CHECK(rows(db, "SELECT \"text\" FROM \"log\"") == std::vector<std::string>{"q"});
    CHECK(rows(db, "SELECT \"id\" FROM \"large\" ORDER BY \"id\"") == std::vector<std::string>{"p", "q"});
    CHECK(rows(db, "SELECT name FROM sqlite_schema WHERE name = 'by_size'").size() == 1);
    CHECK(value_of(make_plan(value_of(migration::introspect(db.system("migrate"), {"log"})), grown)).empty());
}

TEST_CASE("SQLite: what the rows that are there do not allow is told before anything is done, all of it at once") {
    const auto db = sqlite::open<before::app>(":memory:").value();
    db.create_tables().value();
    const snapshot wanted = snapshot_of<sql::sqlite_dialect, schema<before::Tenant, Strict>>();
    const auto system = db.system("migrate");
    const migration::plan_options accept{.accept_data_loss = true};
    // Without rows nothing stands in the way.
    const auto plan = value_of(make_plan(introspected(db), wanted, accept));
    value_of(migration::check(system, plan));

    support::fill_before(db);
    run(db, "UPDATE \"User\" SET \"name\" = 'same'");
    const auto refused = migration::check(system, plan);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == errc::migration_blocked);
    CHECK(refused.error().model == "Strict");
    CHECK(refused.error().fields == std::vector<std::string>{"note", "phone"});
    for (const char* part : {"Strict.note becomes required, and rows have no value in it: fill them in, or give it a default_value; ",
                             "Strict.phone is required and has no default, and the table holds rows: ",
                             "Rows of \"User\" do not fulfil the check \"User_level_range\": ",
                             "Rows of \"User\" have the same values in the unique \"User_tenantId_name_key\": "})
        CHECK(refused.error().message.find(part) != std::string::npos);
    // Who does not ask is told by the database, and nothing is done by halves.
    CHECK_FALSE(migration::apply(system, plan));
    CHECK(support::differences(introspected(db), support::wanted_by(db)) == "");
    CHECK(repository<before::Post>(db.tenant("acme")).count().value() == 2);
}

TEST_CASE("SQLite: a migration and what is written with it happen together or not at all") {
    const auto db = open_family();
    const auto plan = value_of(make_plan(introspected(db), grown));
    const auto ended = migration::apply(db.system("migrate"), plan, [](auto&) -> result<void> { return fail(errc::unsupported); });
    REQUIRE_FALSE(ended);
    CHECK(ended.error().code == errc::unsupported);
    CHECK_FALSE(value_of(make_plan(introspected(db), grown)).empty());
    CHECK(rows(db, "SELECT \"id\" FROM \"Child\"") == std::vector<std::string>{"c"});
}

TEST_CASE("SQLite: reading and comparing 85 tables takes well under a second") {
    const auto db = sqlite::open<large::app>(":memory:").value();
    db.create_tables().value();
    const auto started = std::chrono::steady_clock::now();
    const auto there = introspected(db);
    CHECK(value_of(make_plan(there, support::wanted_by(db))).empty());
    CHECK(std::chrono::steady_clock::now() - started < std::chrono::seconds(1));
    CHECK(there.tables.size() == 85);
}
