// A database is brought to what the models say, whichever database it is and however its tables lie.
#include <tenon/migration.hpp>
#include <tenon/search.hpp>

#include <string>
#include <utility>

#include "support/database.hpp"
#include "support/migration.hpp"

using namespace support;
namespace migration = tenon::migration;

namespace {

struct Book {
    std::string id;
    std::string tenantId;
    std::string title;
    int pages = 0;
};
struct LaterBook {
    std::string id;
    std::string tenantId;
    std::string name;
    std::int64_t pages = 0;
    std::optional<tenon::timestamp> lent;
    static constexpr auto tenon_model =
        tenon::table("Book", tenon::renamed_from<&LaterBook::name>("title"), tenon::unique<&LaterBook::name>);
};

/// Opens one database for two programs, where a backend can.
template <class Backend> struct two_programs {
    using first = tenon::schema<typename Backend::layout, Book>;
    using second = tenon::schema<typename Backend::layout, LaterBook>;
};

} // namespace

TEMPLATE_LIST_TEST_CASE("tables are brought to what the models say, and nothing is left to do then", "", backends) {
    using Backend = TestType;
    using programs = two_programs<Backend>;
    Backend backend;
    const auto db = backend.template open<typename programs::first>({});
    db.create_tables().value();
    const auto made = tenon::repository<Book>(db.tenant("acme")).create({.title = "Joints", .pages = 7}).value();

    const auto system = db.system("migrate");
    const auto there = value_of(migration::introspect(system));
    const auto same = value_of(migration::spelled(system, migration::snapshot_of(db)));
    CHECK(value_of(migration::make_plan(there, same)).empty());

    auto later = migration::snapshot_of<typename programs::second>(db);
    const auto wanted = value_of(migration::spelled(system, later));
    const auto plan = value_of(migration::make_plan(there, wanted));
    CHECK_FALSE(plan.loses_data());
    value_of(migration::check(system, plan));
    value_of(migration::apply(system, plan));
    CHECK(value_of(migration::make_plan(value_of(migration::introspect(system)), wanted)).empty());

    const auto down = value_of(migration::make_plan(wanted, same, {.accepted_losses = {"Book.lent"}}));
    value_of(migration::apply(system, down));
    CHECK(tenon::repository<Book>(db.tenant("acme")).get(made.id).value().title == "Joints");
    CHECK(value_of(migration::make_plan(value_of(migration::introspect(system)), same)).empty());
}

TEMPLATE_LIST_TEST_CASE("an empty database gets all tables by a plan", "", backends) {
    using Backend = TestType;
    Backend backend;
    const auto db = backend.template open<typename two_programs<Backend>::second>({});
    const auto system = db.system("migrate");
    const auto there = migration::introspect(system).value();
    const auto wanted = migration::spelled(system, migration::snapshot_of(db)).value();
    const auto plan = migration::make_plan(there, wanted).value();
    migration::check(system, plan).value();
    migration::apply(system, plan).value();
    CHECK(tenon::repository<LaterBook>(db.tenant("acme")).create({.name = "Joints"}).value().pages == 0);
}

