// All of a tenant is erased, and only that, on every database: whatever refers to what.
#include <tenon/migration.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "support/backends.hpp"
#include "support/catch.hpp"
#include "support/migrations.hpp"

namespace {

using tenon::errc;
namespace migration = tenon::migration;

struct Firm {
    std::string id;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Firm::id>);
};
struct Nation {
    std::string id;
    static constexpr auto tenon_model = tenon::table(tenon::shared);
};
/// Refers to itself, and to what belongs to nobody.
struct Person {
    std::string id;
    std::string tenantId;
    std::optional<std::string> bossId;
    std::string nationId;
    static constexpr auto tenon_model = tenon::table(tenon::audited, tenon::references<&Person::bossId, &Person::id>(tenon::on_delete::restrict),
                                                     tenon::references<&Person::nationId, &Nation::id>);
};
/// A tenant's by its person's, and one step further.
struct Visit {
    std::string id;
    std::string personId;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_via<&Visit::personId>, tenon::references<&Visit::personId, &Person::id>);
};
struct Mark {
    std::string id;
    std::string visitId;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_via<&Mark::visitId>, tenon::references<&Mark::visitId, &Visit::id>);
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
/// Cannot let go of its whole: such rows only go together.
struct Part {
    std::string id;
    std::string tenantId;
    std::string wholeId;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Part::wholeId, &Part::id>);
};
struct Paper {
    std::string id;
    std::optional<std::string> tenantId;
};

} // namespace

/// A circle that is met from the side that cannot let go.
namespace {
struct Session {
    std::string id;
    std::string accountId;
};
struct Account {
    std::string id;
    std::string tenantId;
    std::optional<std::string> lastId;
};
} // namespace
template <> inline constexpr auto tenon::model<Account> = tenon::table(tenon::references<&Account::lastId, &Session::id>(tenon::on_delete::restrict));
template <> inline constexpr auto tenon::model<Session> =
    tenon::table(tenon::tenant_via<&Session::accountId>, tenon::references<&Session::accountId, &Account::id>(tenon::on_delete::restrict));
template <> inline constexpr auto tenon::model<Club> = tenon::table(tenon::references<&Club::chairId, &Member::id>(tenon::on_delete::restrict));

namespace {

using counts = std::vector<migration::tenant_count>;

template <class Database> void fill(const Database& db, const std::string& tenant) {
    auto in = db.tenant(tenant);
    tenon::repository<Firm>(db.system("test").tenant(tenant)).create({.id = tenant}).value();
    tenon::repository<Person>(in).create({.id = "1" + tenant, .nationId = "n"}).value();
    tenon::repository<Person>(in).create({.id = "2" + tenant, .bossId = "1" + tenant, .nationId = "n"}).value();
    tenon::repository<Visit>(in).create({.id = "v" + tenant, .personId = "2" + tenant}).value();
    tenon::repository<Mark>(in).create({.id = "m" + tenant, .visitId = "v" + tenant}).value();
    tenon::repository<Club>(in).create({.id = "c" + tenant}).value();
    tenon::repository<Member>(in).create({.id = "x" + tenant, .clubId = "c" + tenant}).value();
    tenon::repository<Club>(in).update("c" + tenant, tenon::set<&Club::chairId>("x" + tenant)).value();
    tenon::repository<Paper>(in).create({.id = "p" + tenant}).value();
}

std::int64_t rows_of(const counts& all, std::string_view model) {
    for (const auto& each : all)
        if (each.model == model) return each.rows;
    return -1;
}

} // namespace

