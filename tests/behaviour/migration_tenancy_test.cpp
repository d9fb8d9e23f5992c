// Models whose rows begin to belong to tenants, or to others than before: the rows that are there stay, whose they are, and what
// refers to them.
#include <tenon/migration.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "support/database.hpp"
#include "support/migration.hpp"

using namespace support;
namespace migration = tenon::migration;

namespace {

/// Brings a database to what `Models` say, and gives the way back.
template <class Layout, class... Models> migration::plan bring_to(const auto& db) {
    const auto system = db.system("migrate");
    const auto there = value_of(migration::introspect(system));
    const auto wanted = value_of(migration::spelled(system, migration::snapshot_of<tenon::schema<Layout, Models...>>(db)));
    const auto plan = value_of(migration::make_plan(there, wanted, {.accept_data_loss = true}));
    value_of(migration::check(system, plan));
    value_of(migration::apply(system, plan));
    CHECK(differences(value_of(migration::introspect(system)), wanted) == "");
    return value_of(migration::make_plan(wanted, there, {.accept_data_loss = true}));
}

namespace once {
struct Firm {
    std::string id;
    std::optional<std::string> name;
    static constexpr auto tenon_model = tenon::table(tenon::shared);
};
struct Doc {
    std::string id;
    std::string title;
    static constexpr auto tenon_model = tenon::table(tenon::shared, tenon::unique<&Doc::title>);
};
struct Memo {
    std::string id;
    std::string tenantId;
};
} // namespace once

/// Firms are tenants, and a document may be one's.
struct Firm {
    std::string id;
    std::string name;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Firm::id>, tenon::default_value<&Firm::name>("none"));
};
struct Doc {
    std::string id;
    std::optional<std::string> tenantId;
    std::string title;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&Doc::title>);
};
using Memo = once::Memo;

struct Leaf {
    std::string id;
    std::string tenantId;
};
struct Vein {
    std::string id;
    std::string leafId;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_via<&Vein::leafId>, tenon::references<&Vein::leafId, &Leaf::id>);
};
struct Cell {
    std::string id;
    std::string veinId;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_via<&Cell::veinId>, tenon::references<&Cell::veinId, &Vein::id>);
};

} // namespace

TEMPLATE_LIST_TEST_CASE("rows of everybody's may become some tenant's: until then they are everybody's, as before", "[migration]", backends) {
    using Layout = typename TestType::layout;
    TestType backend;
    const auto db = backend.template open<tenon::schema<Layout, Doc>>({});
    bring_to<Layout, once::Doc>(db);
    run(db, "INSERT INTO \"Doc\" (\"id\", \"title\") VALUES ('1', 'Statutes')");
    const auto back = bring_to<Layout, Doc>(db);
    const auto docs = tenon::repository<Doc>(db.tenant("acme"));
    CHECK(docs.get("1").value().title == "Statutes");
    CHECK_FALSE(docs.get("1").value().tenantId);
    CHECK(docs.create({.id = "2", .title = "Plans"}).value().tenantId == "acme");
    value_of(migration::apply(db.system("migrate"), back));
    CHECK(rows(db, "SELECT \"title\" FROM \"Doc\" ORDER BY 1") == std::vector<std::string>{"Plans", "Statutes"});
}

TEMPLATE_LIST_TEST_CASE("rows of everybody's become the tenants of others, which refer to them then", "[migration]", backends) {
    using Layout = typename TestType::layout;
    TestType backend;
    const auto db = backend.template open<tenon::schema<Layout, Firm, Memo>>({});
    bring_to<Layout, once::Firm, Memo>(db);
    run(db, "INSERT INTO \"Firm\" (\"id\", \"name\") VALUES ('acme', 'Acme'), ('beta', NULL)");
    run(db, "INSERT INTO \"Memo\" (\"id\", \"tenantId\") VALUES ('1', 'acme'), ('2', 'beta')");
    const auto back = bring_to<Layout, Firm, Memo>(db);
    CHECK(tenon::repository<Firm>(db.tenant("acme")).get("acme").value().name == "Acme");
    CHECK(tenon::repository<Firm>(db.tenant("beta")).get("beta").value().name == "none");
    CHECK(code_of(tenon::repository<Memo>(db.tenant("nobody")).create({.id = "3"})) == tenon::errc::foreign_key_violation);
    value_of(migration::apply(db.system("migrate"), back));
    CHECK(rows(db, "SELECT \"name\" FROM \"Firm\" ORDER BY 1") == std::vector<std::string>{"Acme", "none"});
}

TEMPLATE_LIST_TEST_CASE("models whose tenant is their parent's go with it, whatever order they are in", "[migration]", backends) {
    using Layout = typename TestType::layout;
    TestType backend;
    const auto db = backend.template open<tenon::schema<Layout, Leaf, Vein, Cell>>({});
    db.create_tables().value();
    const auto back = bring_to<Layout, Leaf>(db);
    value_of(migration::apply(db.system("migrate"), back));
    tenon::repository<Leaf>(db.tenant("acme")).create({.id = "1"}).value();
    tenon::repository<Vein>(db.tenant("acme")).create({.id = "1", .leafId = "1"}).value();
    bring_to<Layout, once::Firm>(db);
}
