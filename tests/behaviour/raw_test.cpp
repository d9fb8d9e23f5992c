// Texts that programs write themselves.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "support/database.hpp"

using namespace support;
using tenon::arg;
using tenon::as;
using tenon::errc;
using tenon::repository;

namespace {

enum class colour { red, green };

struct Thing {
    std::string id;
    std::string tenantId;
    bool flag = false;
    std::int64_t number = 0;
    std::uint8_t small = 0;
    double real = 0;
    std::optional<std::string> text;
    tenon::blob bytes;
    tenon::timestamp time{};
    tenon::date day{};
    tenon::uuid uuid{};
    tenon::decimal amount;
    colour paint = colour::red;
    static constexpr auto tenon_model = tenon::table(tenon::column<&Thing::small>("tiny"));
    friend bool operator==(const Thing&, const Thing&) = default;
};
struct Card {
    std::string email;
    std::string id; // in another order than the columns
    friend bool operator==(const Card&, const Card&) = default;
};
struct Total {
    std::int64_t total = 0;
};
struct Nick {
    std::optional<std::string> nick;
};

/// With ids that are each tenant's own: in one layout keys are over all of them.
template <class Database>
void fill(const Database& t) {
    for (const std::string tenant : {"a", "b"})
        repository<User>(t.tenant(tenant))
            .create_many({{.id = tenant + "1", .email = "ann@" + tenant, .level = 1},
                          {.id = tenant + "2", .email = "bob@" + tenant, .level = 2, .nick = "x"},
                          {.id = tenant + "3", .email = "eve@" + tenant, .level = 3}})
            .value();
}

} // namespace

TEMPLATE_LIST_TEST_CASE("a raw text gives rows as structs, by the names of its columns, of its tenant only", "[raw]", backends) {
    test_database<TestType, Tenant, User> t;
    fill(t);
    const auto a = t.tenant("a");
    const std::vector<Card> wanted{{"bob@a", "a2"}, {"eve@a", "a3"}};
    CHECK(a.query(as<Card>, R"(SELECT id, email FROM "User" WHERE level > ? ORDER BY id)", 1).value() == wanted);
    CHECK(a.query(as<Card>, R"(SELECT id, email FROM "User" WHERE level > $1 AND level > ?1 ORDER BY id)", 1).value() == wanted);
    CHECK(a.query(as<Card>, R"(SELECT id, email FROM "User" WHERE level > :least ORDER BY id)", arg("least", 1)).value() == wanted);
    CHECK(t.system().query(as<Total>, R"(SELECT count(*) AS total FROM "User")").value().at(0).total == 6);
    CHECK(a.query(as<Total>, R"(SELECT count(*) AS total FROM "User")").value().at(0).total == 3);
    CHECK(a.query(as<User>, R"(SELECT * FROM "User" WHERE id = ?)", "a2").value() ==
          repository<User>(a).find_many(tenon::where(tenon::field<&User::id> == "a2")).value());
    CHECK(a.query(as<Card>, R"(SELECT id, email FROM "User" WHERE 1 = 2)").value().empty());
    CHECK(t.last().verb == tenon::verb::query);
    CHECK(t.last().text == R"(SELECT id, email FROM "User" WHERE 1 = 2)");
    CHECK(t.last().tenant == "a");
}

TEMPLATE_LIST_TEST_CASE("a raw text reads each kind of a model's rows as its repository does", "[raw]", backends) {
    test_database<TestType, Tenant, User, Note, Session, Click, Country> t;
    fill(t);
    repository<Country>(t.system()).create({.code = "at", .name = "Austria"}).value();
    repository<Note>(t.system()).create({.id = "n", .text = "everybody's"}).value();
    for (const std::string tenant : {"a", "b"}) {
        const auto scope = t.tenant(tenant);
        repository<Note>(scope).create({.id = "n" + tenant, .text = "of " + tenant}).value();
        repository<Session>(scope).create({.id = "s" + tenant, .userId = tenant + "1"}).value();
        repository<Click>(scope).create({.id = "c" + tenant, .sessionId = "s" + tenant}).value();
    }
    const auto count = [&](std::string_view table) {
        const std::string text = "SELECT count(*) AS total FROM \"" + std::string(table) + "\"";
        return std::pair(t.tenant("a").query(as<Total>, text).value().at(0).total, t.system().query(as<Total>, text).value().at(0).total);
    };
    using counts = std::pair<std::int64_t, std::int64_t>; // of a, of all
    CHECK(count("Tenant") == counts{1, 2});
    CHECK(count("User") == counts{3, 6});
    CHECK(count("Note") == counts{2, 3});
    CHECK(count("Session") == counts{1, 2});
    CHECK(count("Click") == counts{1, 2});
    CHECK(count("Country") == counts{1, 1});
    const auto notes = t.tenant("a").query(as<Note>, R"(SELECT * FROM "Note" ORDER BY id)").value();
    CHECK(each<&Note::tenantId>(notes) == std::vector<std::optional<std::string>>{std::nullopt, "a"});
    CHECK(t.tenant("a")
              .query(as<Total>, R"(SELECT count(*) AS total FROM "Click" c JOIN "Session" s ON s.id = c."sessionId" JOIN "User" u ON u.id = s."userId")")
              .value()
              .at(0)
              .total == 1);
}

