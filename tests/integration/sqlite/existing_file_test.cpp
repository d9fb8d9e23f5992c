// Files that were there before: tables that do not fit the models, values that do not fit the fields.
#include "integration/sqlite/support.hpp"

using namespace sqlite_tests;
using tenon::errc;

namespace {

struct Bill {
    std::string id;
    std::string tenantId;
    tenon::decimal total;
};

// The same columns without any rule, so that anything can be stored.
constexpr const char* lax_account =
    "DROP TABLE Account; CREATE TABLE Account(id, tenantId, email, plan, active, level, note)";

/// A file whose Account table has one row of acme with these values behind id and tenant.
database with_row(const directory& place, const std::string& values) {
    const std::string path = place / "lax.db";
    {
        auto db = make(path);
        held connection(db);
        REQUIRE(sqlite3_exec(connection.handle(), "DROP TABLE Post", nullptr, nullptr, nullptr) == SQLITE_OK);
    }
    raw file(path);
    REQUIRE(file.run(lax_account) == SQLITE_OK);
    REQUIRE(file.run("INSERT INTO Account VALUES ('a', 'acme', " + values + ")") == SQLITE_OK);
    return tenon::sqlite::open<app>(path).value();
}

void require_refused(const std::string& values, errc code, const std::string& field) {
    INFO(values);
    const directory place;
    const auto db = with_row(place, values);
    for (int verb = 0; verb < 3; ++verb) {
        tenon::error e;
        if (verb == 0) e = accounts(db).get("a").error();
        if (verb == 1) e = accounts(db).find_many().error();
        if (verb == 2) e = accounts(db).find_first().error();
        CHECK(e.code == code);
        CHECK(e.model == "Account");
        CHECK(e.fields == std::vector<std::string>{field});
        CHECK_FALSE(e.statement.empty());
        CHECK(e.message.find("secret") == std::string::npos);
    }
    CHECK(accounts(db).count().value() == 1);
    raw file(place / "lax.db");
    REQUIRE(file.run("DELETE FROM Account") == SQLITE_OK);
    require_working(db);
}

} // namespace

TEST_CASE("a stored value of another type is a schema_mismatch that names the field") {
    require_refused("x'00', 'free', 1, 0, NULL", errc::schema_mismatch, "email");
    require_refused("17, 'free', 1, 0, NULL", errc::schema_mismatch, "email");
    require_refused("'a@b.test', 1, 1, 0, NULL", errc::schema_mismatch, "plan");
    require_refused("'a@b.test', 'free', 'secret', 0, NULL", errc::schema_mismatch, "active");
    require_refused("'a@b.test', 'free', 1, 'secret', NULL", errc::schema_mismatch, "level");
    require_refused("'a@b.test', 'free', 1, 1.5, NULL", errc::schema_mismatch, "level");
    require_refused("'a@b.test', 'free', 1, 0, 5", errc::schema_mismatch, "note");
}

TEST_CASE("a stored NULL in a required field is a schema_mismatch that names the field") {
    require_refused("NULL, 'free', 1, 0, NULL", errc::schema_mismatch, "email");
    require_refused("'a@b.test', NULL, 1, 0, NULL", errc::schema_mismatch, "plan");
    require_refused("'a@b.test', 'free', NULL, 0, NULL", errc::schema_mismatch, "active");
    require_refused("'a@b.test', 'free', 1, NULL, NULL", errc::schema_mismatch, "level");
}

TEST_CASE("a stored number outside the field's range is out_of_range") {
    require_refused("'a@b.test', 'free', 1, 128, NULL", errc::out_of_range, "level");
    require_refused("'a@b.test', 'free', 1, -129, NULL", errc::out_of_range, "level");
    require_refused("'a@b.test', 'free', 1, 9223372036854775807, NULL", errc::out_of_range, "level");
}

