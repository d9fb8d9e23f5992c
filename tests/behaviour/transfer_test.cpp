// Rows of a database, or of one tenant, as a file and back, on every database: exactly, whatever refers to what, all or nothing.
#include <tenon/transfer.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "support/backends.hpp"
#include "support/catch.hpp"
#include "support/database.hpp"

namespace {

using tenon::errc;
namespace transfer = tenon::transfer;

struct Firm {
    std::string id;
    std::string name;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Firm::id>, tenon::unique<&Firm::name>);
};
struct Nation {
    std::string id;
    static constexpr auto tenon_model = tenon::table(tenon::shared);
};
/// Refers to itself, to what belongs to nobody, and changes with every write of the program.
struct Person {
    std::string id;
    std::string tenantId;
    std::string name;
    std::optional<std::string> bossId;
    std::string nationId;
    std::optional<std::string> password;
    tenon::timestamp updatedAt{};
    std::int32_t version = 0;
    std::optional<tenon::timestamp> deletedAt;
    static constexpr auto tenon_model =
        tenon::table(tenon::references<&Person::bossId, &Person::id>(tenon::on_delete::restrict), tenon::references<&Person::nationId, &Nation::id>,
                     tenon::min_length<&Person::name>(1), tenon::secret<&Person::password>, tenon::updated_at<&Person::updatedAt>,
                     tenon::version<&Person::version>, tenon::soft_delete<&Person::deletedAt>);
};
/// A tenant's by its person's; numbered by the database.
struct Visit {
    std::int64_t id = 0;
    std::string personId;
    std::string place;
    static constexpr auto tenon_model = tenon::table(tenon::generated<&Visit::id>(tenon::autoincrement), tenon::tenant_via<&Visit::personId>,
                                                     tenon::references<&Visit::personId, &Person::id>);
};
/// Everybody's, or a tenant's.
struct Paper {
    std::string id;
    std::optional<std::string> tenantId;
    std::string text;
};
struct Mark {
    tenon::uuid id;
    std::string tenantId;
    std::int64_t visitId = 0;
    std::optional<std::string> paperId;
    static constexpr auto tenon_model = tenon::table(tenon::generated<&Mark::id>(tenon::uuid7), tenon::references<&Mark::visitId, &Visit::id>,
                                                     tenon::references<&Mark::paperId, &Paper::id>);
};
/// A circle.
struct Club {
    std::string id;
    std::string tenantId;
    std::optional<std::string> chairId;
};
struct Member {
    std::string id;
    std::string tenantId;
    std::string clubId;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Member::clubId, &Club::id>);
};
/// One that nobody is above is above itself.
struct Part {
    std::string id;
    std::string tenantId;
    std::string wholeId;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Part::wholeId, &Part::id>);
};
struct Studio {
    std::string id;
    std::string name;
    std::optional<std::int32_t> mostSongs;
    tenon::timestamp madeAt{};
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Studio::id>, tenon::min_length<&Studio::name>(1), tenon::created_at<&Studio::madeAt>);
};
struct Song {
    std::string id;
    std::string tenantId;
    static constexpr auto tenon_model = tenon::table(tenon::quota<&Studio::mostSongs>);
};
/// A tenant's, and does not say so.
struct Badge {
    std::string id;
    std::string holder;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_owned);
};
enum class mood { calm, wild };
struct Everything {
    std::string id;
    std::string tenantId;
    bool yes = false;
    std::int64_t large = 0;
    std::uint32_t natural = 0;
    double real = 0;
    float small = 0;
    std::optional<std::string> nothing;
    tenon::blob bytes;
    tenon::decimal exact;
    tenon::date day{};
    tenon::timestamp time{};
    tenon::json free;
    mood how{};
    std::vector<std::int64_t> numbers;
    std::vector<std::string> words;
};

} // namespace

template <> inline constexpr auto tenon::model<Club> = tenon::table(tenon::references<&Club::chairId, &Member::id>(tenon::on_delete::restrict));

