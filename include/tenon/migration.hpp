// tenon/migration.hpp: migrations: files of SQL that are applied to a database once, in order, and can be undone.
//
//     #include <tenon/migration.hpp>
//     #include <tenon/sqlite.hpp>
//
//     auto db = tenon::sqlite::open<app>("file:app.db").value();
//     const auto applied = tenon::migration::deploy(db, {.folder = "migrations"});
#pragma once

#include <tenon/migration/deploy.hpp>
#include <tenon/migration/execute.hpp>
#include <tenon/migration/reset.hpp>
#include <tenon/migration/resolve.hpp>
#include <tenon/migration/rollback.hpp>
#include <tenon/migration/seed.hpp>
#include <tenon/migration/status.hpp>
#include <tenon/sql/migration/postgres.hpp>
#include <tenon/sql/migration/sqlite.hpp>