TEMPLATE_LIST_TEST_CASE("values of raw texts are bound, and come back as they are", "[raw]", backends) {
    test_database<TestType, Tenant, User, Thing> t;
    const auto a = t.tenant("a");
    const Thing made = repository<Thing>(a)
                           .create({.flag = true,
                                    .number = INT64_MIN,
                                    .small = 200,
                                    .real = 0.1,
                                    .text = "'; DROP TABLE x; --",
                                    .bytes = {std::byte{0}, std::byte{255}},
                                    .time = tenon::timestamp(std::chrono::milliseconds(1234567890123)),
                                    .day = tenon::parse_date("2026-02-03").value(),
                                    .uuid = tenon::parse_uuid("01234567-89ab-cdef-0123-456789abcdef").value(),
                                    .amount = tenon::decimal::parse("12.5").value(),
                                    .paint = colour::green})
                           .value();
    const auto same = [&](std::string_view condition, const auto& value) {
        const auto rows = a.query(as<Thing>, "SELECT * FROM \"Thing\" WHERE " + std::string(condition), value);
        if (!rows) FAIL_CHECK(to_string(rows.error()));
        CHECK((rows && rows->size() == 1 && rows->at(0) == made));
    };
    same("flag = ?", true);
    same("number = ?", INT64_MIN);
    same("tiny = ?", 200U);
    same("real = ?", 0.1);
    same("text = ?", "'; DROP TABLE x; --");
    same("text = ?", std::string("'; DROP TABLE x; --"));
    same("text = ?", std::optional<std::string>("'; DROP TABLE x; --"));
    same("bytes = ?", made.bytes);
    same("time = ?", made.time);
    same("day = ?", made.day);
    same("uuid = ?", made.uuid);
    same("amount = ?", made.amount);
    same("paint = ?", colour::green);
    CHECK(a.query(as<Thing>, R"(SELECT * FROM "Thing" WHERE text = ?)", std::optional<std::string>()).value().empty());

    // What no column of the database could hold is refused, and says which value it was.
    const auto large = a.query(as<Thing>, R"(SELECT * FROM "Thing" WHERE number = ? AND number = ?)", 1, UINT64_MAX);
    REQUIRE(code_of(large) == errc::out_of_range);
    CHECK(large.error().fields == strings{"value 2"});
    const auto broken = a.query(as<Thing>, R"(SELECT * FROM "Thing" WHERE text = :text)", arg("text", "\xff"));
    REQUIRE(code_of(broken) == errc::invalid_value);
    CHECK(broken.error().fields == strings{"text"});
}

TEMPLATE_LIST_TEST_CASE("columns that do not fit the struct are told before anything runs, all at once", "[raw]", backends) {
    test_database<TestType, Tenant, User> t;
    fill(t);
    const auto wrong = t.tenant("a").query(as<Card>, R"(SELECT level AS email, nick, id AS "Id" FROM "User")");
    REQUIRE(code_of(wrong) == errc::schema_mismatch);
    CHECK(wrong.error().model == "Card");
    CHECK(wrong.error().fields == strings{"email", "id", "nick", "Id"});
    CHECK(wrong.error().message.find("email is ") != std::string::npos);
    CHECK(wrong.error().message.find(" in the database and text in the struct") != std::string::npos);
    CHECK(wrong.error().statement == R"(SELECT level AS email, nick, id AS "Id" FROM "User")");
    CHECK(code_of(t.system().query(as<Card>, R"(UPDATE "User" SET level = 9 RETURNING id)")) == errc::schema_mismatch);
    CHECK(code_of(t.system().query(as<Card>, R"(UPDATE "User" SET level = 9)")) == errc::schema_mismatch);
    CHECK(sorted<&User::level>(repository<User>(t.system()).find_many().value()) == std::vector{1, 1, 2, 2, 3, 3});
    // A value that shows up to be NULL, where the database could not tell.
    CHECK(code_of(t.tenant("a").query(as<Total>, R"(SELECT max(level) AS total FROM "User" WHERE level > 9)")) == errc::schema_mismatch);
    CHECK(t.tenant("a").query(as<Nick>, R"(SELECT nick FROM "User" ORDER BY id)").value().at(1).nick == "x");
}

