#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "support/database.hpp"

using namespace support;
using tenon::errc;
using tenon::field;
using tenon::repository;
using tenon::set;
using tenon::where;

namespace {

enum class board { none, half, full };

/// One rule of each kind.
struct Stay {
    std::string id;
    std::string tenantId;
    std::string email;
    std::optional<std::string> name;
    std::string code = "ab-1";
    std::string extras = "{}";
    std::string release = "1.0.0";
    std::string room = "blue";
    int floor = 1;
    int first = 0;
    int last = 0;
    double price = 1;
    board meals = board::none;
    tenon::timestamp made{};
    static constexpr auto tenon_model = tenon::table(
        tenon::email<&Stay::email>, tenon::min_length<&Stay::name>(2), tenon::max_length<&Stay::name>(5),
        tenon::matches<&Stay::code>("[a-z]+-[0-9]{1,3}"), tenon::json_text<&Stay::extras>, tenon::semver<&Stay::release>,
        tenon::one_of<&Stay::room>("blue", "green", "it's \"red\""), tenon::one_of<&Stay::floor>(-1, 1, 2),
        tenon::one_of<&Stay::meals>(board::none, board::full), tenon::between<&Stay::price>(0.5, 99),
        tenon::between<&Stay::made>(tenon::timestamp(), tenon::timestamp(std::chrono::milliseconds(4'102'444'800'000))),
        tenon::validate<&Stay::first, &Stay::last>("must not be backwards", [](const auto& stay) { return stay.first <= stay.last; }));
    friend bool operator==(const Stay&, const Stay&) = default;
};

/// A rule over the whole row that names no field.
struct Range {
    int id = 0;
    std::string tenantId;
    int low = 0;
    int high = 0;
    static constexpr auto tenon_model = tenon::table(
        tenon::generated<&Range::id>(tenon::autoincrement),
        tenon::validate("The range must not be empty", [](const auto& range) { return range.low <= range.high; }));
};

const Stay good{.id = "1", .email = "ann@acme.test"};

template <class Result>
strings fields_of(const Result& result) {
    REQUIRE(code_of(result) == errc::validation_failed);
    return result.error().fields;
}

} // namespace

TEMPLATE_LIST_TEST_CASE("a new row that breaks rules is refused with all of its fields, and nothing is sent", "[validation]", backends) {
    test_database<TestType, Stay> t;
    const auto stays = repository<Stay>(t.tenant("a"));
    const auto refused = stays.create({.email = "SECRET", .name = "x", .code = "SECRET", .extras = "SECRET", .release = "SECRET",
                                       .room = "SECRET", .floor = 77, .first = 2, .last = 1, .price = 1e9, .meals = board::half,
                                       .made = tenon::timestamp(std::chrono::milliseconds(-1))});
    CHECK(fields_of(refused) == strings{"email", "name", "code", "extras", "release", "room", "floor", "meals", "price", "made", "first", "last"});
    const tenon::error& e = refused.error();
    CHECK(e.model == "Stay");
    CHECK(e.message ==
          "email must be an e-mail address; name must have at least 2 characters; code must match [a-z]+-[0-9]{1,3}; "
          "extras must be JSON; release must be a semantic version, as 1.2.3; room must be one of blue, green, it's \"red\"; "
          "floor must be one of -1, 1, 2; meals must be one of none, full; price must be between 0.5 and 99; made must be between "
          "1970-01-01T00:00:00.000Z and 2100-01-01T00:00:00.000Z; first and last must not be backwards. " +
              std::string(message(errc::validation_failed)));
    CHECK(to_string(e).find("SECRET") == std::string::npos);
    CHECK(t.statements().empty());
    CHECK(stays.count().value() == 0);
}

