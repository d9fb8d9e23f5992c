// What an error says of the model, the fields and the constraint; and that it keeps the rows' values to itself.
#include "integration/sqlite/support.hpp"

using namespace sqlite_tests;
using tenon::errc;
using names = std::vector<std::string>;

namespace {

/// A value that must be seen nowhere but in `server_text`.
const std::string secret = "hunter2";

struct expected {
    errc code;
    std::string model;
    names fields;
    std::string constraint;
    int native;
};

void require_error(const tenon::error& e, const expected& as) {
    CAPTURE(to_string(e), e.server_text, e.statement);
    CHECK(e.code == as.code);
    CHECK(e.model == as.model);
    CHECK(e.fields == as.fields);
    CHECK(e.constraint == as.constraint);
    CHECK(e.native_code == std::to_string(as.native));
    CHECK_FALSE(e.statement.empty());
    CHECK_FALSE(e.server_text.empty());
    CHECK(e.message.find(message(as.code)) != std::string::npos);
    for (const std::string& text : {e.message, e.statement, to_string(e)})
        CHECK(text.find(secret) == std::string::npos);
}

} // namespace

TEST_CASE("a unique violation names the model, the fields without the tenant, and the constraint") {
    const auto db = make(":memory:");
    accounts(db).create({.id = "a", .email = secret}).value();
    require_error(
        accounts(db).create({.id = "b", .email = secret}).error(),
        {errc::unique_violation, "Account", {"email"}, "Account_tenantId_email_key", SQLITE_CONSTRAINT_UNIQUE});
    accounts(db).create({.id = "c", .email = "other"}).value();
    require_error(
        accounts(db).update("c", tenon::set<&Account::email>(secret)).error(),
        {errc::unique_violation, "Account", {"email"}, "Account_tenantId_email_key", SQLITE_CONSTRAINT_UNIQUE});
    const auto bulk = accounts(db).create_many({Account{.email = "new"}, Account{.email = secret}});
    CHECK(bulk.error().code == errc::unique_violation);
    CHECK(bulk.error().fields == names{"email"});
    CHECK(accounts(db).count().value() == 2);
}

TEST_CASE("a unique violation over several fields names them all in the constraint's order") {
    const auto db = make(":memory:");
    const auto seats = tenon::repository<Seat>(db.tenant("acme"));
    seats.create({.row = 1, .place = 2}).value();
    require_error(
        seats.create({.row = 1, .place = 2}).error(),
        {errc::unique_violation, "Seat", {"row", "place"}, "Seat_tenantId_row_place_key", SQLITE_CONSTRAINT_UNIQUE});
}

TEST_CASE("a second row with the same primary key is a unique violation of the primary key") {
    const auto db = make(":memory:");
    accounts(db).create({.id = secret, .email = "1"}).value();
    require_error(accounts(db).create({.id = secret, .email = "2"}).error(),
                  {errc::unique_violation, "Account", {"id"}, "Account_pkey", SQLITE_CONSTRAINT_PRIMARYKEY});
    accounts(db, "globex").create({.id = secret, .email = "1"}).value(); // another tenant has its own keys
}

TEST_CASE("a missing value, told by the table, names the field") {
    const directory place;
    const auto db = make(place / "app.db");
    raw file(place / "app.db");
    REQUIRE(file.run("DROP TABLE Post; DROP TABLE Account; CREATE TABLE Account(id TEXT, tenantId TEXT, email TEXT, "
                     "plan TEXT, active INT, level INT, note TEXT NOT NULL)") == SQLITE_OK);
    require_error(accounts(db).create({.email = secret}).error(),
                  {errc::not_null_violation, "Account", {"note"}, "", SQLITE_CONSTRAINT_NOTNULL});
    CHECK(accounts(db).create({.email = secret, .note = "n"}).has_value());
}

TEST_CASE("CHECK constraints of booleans, enums and ranges name the field") {
    const directory place;
    const auto db = make(place / "app.db");
    raw file(place / "app.db");
    const auto refuse = [&](const std::string& values) {
        const std::string text =
            "INSERT INTO Account(id, tenantId, email, plan, active, level) VALUES ('a', 'acme', '" + secret + "', " +
            values + ")";
        REQUIRE(file.run(text) == SQLITE_CONSTRAINT);
        return tenon::sqlite::make_native_error(sqlite3_extended_errcode(file.handle()), sqlite3_errmsg(file.handle()),
                                                {"INSERT", tenon::verb::create, nullptr, nullptr}, app::info());
    };
    require_error(refuse("'gold', 1, 0"),
                  {errc::check_violation, "Account", {"plan"}, "Account_plan_check", SQLITE_CONSTRAINT_CHECK});
    require_error(refuse("'free', 2, 0"),
                  {errc::check_violation, "Account", {"active"}, "Account_active_check", SQLITE_CONSTRAINT_CHECK});
    require_error(refuse("'free', 1, 128"),
                  {errc::out_of_range, "Account", {"level"}, "Account_level_range", SQLITE_CONSTRAINT_CHECK});
}

