// tenon/migration.hpp: comparing schemas, and changing the tables of a database that is in use.
//
//     auto there = tenon::migration::introspect(db.system("migrate")).value();
//     auto wanted = tenon::migration::spelled(db.system("migrate"), tenon::migration::snapshot_of(db)).value();
//     auto plan = tenon::migration::make_plan(there, wanted).value();
//     tenon::migration::apply(db.system("migrate"), plan).value();
#pragma once

#include <tenon/migration/apply.hpp>
#include <tenon/migration/diff.hpp>
#include <tenon/migration/guards.hpp>
#include <tenon/migration/introspect.hpp>
#include <tenon/migration/plan.hpp>
#include <tenon/migration/renames.hpp>
#include <tenon/migration/snapshot.hpp>
#include <tenon/sql/ddl/choice_changes.hpp>
#include <tenon/sql/ddl/postgres_changes.hpp>
#include <tenon/sql/ddl/sqlite_changes.hpp>