TEMPLATE_LIST_TEST_CASE("isolation 52: erasing a tenant removes all of its rows and none of another's, in circles too, and leaves no trail", "[migration]", support::backends) {
    TestType backend;
    const auto db = backend.template open<tenon::schema<tenon::audit_entry, Firm, Nation, Person, Visit, Mark, Club, Member, Paper, typename TestType::layout>>({});
    db.create_tables().value();
    tenon::repository<Nation>(db.system("test")).create({.id = "n"}).value();
    for (const char* tenant : {"acme", "beta"}) fill(db, tenant);

    const counts before = migration::count_tenant(db, "beta").value();
    CHECK(rows_of(before, "Person") == 2);
    CHECK(rows_of(before, "Mark") == 1);
    CHECK(rows_of(before, "Firm") == 1);
    CHECK(rows_of(before, "Nation") == -1); // nobody's
    const counts gone = migration::erase_tenant(db, "acme").value();
    CHECK(gone == before); // both had the same
    CHECK(rows_of(before, "audit_entry") == 2);
    CHECK(migration::detail::total(migration::count_tenant(db, "acme").value()) == 0);
    CHECK(migration::count_tenant(db, "beta").value() == before);
    CHECK(tenon::repository<Club>(db.tenant("beta")).get("cbeta").value().chairId == "xbeta");
    CHECK(tenon::repository<Nation>(db.system("test")).count().value() == 1);
    CHECK(support::code_of(migration::erase_tenant(db, "acme")) == errc::not_found);
    CHECK(support::code_of(migration::erase_tenant(db, "")) == errc::invalid_tenant);
    CHECK(support::code_of(migration::count_tenant(db, "")) == errc::invalid_tenant);
}

TEMPLATE_LIST_TEST_CASE("a tenant that is erased in batches is there until the last, and can be erased on from where it was", "[migration]", support::backends) {
    TestType backend;
    const auto db = backend.template open<tenon::schema<tenon::audit_entry, Firm, Nation, Person, Visit, Mark, Club, Member, Paper, Part, typename TestType::layout>>({});
    db.create_tables().value();
    tenon::repository<Nation>(db.system("test")).create({.id = "n"}).value();
    for (const char* tenant : {"acme", "beta"}) {
        fill(db, tenant);
        auto parts = tenon::repository<Part>(db.tenant(tenant));
        if (TestType::layout::leads_with_tenant) // where it does not, SQLite keeps them from going together
            for (const char* id : {"a", "b", "c"}) parts.create({.id = id + std::string(tenant), .wholeId = "a" + std::string(tenant)}).value();
    }
    const counts before = migration::count_tenant(db, "beta").value();
    std::int64_t seen = 0;
    const auto stopped = migration::erase_tenant_in_batches(db, "acme", {.rows = 1, .on_progress = [&](std::int64_t gone) { return (seen = gone) < 3; }}).value();
    CHECK_FALSE(stopped);
    CHECK(seen == 3);
    CHECK(rows_of(migration::count_tenant(db, "acme").value(), "Firm") == 1);
    CHECK(migration::detail::total(migration::count_tenant(db, "acme").value()) < migration::detail::total(before));
    const auto gone = migration::erase_tenant_in_batches(db, "acme", {.rows = 2}).value();
    CHECK(gone);
    CHECK(migration::detail::total(migration::count_tenant(db, "acme").value()) == 0);
    CHECK(migration::count_tenant(db, "beta").value() == before);
    CHECK(support::code_of(migration::erase_tenant_in_batches(db, "acme")) == errc::not_found);
    CHECK(support::code_of(migration::erase_tenant_in_batches(db, "")) == errc::invalid_tenant);
    CHECK(support::code_of(migration::erase_tenant_in_batches(db, "beta", {.rows = 0})) == errc::out_of_range);
}

TEMPLATE_LIST_TEST_CASE("a circle is let go of where it can be, whatever order the models are in", "[migration]", support::backends) {
    TestType backend;
    const auto db = backend.template open<tenon::schema<Firm, Session, Account, typename TestType::layout>>({});
    db.create_tables().value();
    for (const std::string tenant : {"acme", "beta"}) {
        auto in = db.tenant(tenant);
        tenon::repository<Firm>(db.system("test").tenant(tenant)).create({.id = tenant}).value();
        tenon::repository<Account>(in).create({.id = "a" + tenant}).value();
        tenon::repository<Session>(in).create({.id = "s" + tenant, .accountId = "a" + tenant}).value();
        tenon::repository<Account>(in).update("a" + tenant, tenon::set<&Account::lastId>("s" + tenant)).value();
    }
    const auto rows = [&] { return tenon::repository<Session>(db.system("test")).count().value(); };
    migration::erase_tenant(db, "acme").value();
    CHECK(rows() == 1);
    migration::erase_tenant_in_batches(db, "beta", {.rows = 1}).value();
    CHECK(rows() == 0);
}
