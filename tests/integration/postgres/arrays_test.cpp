// Lists as arrays, and enumerations as types of the database's own.
#include <cstdint>
#include <vector>

#include "integration/postgres/support.hpp"

using namespace postgres_tests;
using namespace std::chrono_literals;
using tenon::errc;
using tenon::field;
using tenon::set;
using tenon::where;

namespace {

enum class plan { free, paid, trial };

struct Lists {
    std::string id;
    std::string tenantId;
    std::vector<bool> flags;
    std::vector<std::int8_t> bytes;
    std::vector<std::int16_t> shorts;
    std::vector<std::int32_t> ints;
    std::vector<std::int64_t> longs;
    std::vector<std::uint32_t> counts;
    std::vector<float> singles;
    std::vector<double> reals;
    std::vector<std::string> texts;
    std::vector<tenon::timestamp> times;
    std::vector<tenon::date> days;
    std::vector<tenon::uuid> keys;
    std::vector<tenon::decimal> amounts;
    std::vector<plan> plans;
    std::optional<std::vector<int>> maybe;
    friend bool operator==(const Lists&, const Lists&) = default;
};
using lists = tenon::schema<Lists>;

/// One to many elements of each type, with what is hard to quote.
Lists full() {
    Lists row{.id = "full", .tenantId = "acme"};
    row.flags = {true, false, true};
    row.bytes = {-128, 0, 127};
    row.shorts = {-32768, 32767};
    row.ints = {INT32_MIN, -1, INT32_MAX};
    row.longs = {INT64_MIN, 0, INT64_MAX};
    row.counts = {0, UINT32_MAX};
    row.singles = {0.1F, -0.0F, 1e-45F, 3.4028235e38F};
    row.reals = {0.1, 5e-324, -1.7976931348623157e308};
    row.texts = {
        "", "NULL", "null", "a,b", "{}", "\"quoted\"", "back\\slash", "it's", " spaces ", "\n\t", "\xf0\x9f\x98\x80"};
    row.times = {tenon::timestamp(-1ms), tenon::timestamp(0ms), *tenon::parse_timestamp("2024-02-29T12:00:00.123Z")};
    row.days = {*tenon::parse_date("0001-01-01"), *tenon::parse_date("2024-02-29")};
    row.keys = {tenon::uuid{}, *tenon::parse_uuid("01234567-89ab-cdef-0123-456789abcdef")};
    row.amounts = {tenon::decimal(0), *tenon::decimal::parse("-12345678901234567890.00001"),
                   *tenon::decimal::parse("0.0001")};
    row.plans = {plan::trial, plan::free, plan::trial};
    row.maybe = std::vector<int>{7};
    return row;
}

const char* const columns[] = {"flags", "bytes", "shorts", "ints", "longs", "counts",  "singles",
                               "reals", "texts", "times",  "days", "keys",  "amounts", "plans"};

/// Lists with and without elements come back, and the server sees arrays of as many.
template <class Database>
void require_stored(const Database& db, support::postgres_session& look) {
    const auto rows = tenon::repository<Lists>(db.tenant("acme"));
    const Lists empty{.id = "empty", .tenantId = "acme"}, filled = full();
    for (const auto& row : {empty, filled}) {
        CHECK(rows.create(row).value() == row);
        CHECK(rows.get(row.id).value() == row);
    }
    for (const std::string column : columns) {
        INFO(column);
        CHECK(look("SELECT cardinality(" + column + ") FROM \"Lists\" WHERE id = 'empty'") == "0");
        CHECK(look("SELECT array_ndims(" + column + ") FROM \"Lists\" WHERE id = 'full'") == "1");
    }
    CHECK(look("SELECT maybe IS NULL FROM \"Lists\" WHERE id = 'empty'") == "t");
    CHECK(look("SELECT texts[5] || texts[7] || texts[8] FROM \"Lists\" WHERE id = 'full'") == "{}back\\slashit's");
    CHECK(look("SELECT longs::text FROM \"Lists\" WHERE id = 'full'") ==
          "{-9223372036854775808,0,9223372036854775807}");
    CHECK(look("SELECT amounts::text FROM \"Lists\" WHERE id = 'full'") == "{0,-12345678901234567890.00001,0.0001}");
    CHECK(look("SELECT plans::text FROM \"Lists\" WHERE id = 'full'") == "{trial,free,trial}");
    CHECK(
        rows.update("empty", set<&Lists::texts>(filled.texts), set<&Lists::maybe>(std::vector<int>{})).value().texts ==
        filled.texts);
    CHECK(rows.get("empty").value().maybe->empty());
    CHECK(rows.update("full", set<&Lists::plans>(std::vector<plan>{})).value().plans.empty());
    rows.remove_many(tenon::all_rows).value();
}

} // namespace

TEST_CASE("lists of every type of element are arrays of that type, empty ones too") {
    if (no_server()) return;
    const tables<lists> place;
    support::postgres_session look{place.server.superuser()};
    require_stored(place.open(), look);
}

TEST_CASE("enumerations of native types, and lists of them, are written, read and compared by name") {
    if (no_server()) return;
    const tables<lists> place({.native_enums = true});
    support::postgres_session look{place.server.superuser()};
    CHECK(look("SELECT string_agg(enumlabel, ' ' ORDER BY enumsortorder) FROM pg_enum") == "free paid trial");
    require_stored(place.open(), look);
}