TEST_CASE("a stored name that the enum does not have, and a boolean beyond 0 and 1, are invalid_value") {
    require_refused("'a@b.test', 'secret', 1, 0, NULL", errc::invalid_value, "plan");
    require_refused("'a@b.test', '', 1, 0, NULL", errc::invalid_value, "plan");
    require_refused("'a@b.test', 'free', 2, 0, NULL", errc::invalid_value, "active");
    require_refused("'a@b.test', 'free', -1, 0, NULL", errc::invalid_value, "active");
}

TEST_CASE("a stored value that cannot be computed with, or does not fit its field, is an error that names the field") {
    const auto failure = [](const std::string& level, auto aggregate) {
        const directory place;
        const auto db = with_row(place, "'a@b.test', 'free', 1, " + level + ", NULL");
        const auto grouped = accounts(db).group_by(tenon::by<&Account::email>, aggregate);
        const tenon::error e = accounts(db).aggregate(tenon::count(), aggregate).error();
        CHECK(grouped.error().code == e.code);
        CHECK(grouped.error().fields == e.fields);
        CHECK(e.model == "Account");
        return std::pair(e.code, e.fields);
    };
    const std::vector<std::string> level{"level"};
    CHECK(failure("300", tenon::max<&Account::level>) == std::pair(errc::out_of_range, level));
    CHECK(failure("'x'", tenon::min<&Account::level>) == std::pair(errc::schema_mismatch, level));
    CHECK(failure("'x'", tenon::sum<&Account::level>).first == errc::invalid_value);
    CHECK(failure("'x'", tenon::avg<&Account::level>).first == errc::invalid_value);
    CHECK(failure("1.5", tenon::sum<&Account::level>) == std::pair(errc::out_of_range, level));
    const directory place;
    const auto db = with_row(place, "'a@b.test', 'none', 1, 0, NULL");
    const tenon::error key = accounts(db).group_by(tenon::by<&Account::level, &Account::plan>).error();
    CHECK(key.code == errc::invalid_value);
    CHECK(key.fields == std::vector<std::string>{"plan"});
}