namespace {

template <class Layout> using company = tenon::schema<Layout, Member, Club, Mark, Visit, Person, Firm, Nation, Paper, Part>;
template <class Layout> using values = tenon::schema<Layout, Everything>;

template <class Schema, class Backend> auto open(Backend& backend) {
    auto db = backend.template open<Schema>({});
    db.create_tables().value();
    return db;
}

template <class Database> void fill_shared(const Database& db) {
    const auto system = db.system("test");
    tenon::repository<Nation>(system).create({.id = "n"}).value();
    tenon::repository<Paper>(system).create({.id = "all", .text = "everybody's"}).value();
}

/// `n` makes keys that differ between tenants, for Prisma's tables.
template <class Database> void fill(const Database& db, const std::string& tenant) {
    auto in = db.tenant(tenant);
    tenon::repository<Firm>(in).create({.id = tenant, .name = "The " + tenant}).value();
    auto people = tenon::repository<Person>(in);
    people.create({.id = "z" + tenant, .name = "Zoë \"Z\" \\\n", .nationId = "n", .password = "secret"}).value();
    people.create({.id = "a" + tenant, .name = "Ann", .bossId = "z" + tenant, .nationId = "n"}).value();
    people.update("a" + tenant, tenon::set<&Person::name>("Anna")).value();
    people.create({.id = "gone" + tenant, .name = "Gone", .nationId = "n"}).value();
    people.remove("gone" + tenant).value();
    const auto visit = tenon::repository<Visit>(in).create({.personId = "a" + tenant, .place = "Paris"}).value();
    auto papers = tenon::repository<Paper>(in);
    papers.create({.id = "own" + tenant, .text = "ours"}).value();
    tenon::repository<Mark>(in).create({.visitId = visit.id, .paperId = "own" + tenant}).value();
    tenon::repository<Mark>(in).create({.visitId = visit.id, .paperId = "all"}).value();
    tenon::repository<Club>(in).create({.id = "c" + tenant}).value();
    tenon::repository<Member>(in).create({.id = "m" + tenant, .clubId = "c" + tenant}).value();
    tenon::repository<Club>(in).update("c" + tenant, tenon::set<&Club::chairId>("m" + tenant)).value();
    auto parts = tenon::repository<Part>(in);
    parts.create({.id = "y" + tenant, .wholeId = "y" + tenant}).value(); // before what it is part of, by its key
    parts.create({.id = "x" + tenant, .wholeId = "y" + tenant}).value();
}

template <class Database> std::string exported(const Database& db, const transfer::export_options& how = {}) {
    std::ostringstream file;
    transfer::export_rows(db, how, transfer::lines_to(file)).value();
    return file.str();
}
template <class Database> auto imported(const Database& db, const std::string& text, transfer::import_options how = {}) {
    std::istringstream file(text);
    how.file = "rows.jsonl";
    return transfer::import_rows(db, file, how);
}
template <class Database> std::string why_not(const Database& db, const std::string& text, transfer::import_options how = {}) {
    const auto done = imported(db, text, std::move(how));
    return done ? "it was imported" : std::string(to_string(done.error().code)) + ": " + done.error().message;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    const auto at = text.find(from);
    REQUIRE(at != text.npos);
    return text.replace(at, from.size(), to);
}

} // namespace

TEMPLATE_LIST_TEST_CASE("a database that is exported and imported elsewhere is exported again as the same bytes", "[transfer]", support::backends) {
    using schema = company<typename TestType::layout>;
    TestType here, there;
    const auto from = open<schema>(here);
    const auto to = open<schema>(there);
    fill_shared(from);
    for (const char* tenant : {"acme", "beta"}) fill(from, tenant);
    const std::string file = exported(from, {.with_secrets = true});
    const auto done = imported(to, file).value();
    CHECK(done.done);
    CHECK(done.rows == 26);
    CHECK(done.tenants.size() == 2);
    CHECK(exported(to, {.with_secrets = true}) == file);
    CHECK(tenon::repository<Club>(to.tenant("beta")).get("cbeta").value().chairId == "mbeta");
    CHECK(tenon::repository<Person>(to.tenant("beta")).count(tenon::with_deleted).value() == 3);
    // Numbers go on behind those that came.
    auto visits = tenon::repository<Visit>(to.tenant("acme"));
    CHECK(visits.create({.personId = "aacme"}).value().id > tenon::repository<Visit>(to.tenant("beta")).find_first().value()->id);

    CHECK(why_not(to, file).starts_with("unique_violation: rows.jsonl, line 2: "));
    CHECK(file.find("\"password\":\"secret\"") != file.npos);
    CHECK(exported(from).find("password") == std::string::npos);
}

