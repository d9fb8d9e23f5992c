// The trail of audited models: what changed, whoever changed it, and nothing of it is another tenant's.
#include <tenon/migration.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "support/database.hpp"
#include "support/migration.hpp"

using namespace support;
using tenon::all_rows;
using tenon::audit_action;
using tenon::audit_entry;
using tenon::errc;
using tenon::field;
using tenon::repository;
using tenon::set;
using tenon::where;
namespace migration = tenon::migration;

namespace {

enum class state { open, closed };

struct Folder {
    std::string id;
    std::string tenantId;
    std::string name;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&Folder::name>);
};
struct Paper {
    std::string id;
    std::string tenantId;
    std::string folderId;
    std::string title;
    std::string password;
    bool read = false;
    std::int64_t pages = 0;
    double price = 0;
    state is = state::open;
    tenon::timestamp made;
    tenon::decimal tax;
    tenon::blob scan;
    std::optional<tenon::json> extra;
    std::optional<std::string> note;
    std::vector<std::string> tags;
    static constexpr auto tenon_model = tenon::table(
        tenon::audited, tenon::secret<&Paper::password>,
        tenon::references<&Paper::folderId, &Folder::id>(tenon::on_delete::cascade));
};
struct Rate { // nobody's
    std::string code;
    int value = 0;
    static constexpr auto tenon_model = tenon::table(tenon::shared, tenon::primary_key<&Rate::code>, tenon::audited);
};

template <class Backend> using papers_database = test_database<Backend, Tenant, Folder, Paper, Rate, audit_entry>;

/// "create update remove"
template <class Scope>
std::string actions(const Scope& scope) {
    std::string text;
    const auto entries = repository<audit_entry>(scope).find_many(tenon::order_by(tenon::asc<&audit_entry::id>)).value();
    for (const auto& entry : entries) text.append(text.empty() ? "" : " ").append(enum_name(entry.action));
    return text;
}
template <class Scope>
audit_entry last_entry(const Scope& scope) {
    return repository<audit_entry>(scope).find_first(tenon::order_by(tenon::desc<&audit_entry::id>)).value().value();
}
/// Without the spaces that databases put between parts.
std::string compact(const std::optional<tenon::json>& given) {
    if (!given) return "none";
    std::string text;
    bool quoted = false;
    for (std::size_t i = 0; i < given->text().size(); ++i) {
        const char c = given->text()[i];
        if (c == '"' && (i == 0 || given->text()[i - 1] != '\\')) quoted = !quoted;
        if (quoted || c != ' ') text += c;
    }
    return text;
}

template <class Database>
void make_folder(const Database& t) {
    repository<Folder>(t.tenant("a")).create({.id = "f", .name = "bills"}).value();
}

} // namespace

TEMPLATE_LIST_TEST_CASE("every way of writing a row leaves its trail", "[audit]", backends) {
    papers_database<TestType> t;
    make_folder(t);
    const auto a = t.tenant("a");
    const auto papers = repository<Paper>(a);
    papers.create({.id = "1", .folderId = "f", .title = "one"}).value();
    CHECK(actions(a) == "create");
    papers.create_many({{.id = "2", .folderId = "f"}, {.id = "3", .folderId = "f"}}).value();
    papers.update("1", set<&Paper::title>("uno")).value();
    papers.update_many(where(field<&Paper::id> != "1"), set<&Paper::pages>(7)).value();
    CHECK(actions(a) == "create create create update update update");
    papers.upsert({.id = "1", .folderId = "f"}, tenon::on_conflict<&Paper::id>, set<&Paper::read>(true)).value();
    papers.upsert({.id = "4", .folderId = "f"}, tenon::on_conflict<&Paper::id>, set<&Paper::read>(true)).value();
    papers.remove("4").value();
    papers.remove_many(where(field<&Paper::id> == "3")).value();
    CHECK(actions(a) == "create create create update update update update create remove remove");
    repository<Folder>(a).remove("f").value(); // and what is in it
    CHECK(actions(a) == "create create create update update update update create remove remove remove remove");
    CHECK(code_of(papers.update("1", set<&Paper::title>("none"))) == errc::not_found);
    CHECK(repository<audit_entry>(a).count().value() == 12);
}

