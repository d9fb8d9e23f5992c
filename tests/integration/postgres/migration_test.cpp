// Migrations on PostgreSQL: what is there is read and compared in the server's words, and changed by its own statements.
#include <tenon/migration.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "integration/postgres/support.hpp"
#include "sql/prisma_models.hpp"
#include "sql/table_models.hpp"
#include "support/migration.hpp"

using namespace tenon;
using namespace postgres_tests;
using migration::change_kind;
using migration::make_plan;
using migration::snapshot;
using migration::snapshot_of;
using support::introspected;
using support::rows;
using support::run;

namespace {

// Without the one whose default holds a NUL byte, which this database refuses.
using firms = schema<::tables::Firm, ::tables::Everything, ::tables::Order, ::tables::Indexed, ::tables::Place, ::tables::Team,
                     ::tables::Worker, ::tables::Slot, ::tables::Booking>;

/// What the tables of `Schema` are, and what create_tables() made of them.
template <class Schema> void require_agreement(options how = {}) {
    const support::postgres_database server;
    const auto db = postgres::open<Schema>(server.owner(), std::move(how)).value();
    db.create_tables().value();
    const auto wanted = support::wanted_by(db);
    CHECK(support::differences(introspected(db), wanted) == "");
    CHECK(support::differences(wanted, introspected(db)) == "");
}

} // namespace

TEST_CASE("PostgreSQL: what create_tables() made is what the models say") {
    if (no_server()) return;
    require_agreement<firms>();
    require_agreement<::tables::owners>();
    require_agreement<prisma_tables::app>();
    require_agreement<firms>({.row_level_security = false, .native_enums = true});
}
