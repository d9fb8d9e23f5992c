// Values where PostgreSQL has more types, or more values, than a field: what comes back, and what is refused with a
// reason.
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "integration/postgres/support.hpp"

using namespace postgres_tests;
using namespace std::chrono_literals;
using tenon::errc;
using tenon::field;
using tenon::set;
using tenon::where;
using strings = std::vector<std::string>;

namespace {

struct Thing {
    std::string id;
    std::string tenantId;
    int number = 0;
    std::string text;
    double real = 0;
    float single = 0;
    tenon::timestamp at;
    tenon::date day;
    tenon::decimal amount;
    tenon::json settings;
    std::optional<std::string> note;
    std::vector<std::string> tags;
};
using things = tenon::schema<Thing>;

/// A table of things with one row, `a`, whose columns are changed by hand.
struct stored {
    explicit stored(const std::string& change = "") : owner(place.server.superuser()) {
        tenon::repository<Thing>(place.open().tenant("acme"))
            .create({.id = "a", .settings = *tenon::json::parse("{}")})
            .value();
        if (!change.empty()) alter(change);
    }
    void alter(const std::string& change) { owner("ALTER TABLE \"Thing\" " + change); }
    /// Stores an expression by hand.
    void put(const std::string& column, const std::string& value) {
        owner("UPDATE \"Thing\" SET \"" + column + "\" = " + value);
    }
    std::string text(const std::string& column) {
        return owner("SELECT \"" + column + "\"::text FROM \"Thing\" WHERE id = 'a'");
    }
    auto rows() const { return tenon::repository<Thing>(db.tenant("acme")); }
    Thing read() const { return rows().get("a").value(); }
    /// Reading the row fails, because of this field.
    void require_unreadable(const std::string& of, errc code) const {
        const auto found = rows().get("a");
        REQUIRE(code_of(found) == code);
        CHECK(found.error().model == "Thing");
        CHECK(found.error().fields == strings{of});
        CHECK(code_of(rows().find_many()) == code);
        CHECK(rows().count().value() == 1);
    }

    tables<things> place;
    support::postgres_session owner;
    tenon::postgres::database<things> db = place.open();
};

tenon::decimal number(const std::string& text) { return tenon::decimal::parse(text).value(); }

} // namespace

TEST_CASE("an int over a smallint or a bigint is read and written, and what does not fit is out of range") {
    if (no_server()) return;
    stored with("ALTER COLUMN number TYPE smallint");
    for (const int value : {-32768, -1, 0, 32767}) {
        CHECK(with.rows().update("a", set<&Thing::number>(value)).value().number == value);
        CHECK(with.read().number == value);
        CHECK(with.rows().count(where(field<&Thing::number> == value)).value() == 1);
        CHECK(with.rows().count(where(field<&Thing::number>.in({value, 5}))).value() == 1);
    }
    CHECK(with.rows().update("a", set<&Thing::number>(32768)).error().code == errc::out_of_range);
    CHECK(with.rows().create({.number = -32769, .settings = with.read().settings}).error().code == errc::out_of_range);
    CHECK(with.rows().count(where(field<&Thing::number> < 100000)).value() == 1);

    with.alter("ALTER COLUMN number TYPE bigint");
    CHECK(with.rows().update("a", set<&Thing::number>(2147483647)).value().number == 2147483647);
    with.put("number", "2147483648");
    with.require_unreadable("number", errc::out_of_range);
    with.put("number", "-2147483648");
    CHECK(with.read().number == std::numeric_limits<int>::min());
}

TEST_CASE("a text over varchar, char and a domain is text, and what is too long or refused there says so") {
    if (no_server()) return;
    stored with("ALTER COLUMN text TYPE varchar(5), ALTER COLUMN note TYPE char(5)");
    CHECK(with.rows().update("a", set<&Thing::text>("12345"), set<&Thing::note>("123")).value().text == "12345");
    CHECK(with.read().note == "123  "); // padded, as the type is
    CHECK(with.rows().count(where(field<&Thing::text> == "12345")).value() == 1);
    CHECK(
        with.rows().count(where(field<&Thing::text>.starts_with("12") && field<&Thing::text>.in({"12345"}))).value() ==
        1);
    CHECK(with.rows().update("a", set<&Thing::text>("123456")).error().code == errc::too_long);

    with.owner("CREATE DOMAIN small_text AS text CHECK (length(VALUE) < 4)");
    with.alter("ALTER COLUMN text TYPE small_text USING 'abc'");
    CHECK(with.read().text == "abc");
    CHECK(with.rows().update("a", set<&Thing::text>("abcd")).error().code == errc::check_violation);
    CHECK(with.rows().update("a", set<&Thing::text>("\xe2\x82\xac")).value().text == "\xe2\x82\xac");
}