namespace {

struct Loan {
    std::string id;
    std::string tenantId;
    std::optional<std::string> note;
    std::int64_t days = 0;
};
struct StrictLoan {
    std::string id;
    std::string tenantId;
    std::string note;
    std::int64_t days = 0;
    static constexpr auto tenon_model = tenon::table("Loan");
};
struct ShortLoan {
    std::string id;
    std::string tenantId;
    std::optional<std::string> note;
    std::int16_t days = 0;
    static constexpr auto tenon_model = tenon::table("Loan");
};
struct OtherLoan {
    std::string id;
    std::string tenantId;
    std::optional<std::string> remark;
    std::int64_t days = 0;
    static constexpr auto tenon_model = tenon::table("Loan");
};

/// A database with a row, and what leads to another model of its table.
template <class Backend> struct one_loan {
    Backend backend;
    decltype(backend.template open<tenon::schema<typename Backend::layout, Loan>>({})) db = backend.template open<tenon::schema<typename Backend::layout, Loan>>({});
    decltype(db.system("migrate")) system = db.system("migrate");
    migration::snapshot there = [&] {
        db.create_tables().value();
        return value_of(migration::introspect(system));
    }();
    Loan loan = loans().create({.id = "1", .days = 70'000}).value();

    auto loans() const { return tenon::repository<Loan>(db.tenant("acme")); }

    template <class Model> auto plan_for(const migration::plan_options& options = {}) const {
        const auto wanted = migration::snapshot_of<tenon::schema<typename Backend::layout, Model>>(db);
        return migration::make_plan(there, value_of(migration::spelled(system, wanted)), options);
    }
    void require_untouched() const {
        CHECK(differences(there, value_of(migration::introspect(system))) == "");
        const auto kept = loans().get("1").value();
        CHECK(kept.note == loan.note);
        CHECK(kept.days == loan.days);
    }
};

} // namespace

TEMPLATE_LIST_TEST_CASE("a column does not become required while rows have no value in it", "", backends) {
    one_loan<TestType> s;
    const auto plan = value_of(s.template plan_for<StrictLoan>());
    CHECK(plan.danger() == migration::risk::may_fail_on_data);
    const auto refused = migration::check(s.system, plan);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == tenon::errc::migration_blocked);
    CHECK(refused.error().model == "StrictLoan");
    CHECK(refused.error().fields == std::vector<std::string>{"note"});
    CHECK(refused.error().message.starts_with("StrictLoan.note becomes required, and rows have no value in it: fill them in"));
    const auto failed = migration::apply(s.system, plan); // who does not ask is told by the database
    REQUIRE_FALSE(failed);
    CHECK(failed.error().message.find("\"Loan\"") != std::string::npos);
    s.require_untouched();
    s.loan = s.loans().update("1", tenon::set<&Loan::note>("late")).value();
    value_of(migration::check(s.system, plan));
    value_of(migration::apply(s.system, plan));
    CHECK(rows(s.db, "SELECT \"note\" FROM \"Loan\"") == std::vector<std::string>{"late"});
}

TEMPLATE_LIST_TEST_CASE("a type does not become narrower while rows hold what it cannot", "", tenant_first_backends) {
    one_loan<TestType> s;
    const auto plan = value_of(s.template plan_for<ShortLoan>());
    CHECK(plan.danger() == migration::risk::may_fail_on_data);
    const auto refused = migration::check(s.system, plan);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == tenon::errc::migration_blocked);
    CHECK(refused.error().model == "ShortLoan");
    CHECK(refused.error().message.find("days") != std::string::npos);
    const auto failed = migration::apply(s.system, plan);
    REQUIRE_FALSE(failed);
    CHECK(failed.error().message.find("\"Loan\"") != std::string::npos);
    s.require_untouched();
    s.loan = s.loans().update("1", tenon::set<&Loan::days>(7)).value();
    value_of(migration::check(s.system, plan));
    value_of(migration::apply(s.system, plan));
    CHECK(rows(s.db, "SELECT CAST(\"days\" AS TEXT) FROM \"Loan\"") == std::vector<std::string>{"7"});
}

TEMPLATE_LIST_TEST_CASE("a column of another name that does not say its old one is lost, and so refused", "", backends) {
    one_loan<TestType> s;
    const auto refused = s.template plan_for<OtherLoan>();
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == tenon::errc::migration_refused);
    CHECK(refused.error().message.starts_with("These would be lost: Loan.note"));
    s.require_untouched();
    const auto plan = value_of(s.template plan_for<OtherLoan>({.accepted_losses = {"Loan.note"}}));
    CHECK(plan.losses == std::vector<std::string>{"Loan.note"});
}

namespace {

struct Page {
    std::string id;
    std::string tenantId;
    std::string path;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&Page::path>);
};
struct KeptPage {
    std::string id;
    std::string tenantId;
    std::string path;
    int version = 1;
    std::optional<tenon::timestamp> deletedAt;
    static constexpr auto tenon_model = tenon::table("Page", tenon::unique<&KeptPage::path>, tenon::version<&KeptPage::version>,
                                                     tenon::default_value<&KeptPage::version>(1),
                                                     tenon::soft_delete<&KeptPage::deletedAt>);
};

} // namespace