TEMPLATE_LIST_TEST_CASE("what is wrong with a raw text is an error, and the next one runs", "[raw]", backends) {
    test_database<TestType, Tenant, User> t;
    fill(t);
    const auto a = t.tenant("a");
    CHECK(code_of(a.query(as<Card>, R"(SELECT id, absent AS email FROM "User")")) == errc::missing_column);
    CHECK(code_of(t.system().query(as<Card>, "SELECT * FROM absent")) == errc::missing_table);
    CHECK(code_of(a.query(as<Card>, "SELECT FROM WHERE")) == errc::invalid_sql);
    CHECK(code_of(a.query(as<Card>, R"(SELECT id, email FROM "User" WHERE level > ?)")) == errc::invalid_sql);
    CHECK(code_of(a.query(as<Card>, R"(SELECT id, email FROM "User")", 1)) == errc::invalid_sql);
    CHECK(code_of(t.system().execute("BEGIN")) == errc::invalid_sql);
    CHECK(code_of(t.system().execute(R"(DELETE FROM "User"; DELETE FROM "Tenant")")) == errc::invalid_sql);
    CHECK(code_of(t.db.tenant("").query(as<Card>, R"(SELECT id, email FROM "User")")) == errc::invalid_tenant);
    CHECK(code_of(t.db.system("").execute(R"(DELETE FROM "User")")) == errc::permission_denied);
    CHECK(a.query(as<Total>, R"(SELECT count(*) AS total FROM "User")").value().at(0).total == 3);
}

TEMPLATE_LIST_TEST_CASE("from a system scope a raw text does all that its role may, and counts what it changed", "[raw]", backends) {
    test_database<TestType, Tenant, User> t;
    fill(t);
    CHECK(t.system().execute(R"(UPDATE "User" SET level = level + ? WHERE level >= ?)", 10, 2).value() == 4);
    CHECK(t.last().verb == tenon::verb::execute);
    CHECK(t.last().reason == "test");
    CHECK(t.last().rows == 4);
    CHECK(t.system().execute("CREATE TABLE other (a INTEGER NOT NULL)").value() == 0);
    CHECK(t.system().execute("INSERT INTO other VALUES (1), (2)").value() == 2);
    CHECK(t.system().query(as<Total>, "DELETE FROM other WHERE a = 1 RETURNING a AS total").value_or(std::vector<Total>(9)).size() == 1);
    CHECK(t.system().execute("DROP TABLE other").value() == 0);
    const auto taken = t.system().execute(R"(UPDATE "User" SET email = 'ann@a' WHERE id = 'a2')");
    REQUIRE(code_of(taken) == errc::unique_violation);
    CHECK(taken.error().model == "User");
    CHECK(taken.error().fields == strings{"email"});
}

TEMPLATE_LIST_TEST_CASE("a raw text takes part in the transaction and in the batch of its scope", "[raw]", backends) {
    test_database<TestType, Tenant, User> t;
    fill(t);
    const auto undone = t.system().transaction([&](auto& tx) -> tenon::result<void> {
        CHECK(tx.execute(R"(UPDATE "User" SET level = 7)").value() == 6);
        CHECK(code_of(tx.query(as<Card>, R"(SELECT absent FROM "User")")) == errc::missing_column); // and the transaction goes on
        CHECK(tx.tenant("a").query(as<Total>, R"(SELECT count(*) AS total FROM "User" WHERE level = 7)").value().at(0).total == 3);
        CHECK(repository<User>(tx.tenant("a")).count(tenon::where(tenon::field<&User::level> == 7)).value() == 3);
        return tenon::fail(tenon::make_error(errc::cancelled));
    });
    CHECK(code_of(undone) == errc::cancelled);
    const auto a = t.tenant("a");
    const auto [raw, typed] = a.batch([&](auto& tx) { return tx.query(as<Total>, R"(SELECT count(*) AS total FROM "User" WHERE level < 4)"); },
                                      [&](auto& tx) { return repository<User>(tx).count(); });
    CHECK(raw.value().at(0).total == 3);
    CHECK(typed.value() == 3);
    const auto read_only = t.system().transaction([&](auto& tx) { return tx.execute(R"(UPDATE "User" SET level = 7)"); }, {.read_only = true});
    CHECK(code_of(read_only) == errc::read_only);
}