TEMPLATE_LIST_TEST_CASE("the trail tells what was there before and after, and no secret", "[audit]", backends) {
    papers_database<TestType> t;
    make_folder(t);
    const auto a = t.tenant("a");
    const auto papers = repository<Paper>(a);
    papers.create({.id = "1", .folderId = "f", .title = "a \"b\" \\ c\n\td é 日", .password = "PASSWORD", .read = true,
                   .pages = 9007199254740993, .price = 0.1, .is = state::closed,
                   .made = tenon::timestamp(std::chrono::milliseconds(1234567890123)), .tax = tenon::decimal::parse("12.50").value(),
                   .scan = tenon::blob{std::byte{0}, std::byte{255}}, .extra = tenon::json::parse("{\"x\":[1]}").value(),
                   .tags = {"t"}})
        .value();
    const audit_entry made = last_entry(a);
    CHECK(made.tenantId == "a");
    CHECK(made.model == "Paper");
    CHECK(made.action == audit_action::create);
    CHECK(compact(made.key) == R"({"id":"1"})");
    CHECK(compact(made.before) == "none");
    const std::string after = compact(made.after);
    const auto tells = [&](const std::string& part) {
        INFO(after << "\n" << part);
        CHECK(after.find(part) != after.npos);
    };
    tells(R"("title":"a \"b\" \\ c\n\td é 日")");
    tells(R"("password":"[secret]")");
    tells(R"("read":true)");
    tells(R"("pages":9007199254740993)");
    tells(R"("price":0.1)");
    tells(R"("is":"closed")");
    tells(R"("made":"2009-02-13T23:31:30.123Z")");
    tells(R"("tax":"12.5)");
    tells(R"("scan":"00ff")");
    tells(R"("extra":{"x":[1]})");
    tells(R"("note":null)");
    tells(R"("tags":["t"])");
    CHECK(after.find("PASSWORD") == after.npos);
    const auto age = tenon::now() - made.at;
    CHECK(age < std::chrono::minutes(10));
    CHECK(age > -std::chrono::minutes(10));

    papers.update("1", set<&Paper::note>("seen")).value();
    const audit_entry changed = last_entry(a);
    CHECK(compact(changed.before) == after);
    CHECK(compact(changed.after).find(R"("note":"seen")") != std::string::npos);
    papers.remove("1").value();
    CHECK(compact(last_entry(a).before) == compact(changed.after));
    CHECK(compact(last_entry(a).after) == "none");
}

TEMPLATE_LIST_TEST_CASE("what is undone leaves no trail", "[audit]", backends) {
    papers_database<TestType> t;
    make_folder(t);
    const auto a = t.tenant("a");
    CHECK(code_of(a.transaction([](auto& tx) -> tenon::result<void> {
        repository<Paper>(tx).create({.id = "1", .folderId = "f"}).value();
        return tenon::fail(errc::cancelled);
    })) == errc::cancelled);
    CHECK(code_of(repository<Paper>(a).create_many({{.id = "2", .folderId = "f"}, {.id = "2", .folderId = "f"}})) == errc::unique_violation);
    CHECK(actions(a).empty());
}

TEMPLATE_LIST_TEST_CASE("a tenant reads its own trail, and only a system scope clears it", "[audit][isolation]", backends) {
    papers_database<TestType> t;
    make_folder(t);
    repository<Paper>(t.tenant("a")).create({.id = "1", .folderId = "f"}).value();
    CHECK(actions(t.tenant("a")) == "create");
    CHECK(actions(t.tenant("b")).empty());
    repository<Rate>(t.system()).create({.code = "EUR", .value = 3}).value();
    CHECK(last_entry(t.tenant("b")).model == "Rate"); // as the row itself, everybody's
    CHECK(last_entry(t.tenant("b")).tenantId == std::nullopt);
    CHECK(actions(t.system()) == "create create");
    CHECK(repository<audit_entry>(t.system()).remove_many(where(field<&audit_entry::model> == "Paper")).value() == 1);
    CHECK(actions(t.tenant("a")) == "create"); // of the rate
}