TEST_CASE("a stored text that is no decimal is not added") {
    const directory place;
    const auto db = tenon::sqlite::open<tenon::schema<Bill>>(place / "bills.db").value();
    db.create_tables().value();
    const auto bills = tenon::repository<Bill>(db.tenant("acme"));
    bills.create({.id = "1", .total = 1}).value();
    raw file(place / "bills.db");
    REQUIRE(file.run("UPDATE Bill SET total = '1e2'") == SQLITE_OK);
    CHECK(bills.aggregate(tenon::sum<&Bill::total>).value().get(tenon::sum<&Bill::total>) == tenon::decimal(100));
    REQUIRE(file.run("UPDATE Bill SET total = 'x'") == SQLITE_OK);
    CHECK(bills.aggregate(tenon::sum<&Bill::total>).error().code == errc::invalid_value);
    CHECK(bills.aggregate(tenon::avg<&Bill::total>).error().code == errc::invalid_value);
    const std::string longest = "UPDATE Bill SET total = '" + std::string(131'072, '9') + "'; "
                                "INSERT INTO Bill SELECT 'b', tenantId, total FROM Bill";
    REQUIRE(file.run(longest) == SQLITE_OK);
    CHECK(bills.aggregate(tenon::sum<&Bill::total>).error().code == errc::out_of_range);
    CHECK(bills.count().value() == 2);
}

TEST_CASE("a change that gives back a row which cannot be read is not made") {
    const directory place;
    const auto db = with_row(place, "'a@b.test', 'secret', 1, 3, NULL");
    CHECK(accounts(db).update("a", tenon::set<&Account::level>(std::int8_t{4})).error().code == errc::invalid_value);
    CHECK(accounts(db).remove("a").error().code == errc::invalid_value);
    {
        raw file(place / "lax.db");
        CHECK(ask(file.handle(), "SELECT level FROM Account") == "3");
        REQUIRE(file.run("DELETE FROM Account") == SQLITE_OK);
    }
    require_working(db);
}

TEST_CASE("a missing table is missing_table for every verb, and its creation is enough to go on") {
    auto db = tenon::sqlite::open<app>(":memory:").value();
    const auto repository = accounts(db);
    for (const auto& e : {repository.create({.email = "x"}).error(), repository.find_many().error(),
                          repository.get("a").error(), repository.count().error(), repository.remove("a").error(),
                          repository.update("a", tenon::set<&Account::active>(false)).error(),
                          repository.remove_many(tenon::all_rows).error()}) {
        CHECK(e.code == errc::missing_table);
        CHECK(e.model == "Account");
        CHECK(e.message.find("Account") != std::string::npos);
        CHECK(e.native_code == std::to_string(SQLITE_ERROR));
    }
    db.create_tables().value();
    require_working(db);
}

TEST_CASE("a missing column is missing_column in reads and writes") {
    const directory place;
    const auto db = make(place / "app.db");
    raw file(place / "app.db");
    REQUIRE(file.run("DROP TABLE Seat; CREATE TABLE Seat(id TEXT, tenantId TEXT, place INT)") == SQLITE_OK);
    const auto seats = tenon::repository<Seat>(db.tenant("acme"));
    for (const auto& e : {seats.find_many().error(), seats.get("a").error(), seats.create({.row = 1}).error(),
                          seats.update("a", tenon::set<&Seat::row>(1)).error()}) {
        CHECK(e.code == errc::missing_column);
        CHECK(e.model == "Seat");
        CHECK(e.message.find("row") != std::string::npos);
    }
    REQUIRE(file.run("ALTER TABLE Seat ADD COLUMN row INT") == SQLITE_OK);
    CHECK(seats.create({.row = 1, .place = 2}).value().place == 2);
    require_working(db);
}

TEST_CASE("a table without the unique constraint that an upsert names is a schema_mismatch") {
    const directory place;
    const auto db = make(place / "app.db");
    raw file(place / "app.db");
    REQUIRE(file.run("DROP INDEX \"Seat_tenantId_row_place_key\"") == SQLITE_OK);
    const auto seats = tenon::repository<Seat>(db.tenant("acme"));
    const auto refused =
        seats.upsert({.row = 1, .place = 1}, tenon::on_conflict<&Seat::row, &Seat::place>, tenon::set<&Seat::place>(2));
    CHECK(refused.error().code == errc::schema_mismatch);
    CHECK(refused.error().model == "Seat");
    require_working(db);
}

TEST_CASE("create_tables on a database that has one of the tables is a schema_mismatch and makes none") {
    const directory place;
    raw file(place / "app.db");
    REQUIRE(file.run("CREATE TABLE Post(id TEXT)") == SQLITE_OK);
    auto db = tenon::sqlite::open<app>(place / "app.db").value();
    const auto refused = db.create_tables();
    CHECK(refused.error().code == errc::schema_mismatch);
    CHECK(refused.error().message.find("Post") != std::string::npos);
    CHECK(ask(file.handle(), "SELECT group_concat(name) FROM sqlite_schema") == "Post");
    REQUIRE(file.run("DROP TABLE Post") == SQLITE_OK);
    db.create_tables().value();
    require_working(db);
}

TEST_CASE("a table that is changed under an open connection is seen by its prepared statements") {
    const directory place;
    const auto db = make(place / "app.db");
    const auto seats = tenon::repository<Seat>(db.tenant("acme"));
    seats.create({.id = "a", .row = 1, .place = 1}).value();
    CHECK(seats.get("a").value().row == 1);
    raw file(place / "app.db");
    REQUIRE(file.run("ALTER TABLE Seat ADD COLUMN extra INT; UPDATE Seat SET row = 7") == SQLITE_OK);
    CHECK(seats.get("a").value().row == 7);
    require_working(db);
}
