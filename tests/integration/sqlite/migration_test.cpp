// Migrations on SQLite: what is there is read as it was made, and changed without losing a row.
#include <tenon/migration.hpp>
#include <tenon/sqlite.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sql/prisma_models.hpp"
#include "sql/table_models.hpp"
#include "support/catch.hpp"
#include "support/migration.hpp"

using namespace tenon;
using migration::change_kind;
using migration::make_plan;
using migration::snapshot;
using migration::snapshot_of;
using support::run;
using support::rows;
using support::introspected;

namespace {

template <class Schema> sqlite::database<Schema> open() { return sqlite::open<Schema>(":memory:").value(); }

/// What the tables of `Schema` are, and what create_tables() made of them.
template <class Schema> void require_agreement() {
    const auto db = open<Schema>();
    db.create_tables().value();
    const auto wanted = support::wanted_by(db);
    CHECK(support::differences(introspected(db), wanted) == "");
    CHECK(support::differences(wanted, introspected(db)) == "");
}

} // namespace

TEST_CASE("SQLite: what create_tables() made is what the models say") {
    require_agreement<tables::firms>();
    require_agreement<tables::owners>();
    require_agreement<prisma_tables::app>();
}