TEST_CASE("a column of a type that no field is read from is a mismatch, which names the field") {
    if (no_server()) return;
    stored with("ALTER COLUMN text TYPE bytea USING ''");
    with.require_unreadable("text", errc::schema_mismatch);
    with.alter("ALTER COLUMN text TYPE name USING ''");
    with.require_unreadable("text", errc::schema_mismatch);
    with.alter("ALTER COLUMN text TYPE text, ALTER COLUMN number TYPE text");
    with.require_unreadable("number", errc::schema_mismatch);
    with.alter("ALTER COLUMN number TYPE numeric USING 5");
    with.require_unreadable("number", errc::schema_mismatch);
    with.alter("ALTER COLUMN number TYPE integer, ALTER COLUMN real TYPE integer");
    with.require_unreadable("real", errc::schema_mismatch);
    with.alter("ALTER COLUMN real TYPE real");
    CHECK(with.read().real == 0);
    with.alter("ALTER COLUMN number DROP NOT NULL");
    with.put("number", "NULL");
    with.require_unreadable("number", errc::schema_mismatch);
}

TEST_CASE("numbers of any digits and scale are written as the server writes them, and read digit for digit") {
    if (no_server()) return;
    stored with;
    const std::string long_number = std::string(130, '9') + "." + std::string(200, '7');
    for (const std::string& text : strings{"0",
                                           "1",
                                           "-1",
                                           "9999",
                                           "10000",
                                           "10001",
                                           "-10000.0001",
                                           "0.1",
                                           "0.0001",
                                           "0.00001",
                                           "0.000000000000000000001",
                                           "100000000",
                                           "1000000000000000000000000000000",
                                           "12345678901234567890.12345678901234567890123",
                                           "-0.5",
                                           "99990000.00009999",
                                           "0.99999999",
                                           "1234.5678",
                                           "12345.678",
                                           "123456.78",
                                           long_number,
                                           "-" + long_number}) {
        INFO(text);
        REQUIRE(with.rows().update("a", set<&Thing::amount>(number(text))).value().amount == number(text));
        CHECK(with.read().amount == number(text));
        CHECK(number(with.text("amount")) == number(text));
        CHECK(with.owner("SELECT amount = '" + text + "' FROM \"Thing\"") == "t");
        CHECK(with.rows().count(where(field<&Thing::amount> == number(text))).value() == 1);
    }
    for (const std::string& text :
         strings{"1e10", "1e-10", "1.50", "1.000", "0.00", "-0.0", "1e400", "100.00e-5", "123e-200"}) {
        INFO(text);
        with.put("amount", "'" + text + "'::numeric");
        CHECK(with.read().amount == number(text));
    }
    with.alter("ALTER COLUMN amount TYPE numeric(20, 4)");
    CHECK(with.rows().update("a", set<&Thing::amount>(number("1.00005"))).value().amount == number("1.0001")); // rounds
    CHECK(with.rows().update("a", set<&Thing::amount>(number("1e17"))).error().code == errc::out_of_range);
}

TEST_CASE("a numeric that is no number cannot be read") {
    if (no_server()) return;
    stored with;
    for (const char* value : {"'NaN'", "'Infinity'", "'-Infinity'"}) {
        INFO(value);
        with.put("amount", value);
        with.require_unreadable("amount", errc::schema_mismatch);
    }
    with.put("amount", "7");
    CHECK(with.read().amount == 7);
}

TEST_CASE("a NaN is refused before it is sent; one that is there is read as what it is, like infinities") {
    if (no_server()) return;
    stored with;
    const double infinity = std::numeric_limits<double>::infinity();
    CHECK(with.rows().update("a", set<&Thing::real>(std::nan(""))).error().code == errc::invalid_value);
    CHECK(with.rows().update("a", set<&Thing::single>(std::nanf(""))).error().fields == strings{"single"});
    CHECK(with.rows().update("a", set<&Thing::real>(-infinity)).value().real == -infinity);
    with.put("real", "'NaN'");
    with.put("single", "'Infinity'");
    CHECK(std::isnan(with.read().real));
    CHECK(with.read().single == std::numeric_limits<float>::infinity());
    with.alter("ALTER COLUMN single TYPE double precision USING 1e300");
    with.require_unreadable("single", errc::out_of_range);
}