TEMPLATE_LIST_TEST_CASE("isolation 51: a tenant that is imported as another gets new keys, and references follow", "[transfer]", support::backends) {
    TestType backend;
    const auto db = open<company<typename TestType::layout>>(backend);
    fill_shared(db);
    for (const char* tenant : {"acme", "beta"}) fill(db, tenant);
    const std::string file = exported(db, {.tenant = "acme"}), before = exported(db);
    CHECK(file.find("beta") == std::string::npos);
    CHECK(file.find("everybody") == std::string::npos);
    CHECK(why_not(db, file).starts_with("unique_violation: rows.jsonl, line "));
    // Its root has a unique name.
    CHECK(why_not(db, file, {.tenant = "copy"}).starts_with("unique_violation: rows.jsonl, line "));
    CHECK(exported(db) == before);

    tenon::repository<Firm>(db.tenant("copy")).create({.id = "copy", .name = "The copy"}).value();
    const auto done = imported(db, file, {.tenant = "copy"}).value();
    CHECK(done.new_keys);
    CHECK(done.from == "acme");
    auto people = tenon::repository<Person>(db.tenant("copy"));
    const auto anna = people.find_first(tenon::where(tenon::field<&Person::name> == "Anna")).value().value();
    CHECK(anna.id != "aacme");
    CHECK(anna.version == 2);
    CHECK(people.get(*anna.bossId).value().name == "Zoë \"Z\" \\\n");
    CHECK(people.count(tenon::only_deleted).value() == 1);
    const auto visit = tenon::repository<Visit>(db.tenant("copy")).find_first().value().value();
    CHECK(visit.personId == anna.id);
    const auto marks = tenon::repository<Mark>(db.tenant("copy")).find_many(tenon::order_by(tenon::asc<&Mark::id>)).value();
    REQUIRE(marks.size() == 2);
    CHECK(marks[0].visitId == visit.id);
    CHECK(marks[1].paperId == "all");
    CHECK(tenon::repository<Paper>(db.tenant("copy")).get(*marks[0].paperId).value().tenantId == "copy");
    CHECK(marks[0].paperId != "ownacme");
    const auto club = tenon::repository<Club>(db.tenant("copy")).find_first().value().value();
    CHECK(tenon::repository<Member>(db.tenant("copy")).get(*club.chairId).value().clubId == club.id);
    CHECK(tenon::repository<Part>(db.tenant("copy")).count().value() == 2);
    CHECK(exported(db, {.tenant = "acme"}) == file);
    // The same again is more rows, and nobody's are overwritten.
    imported(db, file, {.tenant = "copy"}).value();
    CHECK(people.count().value() == 4);
}

TEMPLATE_LIST_TEST_CASE("values come through a file as they were", "[transfer]", support::backends) {
    using schema = values<typename TestType::layout>;
    TestType here, there;
    const auto from = open<schema>(here);
    const auto to = open<schema>(there);
    Everything one{.id = "1"};
    one.large = std::numeric_limits<std::int64_t>::min();
    one.natural = std::numeric_limits<std::uint32_t>::max();
    one.real = 5e-324;
    one.small = 0.1F;
    one.bytes = {std::byte{0}, std::byte{255}, std::byte{10}, std::byte{62}};
    one.exact = *tenon::decimal::parse("12345678901234.5");
    one.day = *tenon::parse_date("0001-02-03");
    one.time = *tenon::parse_timestamp("1969-12-31T23:59:59.999Z");
    one.free = *tenon::json::parse(R"({"a":[1,"\n"]})");
    one.numbers = {std::numeric_limits<std::int64_t>::max(), -1};
    one.words = {"", "\"[,]\\", "ü"};
    Everything two{.id = "2", .yes = true, .large = (std::int64_t{1} << 53) + 1, .real = -std::numeric_limits<double>::infinity(), .nothing = ""};
    two.how = mood::wild;
    auto rows = tenon::repository<Everything>(from.tenant("acme"));
    rows.create(one).value();
    rows.create(two).value();
    const std::string file = exported(from);
    imported(to, file).value();
    CHECK(exported(to) == file);
    auto copies = tenon::repository<Everything>(to.tenant("acme"));
    CHECK(copies.get("1").value().large == one.large);
    CHECK(copies.get("1").value().real == one.real);
    CHECK(copies.get("1").value().bytes == one.bytes);
    CHECK_FALSE(copies.get("1").value().nothing);
    CHECK(copies.get("2").value().nothing == "");
    CHECK(copies.get("2").value().real == two.real);
    CHECK(copies.get("2").value().large == two.large);
    CHECK(copies.get("2").value().how == mood::wild);
}