namespace {

struct Firm {
    std::string id;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Firm::id>(tenon::on_delete::cascade), tenon::audited);
};
struct Desk {
    std::string id;
    std::string tenantId;
    static constexpr auto tenon_model = tenon::table(tenon::audited);
};

} // namespace

TEMPLATE_LIST_TEST_CASE("entries stay when the tenant's own row is removed, whoever removes it", "[audit]", backends) {
    test_database<TestType, Firm, Desk, audit_entry> t;
    for (const char* id : {"a", "b", "c"}) {
        repository<Firm>(t.system()).create({.id = id}).value();
        repository<Desk>(t.tenant(id)).create({.id = std::string("desk of ") + id}).value();
    }
    repository<Firm>(t.system()).remove("a").value();
    repository<Firm>(t.tenant("b")).remove("b").value();
    CHECK(repository<Desk>(t.system()).count().value() == 1);
    for (const char* gone : {"a", "b"}) {
        const auto entries = repository<audit_entry>(t.system()).find_many(where(field<&audit_entry::tenantId> == gone), tenon::order_by(tenon::asc<&audit_entry::id>)).value();
        strings told;
        for (const auto& entry : entries) told.push_back(entry.model + " " + std::string(enum_name(entry.action)));
        REQUIRE(told.size() == 4);
        CHECK(strings(told.begin(), told.begin() + 2) == strings{"Firm create", "Desk create"});
        std::sort(told.begin() + 2, told.end()); // which of the two goes first is the database's choice
        CHECK(strings(told.begin() + 2, told.end()) == strings{"Desk remove", "Firm remove"});
    }
    CHECK(actions(t.tenant("c")) == "create create");
}

namespace {

struct PlainPaper {
    std::string id;
    std::string tenantId;
    std::string title;
    static constexpr auto tenon_model = tenon::table("Paper", tenon::renamed_from<&PlainPaper::title>("heading"));
};
struct AuditedPaper {
    std::string id;
    std::string tenantId;
    std::string heading;
    int pages = 1;
    static constexpr auto tenon_model = tenon::table("Paper", tenon::audited, tenon::renamed_from<&AuditedPaper::heading>("title"),
                                                     tenon::default_value<&AuditedPaper::pages>(1));
};
template <class Backend> struct two_programs {
    using first = tenon::schema<typename Backend::layout, PlainPaper>;
    using second = tenon::schema<typename Backend::layout, AuditedPaper, audit_entry>;
};

/// What leads from the database as it is to the models of `Schema`, done.
template <class Schema, class Database>
void migrate(const Database& db) {
    const auto system = db.system("migrate");
    const auto wanted = value_of(migration::spelled(system, migration::snapshot_of<Schema>(db)));
    const auto plan = value_of(migration::make_plan(value_of(migration::introspect(system)), wanted,
                                                    {.accepted_losses = {"Paper.pages", "tenon_audit"}}));
    value_of(migration::apply(system, plan));
    CHECK(value_of(migration::make_plan(value_of(migration::introspect(system)), wanted)).empty());
}

} // namespace

TEMPLATE_LIST_TEST_CASE("a migration begins a trail and ends one", "[audit][migration]", backends) {
    using programs = two_programs<TestType>;
    TestType backend;
    const auto db = backend.template open<typename programs::first>({});
    db.create_tables().value();
    repository<PlainPaper>(db.tenant("a")).create({.id = "1", .title = "one"}).value();
    migrate<typename programs::second>(db);
    run(db, "UPDATE \"Paper\" SET \"heading\" = 'two'");
    CHECK(rows(db, "SELECT \"model\" || ' ' || \"action\" FROM \"tenon_audit\"") == std::vector<std::string>{"AuditedPaper update"});
    migrate<typename programs::first>(db);
    run(db, "UPDATE \"Paper\" SET \"title\" = 'three'");
    CHECK(rows(db, "SELECT \"title\" FROM \"Paper\"") == std::vector<std::string>{"three"});
}