TEST_CASE("timestamps and dates come back to the ends of what both sides have, and what is beyond is refused unsent") {
    if (no_server()) return;
    stored with;
    const tenon::timestamp first{-210866803200000ms}, last{9224318015999999ms};
    for (const auto at : {first, first + 1ms, tenon::timestamp(0ms), tenon::timestamp(-1ms), last}) {
        CHECK(with.rows().update("a", set<&Thing::at>(at)).value().at == at);
        CHECK(with.read().at == at);
        CHECK(with.rows().count(where(field<&Thing::at> == at)).value() == 1);
    }
    CHECK(with.owner("SELECT extract(year FROM \"at\" AT TIME ZONE 'UTC') FROM \"Thing\"") == "294276");
    for (const auto at : {first - 1ms, last + 1ms, tenon::timestamp::min(), tenon::timestamp::max()}) {
        const auto refused = with.rows().update("a", set<&Thing::at>(at));
        CHECK(refused.error().code == errc::out_of_range);
        CHECK(refused.error().fields == strings{"at"});
        CHECK(refused.error().native_code == "");
    }
    for (const char* value : {"'infinity'", "'-infinity'"}) {
        with.put("at", value);
        with.require_unreadable("at", errc::out_of_range);
        with.put("at", "'2024-02-29 12:00:00Z'");
        with.put("day", value);
        with.require_unreadable("day", errc::out_of_range);
        with.put("day", "'2024-02-29'");
    }
    with.put("day", "'4000-01-01 BC'"); // a date that has no text of ISO 8601
    with.require_unreadable("day", errc::out_of_range);
    with.put("day", "'9999-12-31'");
    CHECK(with.read().at == *tenon::parse_timestamp("2024-02-29T12:00:00Z"));
}

TEST_CASE("a timestamp is the same moment with a zone and without, in every zone and style of the session") {
    if (no_server()) return;
    stored with;
    with.owner("ALTER DATABASE " + with.place.server.name() + " SET timezone = 'Asia/Kathmandu'");
    with.owner("ALTER DATABASE " + with.place.server.name() + " SET datestyle = 'German'");
    const auto db = with.place.open();
    const auto rows = tenon::repository<Thing>(db.tenant("acme"));
    CHECK(ask(db, "SHOW timezone") == "Asia/Kathmandu");
    const auto at = *tenon::parse_timestamp("1969-12-31T23:59:59.999Z");
    for (const char* type : {"timestamptz(3)", "timestamp(3)", "timestamptz", "timestamp"}) {
        INFO(type);
        with.alter("ALTER COLUMN \"at\" TYPE " + std::string(type) + " USING 'epoch'");
        CHECK(rows.update("a", set<&Thing::at>(at)).value().at == at);
        CHECK(rows.get("a").value().at == at);
    }
    with.put("at", "'1969-12-31 23:59:59.998999'"); // finer than a field is
    CHECK(rows.get("a").value().at == at - 1ms);
    with.owner("ALTER DATABASE " + with.place.server.name() + " RESET ALL");
}

TEST_CASE("JSON is read from json, jsonb and text, and must be JSON there") {
    if (no_server()) return;
    stored with;
    for (const char* type : {"jsonb", "json", "jsonb"}) {
        INFO(type);
        with.alter("ALTER COLUMN settings TYPE " + std::string(type) + " USING settings::" + type);
        CHECK(with.rows().update("a", set<&Thing::settings>(*tenon::json::parse("[1, 2]"))).has_value());
        CHECK(with.read().settings.text() == "[1, 2]");
        with.put("settings", "'{\"a\": null}'");
        CHECK(with.read().settings.text() == "{\"a\": null}");
    }
    with.alter("ALTER COLUMN settings TYPE text");
    CHECK(with.rows().update("a", set<&Thing::settings>(*tenon::json::parse("[3]"))).value().settings.text() == "[3]");
    with.put("settings", "'no JSON'");
    with.require_unreadable("settings", errc::invalid_value);
    with.alter("ALTER COLUMN settings TYPE bytea USING ''");
    with.require_unreadable("settings", errc::schema_mismatch);
}