TEMPLATE_LIST_TEST_CASE("a file that is not right is refused with its line, and nothing of it is written", "[transfer]", support::backends) {
    TestType backend;
    const auto db = open<company<typename TestType::layout>>(backend);
    fill_shared(db);
    for (const char* tenant : {"acme", "beta"}) fill(db, tenant);
    const std::string file = exported(db, {.tenant = "acme", .with_secrets = true});
    tenon::repository<Firm>(db.tenant("copy")).create({.id = "copy", .name = "The copy"}).value();
    const std::string before = exported(db, {.with_secrets = true});
    const auto refused = [&](const std::string& text) { return why_not(db, text, {.tenant = "copy"}); };
    const auto begins = [](const std::string& text, std::string_view with) {
        CAPTURE(text, with);
        CHECK(text.starts_with(with));
    };

    SECTION("a file that was cut") {
        begins(refused(""), "invalid_value: rows.jsonl, line 1: The file is empty");
        begins(refused(file.substr(0, 20)), "invalid_value: rows.jsonl, line 1: The first line is not as an export writes it");
        begins(refused(file.substr(0, file.find('\n') + 30)), "invalid_value: rows.jsonl, line 2: The line is no JSON of a row, or was cut off");
        begins(refused(file.substr(0, file.rfind("{\"tenon\"") )), "invalid_value: rows.jsonl, line 14: The file ends before its last line, it was cut off: export it again.");
        const auto second = file.find('\n') + 1;
        begins(refused(file.substr(0, second) + file.substr(file.find('\n', second) + 1)), "invalid_value: rows.jsonl, line 13: The file has 11 rows and not 12 as it says");
        begins(refused(file + "{}\n"), "invalid_value: rows.jsonl, line 15: There is more behind the last line");
    }
    SECTION("a file of another kind") {
        begins(refused("id,name\n1,a\n"), "unsupported: rows.jsonl, line 1: This is no file that an export wrote");
        begins(refused(replaced(file, "\"version\":1", "\"version\":2")), "unsupported: rows.jsonl, line 1: The file is of version 2 of the format, and this program reads 1");
        begins(refused(replaced(file, "\"model\":\"Firm\"", "\"model\":\"Form\"")), "invalid_value: rows.jsonl, line 1: There is no model \"Form\"");
        begins(refused(replaced(file, "\"bossId\"", "\"chiefId\"")), "invalid_value: rows.jsonl, line 1: Person has no field \"chiefId\"");
        begins(refused(exported(db)), "invalid_value: rows.jsonl, line 1: The file has the rows of every tenant, which cannot become those of one");
    }
    SECTION("a row that is none of the model") {
        const std::string firm = "{\"id\":\"acme\"";
        begins(refused(replaced(file, firm, "{\"ids\":\"acme\"")), "invalid_value: rows.jsonl, line 2: Firm has no field \"ids\"");
        begins(refused(replaced(file, firm, firm + ",\"id\":\"acme\"")), "invalid_value: rows.jsonl, line 2: Firm.id stands there twice");
        begins(refused(replaced(file, "\"name\":\"The acme\"", "\"name\":7")), "invalid_value: rows.jsonl, line 2: Firm.name: ");
        begins(refused(replaced(file, "\"name\":\"The acme\"", "\"name\":null")), "not_null_violation: rows.jsonl, line 2: Firm.name: ");
        begins(refused(replaced(file, ",\"name\":\"The acme\"", "")), "not_null_violation: rows.jsonl, line 2: Firm.name is missing: say it.");
        begins(refused(replaced(file, "\"version\":2", "\"version\":20000000000")), "out_of_range: rows.jsonl, line 5: Person.version: ");
        begins(refused(replaced(file, "\"name\":\"Anna\"", "\"name\":\"\"")), "validation_failed: rows.jsonl, line 5: Person: name must ");
        begins(refused(replaced(file, "Anna", "\xff")), "invalid_value: rows.jsonl, line 5: The line is no UTF-8");
        begins(refused(replaced(file, "Anna", "\\ud800")), "invalid_value: rows.jsonl, line 5: The line is no JSON of a row");
        begins(why_not(db, file, {.tenant = "copy", .longest_line = 100}), "too_long: rows.jsonl, line 1: The line has more than 100 bytes: ");
    }
    SECTION("rows of others") {
        begins(refused(replaced(file, "\"tenant\":\"acme\",\"row\"", "\"tenant\":\"beta\",\"row\"")), "tenant_mismatch: rows.jsonl, line 2: The file is of acme, and this row of Firm is not");
        begins(refused(replaced(file, "\"tenantId\":\"acme\",\"name\":\"Anna\"", "\"tenantId\":\"beta\",\"name\":\"Anna\"")), "tenant_mismatch: rows.jsonl, line 5: Person.tenantId is another tenant");
        begins(refused(replaced(file, "\"bossId\":\"zacme\"", "\"bossId\":\"zbeta\"")), "foreign_key_violation: rows.jsonl, line 5: ");
        begins(refused(replaced(file, "\"clubId\":\"cacme\"", "\"clubId\":\"cbeta\"")), "foreign_key_violation: rows.jsonl, line ");
        begins(refused(replaced(file, "\"nationId\":\"n\"", "\"nationId\":\"m\"")), "foreign_key_violation: rows.jsonl, line 5: ");
        // Also where keys stay.
        std::string own = file;
        tenon::repository<Mark>(db.tenant("acme")).remove_many(tenon::all_rows).value();
        own = exported(db, {.tenant = "acme", .with_secrets = true});
        own = replaced(own, "\"id\":\"macme\",\"tenantId\":\"acme\",\"clubId\":\"cacme\"", "\"id\":\"new\",\"tenantId\":\"acme\",\"clubId\":\"cbeta\"");
        tenon::repository<Club>(db.tenant("acme")).update("cacme", tenon::set<&Club::chairId>(std::nullopt)).value();
        tenon::repository<Member>(db.tenant("acme")).remove_many(tenon::all_rows).value();
        std::string only = own.substr(0, own.find('\n') + 1);
        const auto line = own.rfind("{\"model\":\"Member\"");
        only += own.substr(line, own.find('\n', line) - line + 1) + "{\"tenon\":\"end\",\"rows\":1}\n";
        begins(why_not(db, only), "foreign_key_violation: rows.jsonl, line 2: ");
        CHECK(tenon::repository<Member>(db.tenant("acme")).count().value() == 0);
        return;
    }
    SECTION("rows that are there twice") {
        std::string twice = replaced(file, "\"rows\":12}", "\"rows\":13}");
        const auto person = twice.find("{\"model\":\"Person\",\"tenant\"");
        twice.insert(person, twice.substr(person, twice.find('\n', person) - person + 1));
        begins(refused(twice), "unique_violation: rows.jsonl, line 6: ");
    }
    SECTION("secrets that are missing") {
        CHECK(why_not(db, exported(db, {.tenant = "acme"}), {.tenant = "copy"}) == "it was imported"); // may be NULL
        return;
    }
    CHECK(exported(db, {.with_secrets = true}) == before);
}