TEMPLATE_LIST_TEST_CASE("a row that keeps the rules is written, at their very limits too, and NULL breaks none", "[validation]", backends) {
    test_database<TestType, Stay> t;
    const auto stays = repository<Stay>(t.tenant("a"));
    CHECK(stays.create(good).value().id == "1");
    for (const char* name : {"ab", "abcde", "\u00e9\u65e5", "\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600"})
        CHECK(code_of(stays.create({.email = "a@b", .name = name})) == errc::ok);
    for (const char* name : {"", "a", "\u65e5", "abcdef", "\U0001F600"})
        CHECK(fields_of(stays.create({.email = "a@b", .name = name})) == strings{"name"});
    if constexpr (TestType::holds_nul) // where SQL would count none of it
        CHECK(code_of(stays.create({.email = "a@b", .name = std::string("\0a", 2)})) == errc::ok);
    for (const double price : {0.5, 99.0}) CHECK(code_of(stays.create({.email = "a@b", .price = price})) == errc::ok);
    for (const double price : {0.49, 99.1, std::numeric_limits<double>::quiet_NaN()})
        CHECK(fields_of(stays.create({.email = "a@b", .price = price})) == strings{"price"});
    CHECK(code_of(stays.create({.email = "a@b", .room = "it's \"red\"", .floor = -1, .meals = board::full})) == errc::ok);
}

TEMPLATE_LIST_TEST_CASE("create_many writes nothing when one row breaks a rule, and says which row", "[validation]", backends) {
    test_database<TestType, Stay> t;
    const auto stays = repository<Stay>(t.tenant("a"));
    std::vector<Stay> rows(250, Stay{.email = "a@b"});
    rows[233].email = "nobody";
    rows[233].floor = 3;
    const auto refused = stays.create_many(rows);
    CHECK(fields_of(refused) == strings{"email", "floor"});
    CHECK(refused.error().message.starts_with("Row 234: email must be"));
    CHECK(fields_of(stays.create_many(rows, tenon::skip_duplicates)) == strings{"email", "floor"});
    CHECK(stays.count().value() == 0);
    rows[233] = rows[0];
    CHECK(stays.create_many(rows).value() == 250);
}

TEMPLATE_LIST_TEST_CASE("an update is asked about the values that it sets", "[validation]", backends) {
    test_database<TestType, Stay> t;
    const auto stays = repository<Stay>(t.tenant("a"));
    const Stay before = stays.create(good).value();
    t.forget();
    const std::string no_code = "A-1";
    CHECK(fields_of(stays.update("1", set<&Stay::email>("nobody"), set<&Stay::code>(no_code), set<&Stay::floor>(7))) ==
          strings{"email", "code", "floor"});
    CHECK(fields_of(stays.update("1", set<&Stay::name>(std::optional<std::string>("x")))) == strings{"name"});
    CHECK(fields_of(stays.update("1", set<&Stay::meals>(board::half), set<&Stay::price>(100))) == strings{"meals", "price"});
    CHECK(fields_of(stays.update_many(tenon::all_rows, set<&Stay::room>("black"))) == strings{"room"});
    CHECK(fields_of(stays.update_many(where(field<&Stay::floor> == 1), set<&Stay::extras>("{"))) == strings{"extras"});
    CHECK(t.statements().empty());
    CHECK(stays.get("1").value() == before);

    CHECK(stays.update("1", set<&Stay::name>("Bob"), set<&Stay::floor>(2)).value().floor == 2);
    CHECK(stays.update("1", set<&Stay::name>(std::nullopt)).value().name == std::nullopt);
    CHECK(stays.update_many(tenon::all_rows, set<&Stay::email>("b@c")).value() == 1);
    CHECK(code_of(stays.update("9", set<&Stay::floor>(2))) == errc::not_found);
    CHECK(code_of(stays.update("1", set<&Stay::floor>(std::numeric_limits<std::uint64_t>::max()))) == errc::out_of_range);
}