TEST_CASE("a sum that leaves the field's range is out_of_range") {
    const auto db = make(":memory:");
    accounts(db).create({.id = "a", .level = 120}).value();
    require_error(accounts(db).update("a", tenon::increment<&Account::level>(8)).error(),
                  {errc::out_of_range, "Account", {"level"}, "Account_level_range", SQLITE_CONSTRAINT_CHECK});
    CHECK(accounts(db).get("a").value().level == 120);
}

TEST_CASE("a reference to a row that is not there names the field that refers") {
    const auto db = make(":memory:");
    const auto posts = tenon::repository<Post>(db.tenant("acme"));
    require_error(posts.create({.accountId = secret}).error(), {errc::foreign_key_violation,
                                                                "Post",
                                                                {"accountId"},
                                                                "Post_tenantId_accountId_fkey",
                                                                SQLITE_CONSTRAINT_FOREIGNKEY});
    accounts(db, "globex").create({.id = secret}).value();
    const auto foreign = posts.create({.accountId = secret});
    CHECK(foreign.error().code == errc::foreign_key_violation); // as if it did not exist
    CHECK(foreign.error().fields == names{"accountId"});
}

TEST_CASE("removing a row that others refer to names the model that does") {
    const auto db = make(":memory:");
    accounts(db).create({.id = "a"}).value();
    tenon::repository<Post>(db.tenant("acme")).create({.accountId = "a"}).value();
    const auto e = accounts(db).remove("a").error();
    CHECK(e.code == errc::relation_violation);
    CHECK(e.model == "Post");
    CHECK(e.fields == names{"accountId"});
    CHECK(e.constraint == "Post_tenantId_accountId_fkey");
    CHECK(accounts(db).count().value() == 1);
}

TEST_CASE("a value of another type than the column's is invalid_value") {
    const directory place;
    const auto db = make(place / "app.db");
    raw file(place / "app.db");
    REQUIRE(file.run("DROP TABLE Seat; CREATE TABLE Seat(id TEXT, tenantId TEXT, row BLOB, place INT) STRICT") ==
            SQLITE_OK);
    require_error(tenon::repository<Seat>(db.tenant("acme")).create({.row = 1}).error(),
                  {errc::invalid_value, "Seat", {"row"}, "", SQLITE_CONSTRAINT_DATATYPE});
}

TEST_CASE("values that SQLite cannot hold are refused before anything is sent, and name the field") {
    const auto db = make(":memory:");
    const auto broken = accounts(db).create({.email = "\xff\xfe"}).error();
    CHECK(broken.code == errc::invalid_value);
    CHECK(broken.model == "Account");
    CHECK(broken.fields == names{"email"});
    CHECK(broken.native_code.empty());
    CHECK(broken.server_text.empty());
    const auto plan = accounts(db).create({.plan = static_cast<sqlite_tests::plan>(77)}).error();
    CHECK(plan.code == errc::invalid_value);
    CHECK(plan.fields == names{"plan"});
    CHECK(accounts(db).count().value() == 0);
}

TEST_CASE("the constraint of an error has the name that the table has") {
    const directory place;
    make(place / "app.db");
    raw file(place / "app.db");
    const auto all = ask(file.handle(), "SELECT group_concat(name || ' ' || sql) FROM sqlite_schema");
    for (const char* name :
         {"Account_tenantId_email_key", "Seat_tenantId_row_place_key", "Account_plan_check", "Account_active_check",
          "Account_level_range", "Account_pkey", "Post_tenantId_accountId_fkey"}) {
        INFO(name << " in " << all);
        CHECK(all.find(name) != std::string::npos);
    }
}

TEST_CASE("a disk without room for the file beside a WAL is full") {
    CHECK(tenon::sqlite::detail::code_of(SQLITE_IOERR_SHMSIZE, "disk I/O error", tenon::verb::other) == errc::disk_full);
    CHECK(tenon::sqlite::detail::code_of(SQLITE_IOERR_READ, "disk I/O error", tenon::verb::other) == errc::connection_lost);
}
