// A database is brought to what the models say, whichever database it is and however its tables lie.
#include <tenon/migration.hpp>

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

    value_of(migration::apply(system, value_of(migration::make_plan(there, wanted))));
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