TEST_CASE("a list of a thousand long texts comes back") {
    if (no_server()) return;
    const tables<lists> place;
    const auto rows = tenon::repository<Lists>(place.open().tenant("acme"));
    Lists row{.id = "a", .tenantId = "acme"};
    for (int i = 0; i < 1000; ++i)
        row.texts.push_back(std::string(static_cast<std::size_t>(i), 'x') + std::to_string(i));
    CHECK(rows.create(row).value() == row);
    CHECK(rows.get("a").value() == row);
}

TEST_CASE("an array with NULLs, of several dimensions or of other elements than the field's cannot be read") {
    if (no_server()) return;
    const tables<lists> place;
    const auto rows = tenon::repository<Lists>(place.open().tenant("acme"));
    support::postgres_session look{place.server.superuser()};
    rows.create({.id = "a"}).value();
    const auto put = [&](const std::string& column, const std::string& value) {
        look("UPDATE \"Lists\" SET " + column + " = " + value);
        const auto found = rows.get("a");
        if (found) return errc::ok;
        CHECK(found.error().fields == std::vector<std::string>{column});
        return found.error().code;
    };
    CHECK(put("ints", "'{1,NULL,3}'") == errc::schema_mismatch);
    CHECK(put("ints", "'{{1,2},{3,4}}'") == errc::schema_mismatch);
    CHECK(put("ints", "'[5:7]={1,2,3}'") == errc::ok); // counted from another index
    CHECK(rows.get("a").value().ints == std::vector<std::int32_t>{1, 2, 3});
    CHECK(put("reals", "'{NaN}'") != errc::ok);
    CHECK(put("reals", "'{}'") == errc::ok);
    CHECK(put("amounts", "'{NaN}'") == errc::schema_mismatch);
    CHECK(put("amounts", "'{}'") == errc::ok);
    CHECK(put("times", "'{infinity}'") != errc::ok);
    CHECK(put("times", "'{}'") == errc::ok);
    look("ALTER TABLE \"Lists\" ALTER COLUMN ints TYPE bigint[]");
    CHECK(put("ints", "'{1}'") == errc::ok);
    CHECK(put("ints", "'{2147483648}'") != errc::ok);
    look("ALTER TABLE \"Lists\" ALTER COLUMN ints TYPE point[] USING '{}', ALTER COLUMN texts TYPE oid[] USING '{}'");
    CHECK(put("ints", "'{\"(1,2)\"}'") == errc::schema_mismatch);
    CHECK(put("ints", "'{}'") == errc::ok);
    CHECK(put("texts", "'{1633837924}'") == errc::schema_mismatch); // whose bytes are those of "abcd"
}

namespace {

struct Subscription {
    std::string id;
    std::string tenantId;
    plan kind = plan::free;
    std::optional<plan> next;
    static constexpr auto tenon_model = tenon::table(tenon::index<&Subscription::kind>);
};

} // namespace

TEST_CASE("an enumeration is a native type or a text with a CHECK; both hold the same") {
    if (no_server()) return;
    for (const bool native : {true, false}) {
        INFO((native ? "native" : "text"));
        const tables<tenon::schema<Subscription>> place({.native_enums = native});
        const auto db = place.open();
        const auto rows = tenon::repository<Subscription>(db.tenant("acme"));
        support::postgres_session owner{place.server.owner()}, superuser{place.server.superuser()};
        CHECK(owner("SELECT typtype FROM pg_attribute JOIN pg_type ON atttypid = pg_type.oid WHERE attname = 'kind' "
                    "AND attrelid = "
                    "'\"Subscription\"'::regclass") == (native ? "e" : "b"));
        rows.create({.id = "a", .kind = plan::paid}).value();
        rows.create({.id = "b", .kind = plan::trial, .next = plan::free}).value();
        const auto kind = field<&Subscription::kind>;
        CHECK(rows.find_many(where(kind == plan::paid)).value().size() == 1);
        CHECK(rows.count(where(kind != plan::paid)).value() == 1);
        CHECK(rows.count(where(kind.in({plan::paid, plan::trial}))).value() == 2);
        CHECK(rows.count(where(kind.not_in({plan::paid}))).value() == 1);
        CHECK(rows.count(where(field<&Subscription::next>.is_null())).value() == 1);
        CHECK(rows.update("a", set<&Subscription::next>(plan::trial)).value().next == plan::trial);
        CHECK(rows.upsert({.id = "a"}, tenon::on_conflict<&Subscription::id>, set<&Subscription::kind>(plan::trial))
                  .value()
                  .kind == plan::trial);
        CHECK(rows.update("a", set<&Subscription::kind>(static_cast<plan>(9))).error().code == errc::invalid_value);

        // A name that the program does not know.
        if (native)
            owner("ALTER TYPE plan ADD VALUE 'golden'");
        else
            owner("ALTER TABLE \"Subscription\" DROP CONSTRAINT \"Subscription_kind_check\"");
        superuser("UPDATE \"Subscription\" SET kind = 'golden' WHERE id = 'b'");
        CHECK(rows.get("b").error().code == errc::invalid_value);
        CHECK(rows.get("b").error().fields == std::vector<std::string>{"kind"});
        CHECK(rows.get("a").value().kind == plan::trial);
    }
}