TEMPLATE_LIST_TEST_CASE("an import tells what it will do, and does nothing where it is told not to", "[transfer]", support::backends) {
    TestType backend;
    const auto db = open<company<typename TestType::layout>>(backend);
    fill_shared(db);
    fill(db, "acme");
    const std::string file = exported(db, {.tenant = "acme"});
    std::uint64_t planned = 0;
    const auto plan = imported(db, file, {.tenant = "copy", .on_plan = [&](const transfer::import_report& what) {
                                              planned = what.rows;
                                              return false;
                                          }}).value();
    CHECK(planned == 12);
    CHECK_FALSE(plan.done);
    CHECK(tenon::repository<Person>(db.tenant("copy")).count().value() == 0);
    CHECK(support::code_of(transfer::export_rows(db, {.tenant = "nobody"}, [](std::string_view) { return tenon::result<void>(); })) == errc::not_found);
}

TEMPLATE_LIST_TEST_CASE("a tenant is made of texts or of JSON, by the rules of its model, and has quotas", "[transfer]", support::backends) {
    TestType backend;
    const auto db = open<tenon::schema<Studio, Song, typename TestType::layout>>(backend);
    transfer::create_tenant(db, "acme", {{"name", "Acme"}, {"mostSongs", "2"}}).value();
    transfer::create_tenant(db, "beta", {}, R"({"name": "7", "mostSongs": null})").value();
    CHECK(tenon::repository<Studio>(db.tenant("acme")).get("acme").value().mostSongs == 2);
    CHECK(tenon::repository<Studio>(db.tenant("beta")).get("beta").value().name == "7");
    CHECK(tenon::repository<Studio>(db.tenant("beta")).get("beta").value().madeAt != tenon::timestamp{});

    const auto code = [&](std::string_view id, const transfer::named_values& given, std::string_view json = {}) {
        return support::code_of(transfer::create_tenant(db, id, given, json));
    };
    CHECK(code("acme", {{"name", "Again"}}) == errc::unique_violation);
    CHECK(code("", {{"name", "None"}}) == errc::invalid_tenant);
    CHECK(code("c", {}) == errc::not_null_violation);
    CHECK(code("c", {{"name", ""}}) == errc::validation_failed);
    CHECK(code("c", {{"nam", "C"}}) == errc::invalid_value);
    CHECK(code("c", {{"name", "C"}, {"name", "D"}}) == errc::invalid_value);
    CHECK(code("c", {{"name", "C"}, {"mostSongs", "2x"}}) == errc::invalid_value);
    CHECK(code("c", {{"name", "C"}, {"id", "d"}}) == errc::tenant_mismatch);
    CHECK(code("c", {}, "{\"name\": \"C\"") == errc::invalid_value);
    CHECK(code("c", {}, "{\"name\": \"C\"},\"row\":{\"name\":\"D\"}") == errc::invalid_value);
    CHECK(tenon::repository<Studio>(db.system("test")).count().value() == 2);

    tenon::repository<Song>(db.tenant("acme")).create({}).value();
    CHECK(transfer::quotas(db).value() == std::vector<transfer::tenant_quota>{{"acme", "Song", "mostSongs", 2, 1}, {"beta", "Song", "mostSongs", std::nullopt, 0}});
    transfer::set_quota(db, "acme", "Song", 1).value();
    CHECK(transfer::quotas(db, "acme").value() == std::vector<transfer::tenant_quota>{{"acme", "Song", "mostSongs", 1, 1}});
    CHECK(support::code_of(tenon::repository<Song>(db.tenant("acme")).create({})) == errc::quota_exceeded);
    transfer::set_quota(db, "acme", "Song", std::nullopt).value();
    tenon::repository<Song>(db.tenant("acme")).create({}).value();
    CHECK(support::code_of(transfer::set_quota(db, "nobody", "Song", 1)) == errc::not_found);
    CHECK(support::code_of(transfer::set_quota(db, "acme", "Studio", 1)) == errc::unsupported);
    const std::vector<transfer::quota_change> twice{{"Song", 1}, {"Song", 2}};
    CHECK(support::code_of(transfer::set_quotas(db, "acme", twice)) == errc::invalid_value);
    CHECK(support::code_of(transfer::set_quota(db, "acme", "Song", std::int64_t{1} << 40)) == errc::out_of_range);
    CHECK(support::code_of(transfer::quotas(db, "nobody")) == errc::not_found);
}