TEMPLATE_LIST_TEST_CASE("an update that breaks a rule over the row is undone, alone and in a transaction", "[validation]", backends) {
    test_database<TestType, Stay, Range> t;
    const auto stays = repository<Stay>(t.tenant("a"));
    stays.create({.id = "1", .email = "a@b", .first = 2, .last = 4}).value();
    CHECK(fields_of(stays.update("1", set<&Stay::last>(1))) == strings{"first", "last"});
    CHECK(fields_of(stays.update("1", tenon::increment<&Stay::first>(3), set<&Stay::floor>(2))) == strings{"first", "last"});
    CHECK(stays.get("1").value().floor == 1);
    CHECK(stays.update("1", set<&Stay::last>(2)).value().last == 2);
    CHECK(code_of(stays.update("9", set<&Stay::last>(2))) == errc::not_found);

    t.tenant("a")
        .transaction([&](auto& tx) -> tenon::result<void> {
            const auto inside = repository<Stay>(tx);
            inside.update("1", set<&Stay::floor>(2)).value();
            CHECK(fields_of(inside.update("1", set<&Stay::last>(1))) == strings{"first", "last"});
            CHECK(inside.get("1").value().last == 2);
            return {};
        })
        .value();
    CHECK(stays.get("1").value().floor == 2);

    const auto ranges = repository<Range>(t.tenant("a"));
    const Range made = ranges.create({.low = 1, .high = 2}).value();
    const auto refused = ranges.update(made.id, set<&Range::high>(0));
    CHECK(fields_of(refused) == strings{});
    CHECK(refused.error().message.starts_with("The range must not be empty. "));
    CHECK(ranges.get(made.id).value().high == 2);
    CHECK(code_of(ranges.create({.low = 1})) == errc::validation_failed);
}

TEMPLATE_LIST_TEST_CASE("an update that no rule over the row looks at is one statement", "[validation]", backends) {
    test_database<TestType, Stay> t;
    const auto stays = repository<Stay>(t.tenant("a"));
    stays.create(good).value();
    t.forget();
    stays.update("1", set<&Stay::floor>(2)).value();
    CHECK(t.statements().size() == 1);
    CHECK(t.last().verb == tenon::verb::update);
}

TEMPLATE_LIST_TEST_CASE("an upsert is asked about its row, about what it sets, and about what comes of it", "[validation]", backends) {
    test_database<TestType, Stay> t;
    const auto stays = repository<Stay>(t.tenant("a"));
    const auto on = tenon::on_conflict<&Stay::id>;
    CHECK(fields_of(stays.upsert({.id = "1", .email = "nobody"}, on, set<&Stay::floor>(2))) == strings{"email"});
    CHECK(fields_of(stays.upsert(good, on, set<&Stay::floor>(7))) == strings{"floor"});
    CHECK(stays.count().value() == 0);
    CHECK(stays.upsert(good, on, set<&Stay::floor>(2)).value().floor == 1);
    CHECK(stays.upsert(good, on, set<&Stay::floor>(2)).value().floor == 2);
    CHECK(fields_of(stays.upsert(good, on, set<&Stay::first>(5))) == strings{"first", "last"});
    CHECK(stays.get("1").value().first == 0);
}

TEMPLATE_LIST_TEST_CASE("what the database computes against a rule is refused", "[validation]", backends) {
    test_database<TestType, Stay> t;
    const auto stays = repository<Stay>(t.tenant("a"));
    stays.create(good).value();
    const auto refused = stays.update("1", tenon::multiply<&Stay::price>(1000.0));
    // By the table, or in layout::prisma, whose tables have no CHECKs, by the rule.
    CHECK(code_of(refused) == (t.leads_with_tenant ? errc::check_violation : errc::validation_failed));
    REQUIRE(!refused);
    CHECK(refused.error().fields == strings{"price"});
    CHECK(stays.get("1").value().price == 1);
}

TEMPLATE_LIST_TEST_CASE("a scope that may do nothing says so, whatever the row is", "[validation]", backends) {
    test_database<TestType, Stay> t;
    const auto nobody = repository<Stay>(t.tenant(""));
    CHECK(code_of(nobody.create({.email = "nobody"})) == errc::invalid_tenant);
    CHECK(code_of(nobody.create_many({{.email = "nobody"}})) == errc::invalid_tenant);
    CHECK(code_of(nobody.upsert({.id = "1"}, tenon::on_conflict<&Stay::id>, set<&Stay::first>(5))) == errc::invalid_tenant);
    CHECK(code_of(nobody.update("1", set<&Stay::email>("nobody"))) == errc::invalid_tenant);
    CHECK(code_of(nobody.update("1", set<&Stay::first>(9))) == errc::invalid_tenant);
    CHECK(code_of(nobody.update_many(tenon::all_rows, set<&Stay::email>("nobody"))) == errc::invalid_tenant);
    CHECK(code_of(repository<Stay>(t.tenant("a")).create({.tenantId = "b", .email = "nobody"})) == errc::tenant_mismatch);
}
