// tenon/sql/migration/postgres_lock.hpp: how PostgreSQL keeps two who change the tables of a database apart.
#pragma once

#include <tenon/core/config.hpp>

#include <string_view>

namespace tenon::inline TENON_ABI::sql {

/// Gives 'true', and the transaction has the lock of whoever migrates; or 'false'. $1: for how many milliseconds its statements wait for
/// what others hold from then on.
// The lock is tried and not waited for: who waits in a statement holds a snapshot, which CREATE INDEX CONCURRENTLY waits
// for. 72707369 is Prisma's, 7463611947 is ours. It ends with the transaction, so that a pooler cannot keep it.
inline constexpr std::string_view postgres_migration_lock =
    "SELECT CAST(pg_catalog.pg_try_advisory_xact_lock(72707369) AND pg_catalog.pg_try_advisory_xact_lock(7463611947) AS pg_catalog.text), "
    "pg_catalog.set_config('lock_timeout', $1, true)";

/// The same; but where others have it, it fails.
inline constexpr std::string_view postgres_migration_must_lock =
    "SELECT CAST(CASE WHEN pg_catalog.pg_try_advisory_xact_lock(72707369) AND pg_catalog.pg_try_advisory_xact_lock(7463611947) "
    "THEN '1' ELSE 'Somebody else is migrating this database' END AS pg_catalog.int4), pg_catalog.set_config('lock_timeout', $1, true)";

} // namespace tenon::inline TENON_ABI::sql