TEMPLATE_LIST_TEST_CASE("rows that do not say their tenant come back to it, also without a root", "[transfer]", support::tenant_first_backends) {
    using schema = tenon::schema<Badge, typename TestType::layout>;
    TestType here, there;
    const auto from = open<schema>(here);
    const auto to = open<schema>(there);
    for (const char* tenant : {"acme", "beta"}) tenon::repository<Badge>(from.tenant(tenant)).create({.id = "1", .holder = tenant}).value();
    const std::string file = exported(from);
    CHECK(file.find("{\"model\":\"Badge\",\"tenant\":\"beta\",\"row\":{\"id\":\"1\",\"holder\":\"beta\"}}") != file.npos);
    imported(to, file).value();
    CHECK(exported(to) == file);
    CHECK(tenon::repository<Badge>(to.tenant("beta")).get("1").value().holder == "beta");
    imported(to, exported(from, {.tenant = "acme"}), {.tenant = "copy"}).value();
    const auto copied = tenon::repository<Badge>(to.tenant("copy")).find_many().value();
    REQUIRE(copied.size() == 1);
    CHECK(copied[0].holder == "acme");
    CHECK(copied[0].id != "1");
    for (const char* none : {"", ",\"tenant\":null"})
        CHECK(why_not(to, replaced(file, ",\"tenant\":\"beta\"", none)) == "invalid_value: rows.jsonl, line 3: This row of Badge says no tenant: name it.");
    CHECK(why_not(to, file, {.tenant = "copy"}).starts_with("invalid_value: rows.jsonl, line 1: "));
}