TEMPLATE_LIST_TEST_CASE("a model that begins to keep removed rows, and stops, has its uniques among the rows that it is about", "",
                        backends) {
    TestType backend;
    using layout = typename TestType::layout;
    const auto db = backend.template open<tenon::schema<layout, Page>>({});
    db.create_tables().value();
    const auto pages = tenon::repository<Page>(db.tenant("acme"));
    pages.create({.id = "1", .path = "/"}).value();
    const auto system = db.system("migrate");
    const auto there = value_of(migration::introspect(system));
    const auto wanted = value_of(migration::spelled(system, migration::snapshot_of<tenon::schema<layout, KeptPage>>(db)));

    const auto plan = value_of(migration::make_plan(there, wanted));
    value_of(migration::check(system, plan));
    value_of(migration::apply(system, plan));
    const auto kept = value_of(migration::introspect(system));
    CHECK(value_of(migration::make_plan(kept, wanted)).empty());
    const bool partial = layout::leads_with_tenant;
    REQUIRE(kept.tables.size() == 1);
    for (const auto& index : kept.tables[0].indexes)
        if (index.unique) CHECK(index.condition.empty() != partial);
    CHECK(pages.create({.id = "2", .path = "/"}).error().code == tenon::errc::unique_violation);

    const auto back = value_of(migration::make_plan(kept, there, {.accepted_losses = {"Page.deletedAt", "Page.version"}}));
    value_of(migration::apply(system, back));
    CHECK(value_of(migration::make_plan(value_of(migration::introspect(system)), there)).empty());
    CHECK(pages.get("1").value().path == "/");
}

namespace {

struct Article {
    std::string id;
    std::string tenantId;
    std::string title;
    std::optional<std::string> body;
};
struct FoundArticle {
    std::string id;
    std::string tenantId;
    std::string title;
    std::optional<std::string> body;
    static constexpr auto tenon_model = tenon::table("Article", tenon::text_search<&FoundArticle::title>);
};
struct WhollyFoundArticle {
    std::string id;
    std::string tenantId;
    std::string title;
    std::optional<std::string> body;
    static constexpr auto tenon_model = tenon::table("Article", tenon::text_search<&WhollyFoundArticle::title, &WhollyFoundArticle::body>);
};
struct RenamedArticle {
    std::string id;
    std::string tenantId;
    std::string heading;
    static constexpr auto tenon_model = tenon::table("Text", tenon::renamed_from("Article"), tenon::renamed_from<&RenamedArticle::heading>("title"),
                                                     tenon::text_search<&RenamedArticle::heading>);
};

/// Brings a database to the schema of a model, and what it was before.
template <class Model, class Layout, class Database>
migration::snapshot migrated_to(const Database& db, std::vector<std::string> losses = {}) {
    const auto system = db.system("migrate");
    const auto before = value_of(migration::introspect(system));
    const auto wanted = value_of(migration::spelled(system, migration::snapshot_of<tenon::schema<Layout, Model>>(db)));
    const auto plan = value_of(migration::make_plan(before, wanted, {.accepted_losses = std::move(losses)}));
    value_of(migration::check(system, plan));
    value_of(migration::apply(system, plan));
    CHECK(value_of(migration::make_plan(value_of(migration::introspect(system)), wanted)).empty());
    return before;
}

} // namespace

