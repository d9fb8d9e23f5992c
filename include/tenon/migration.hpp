// tenon/migration.hpp: migrations: files of SQL that are applied to a database once, in order, and can be undone; and schemas
// as values, of the models and of a live database, that are compared and brought to one another.
//
//     #include <tenon/migration.hpp>
//     #include <tenon/sqlite.hpp>
//
//     auto db = tenon::sqlite::open<app>("file:app.db", {.migrate = tenon::migrate::deploy, .seed = seed}).value();
//
//     const auto applied = tenon::migration::deploy(db, {.folder = "migrations"});
//
//     const auto system = db.system("migrate");
//     const auto there = tenon::migration::introspect(system).value();
//     const auto wanted = tenon::migration::spelled(system, tenon::migration::snapshot_of(db)).value();
//     const auto plan = tenon::migration::make_plan(there, wanted).value();
//     tenon::migration::apply(system, plan).value();
#pragma once

#include <tenon/migration/apply.hpp>
#include <tenon/migration/compare.hpp>
#include <tenon/migration/deploy.hpp>
#include <tenon/migration/dev.hpp>
#include <tenon/migration/diff.hpp>
#include <tenon/migration/erase.hpp>
#include <tenon/migration/execute.hpp>
#include <tenon/migration/guards.hpp>
#include <tenon/migration/introspect.hpp>
#include <tenon/migration/open.hpp>
#include <tenon/migration/plan.hpp>
#include <tenon/migration/pull.hpp>
#include <tenon/migration/push.hpp>
#include <tenon/migration/renames.hpp>
#include <tenon/migration/reset.hpp>
#include <tenon/migration/resolve.hpp>
#include <tenon/migration/rollback.hpp>
#include <tenon/migration/schema_target.hpp>
#include <tenon/migration/seed.hpp>
#include <tenon/migration/shadow.hpp>
#include <tenon/migration/snapshot.hpp>
#include <tenon/migration/start.hpp>
#include <tenon/migration/startup.hpp>
#include <tenon/migration/status.hpp>
#include <tenon/migration/write.hpp>
#include <tenon/sql/ddl/choice_changes.hpp>
#include <tenon/sql/ddl/postgres_schema_dialect.hpp>
#include <tenon/sql/ddl/sqlite_schema_dialect.hpp>
#include <tenon/sql/migration/postgres.hpp>
#include <tenon/sql/migration/sqlite.hpp>