TEMPLATE_LIST_TEST_CASE("words are looked for in rows that were there before the model said so", "[search]", backends) {
    TestType backend;
    using layout = typename TestType::layout;
    const auto db = backend.template open<tenon::schema<layout, WhollyFoundArticle>>({});
    const auto acme = db.tenant("acme");
    const auto rows = tenon::repository<WhollyFoundArticle>(acme);
    const auto in_title = [&](std::string_view typed) { return rows.count(tenon::where(tenon::matches<&WhollyFoundArticle::title>(typed))).value(); };
    const auto in_all = [&](std::string_view typed) {
        return rows.count(tenon::where(tenon::matches<&WhollyFoundArticle::title, &WhollyFoundArticle::body>(typed))).value();
    };
    migrated_to<Article, layout>(db);
    rows.create({.id = "1", .title = "Blue whale", .body = "of the north"}).value();
    rows.create({.id = "2", .title = "Ship"}).value();
    const auto system = db.system("migrate");
    const auto plain = migrated_to<FoundArticle, layout>(db);
    CHECK(in_title("whale") == 1);
    rows.create({.id = "3", .title = "Whale", .body = "and north"}).value();
    CHECK(in_title("whale") == 2);

    const auto found = migrated_to<WhollyFoundArticle, layout>(db);
    CHECK(in_title("whale") == 2);
    CHECK(in_all("whale north") == 2);
    rows.update("1", tenon::set<&WhollyFoundArticle::body>("of the south")).value();
    CHECK(in_all("north") == 1);

    // Back to what it was, which loses nothing, and again.
    const auto wholly = value_of(migration::introspect(system));
    const auto go = [&](const migration::snapshot& to) {
        value_of(migration::apply(system, value_of(migration::make_plan(value_of(migration::introspect(system)), to))));
        CHECK(value_of(migration::make_plan(value_of(migration::introspect(system)), to)).empty());
    };
    go(plain);
    rows.remove("3").value();
    go(wholly);
    CHECK(in_all("whale") == 1);
    CHECK(in_all("south") == 1);
    go(found);
    CHECK(in_title("whale") == 1);
}

TEMPLATE_LIST_TEST_CASE("words stay with a table and its texts when those are renamed, and go with them", "[search]", backends) {
    TestType backend;
    using layout = typename TestType::layout;
    const auto db = backend.template open<tenon::schema<layout, RenamedArticle>>({});
    migrated_to<WhollyFoundArticle, layout>(db);
    const auto system = db.system("migrate");
    value_of(value_of(migration::target(db)->connect(true))
                 ->run("INSERT INTO \"Article\" (\"id\", \"tenantId\", \"title\", \"body\") VALUES ('1', 'acme', 'Blue whale', 'north')"));
    migrated_to<RenamedArticle, layout>(db, {"Text.body"});
    const auto rows = tenon::repository<RenamedArticle>(db.tenant("acme"));
    const auto found = [&](std::string_view typed) { return rows.count(tenon::where(tenon::matches<&RenamedArticle::heading>(typed))).value(); };
    CHECK(found("whale") == 1);
    CHECK(found("north") == 0);
    rows.update("1", tenon::set<&RenamedArticle::heading>("Red whale")).value();
    CHECK(found("blue") == 0);
    CHECK(found("red") == 1);
    rows.remove("1").value();
    CHECK(found("whale") == 0);
}

TEMPLATE_LIST_TEST_CASE("what keeps words is missed where it is gone", "[search]", backends) {
    TestType backend;
    using layout = typename TestType::layout;
    const auto db = backend.template open<tenon::schema<layout, FoundArticle>>({});
    db.create_tables().value();
    const auto system = db.system("migrate");
    const auto wanted = value_of(migration::spelled(system, migration::snapshot_of(db)));
    const auto missing = [&] { return value_of(migration::make_plan(value_of(migration::introspect(system)), wanted)); };
    CHECK(missing().empty());
    const auto rows = tenon::repository<FoundArticle>(db.tenant("acme"));
    rows.create({.id = "1", .title = "Blue whale"}).value();
    const bool is_sqlite = migration::target(db)->texts().provider == "sqlite";
    const std::vector<std::string> damage =
        is_sqlite ? std::vector<std::string>{"DROP TRIGGER \"tenon_search_Article_update\"", "DROP TABLE \"tenon_search_Article\"", "DROP TABLE \"tenon_searched_Article\""}
                  : std::vector<std::string>{"DROP INDEX \"public\".\"Article_tenon_search_idx\"", "ALTER TABLE \"public\".\"Article\" DROP COLUMN \"tenon_search\""};
    for (const std::string& text : damage) {
        INFO(text);
        value_of(value_of(migration::target(db)->connect(true))->run(text));
        const auto plan = missing();
        CHECK(!plan.empty());
        value_of(migration::apply(system, plan));
        CHECK(missing().empty());
        CHECK(rows.count(tenon::where(tenon::matches<&FoundArticle::title>("whale"))).value() == 1);
    }
}
