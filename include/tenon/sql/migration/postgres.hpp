// tenon/sql/migration/postgres.hpp: what migrations say to PostgreSQL.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/dialect/postgres.hpp>
#include <tenon/sql/migration/postgres_drop.hpp>
#include <tenon/sql/migration/postgres_lock.hpp>
#include <tenon/sql/migration/texts.hpp>

namespace tenon::inline TENON_ABI::sql {

template <> struct migration_texts_of<postgres_dialect> {
    static constexpr migration_texts value{
        .provider = "postgresql",
        .syntax = postgres_syntax,
        .sends_together = true,
        .lock = postgres_migration_lock,
        .has_history = "SELECT CAST(relname AS pg_catalog.text) FROM pg_catalog.pg_class "
                       "WHERE oid = pg_catalog.to_regclass('\"public\".\"{history}\"')",
        .first_table = "SELECT CASE n.nspname WHEN 'public' THEN '' ELSE n.nspname || '.' END || c.relname FROM pg_catalog.pg_class c "
                       "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
                       "WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' "
                       "AND c.relname NOT IN ('_tenon_migrations', '_prisma_migrations') "
                       "AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') "
                       "ORDER BY 1 LIMIT 1",
        .create_history = R"(CREATE TABLE "public"."{history}" (
    "id"                  VARCHAR(36) PRIMARY KEY NOT NULL,
    "checksum"            VARCHAR(64) NOT NULL,
    "finished_at"         TIMESTAMPTZ,
    "migration_name"      VARCHAR(255) NOT NULL,
    "logs"                TEXT,
    "rolled_back_at"      TIMESTAMPTZ,
    "started_at"          TIMESTAMPTZ NOT NULL DEFAULT now(),
    "applied_steps_count" INTEGER NOT NULL DEFAULT 0
))",
        .history_version = R"(SELECT pg_catalog.concat_ws(' ', pg_catalog.count(*), pg_catalog.count("finished_at"), pg_catalog.count("rolled_back_at"),
pg_catalog.max("id" COLLATE "C")) FROM "public"."{history}")",
        // Times are the server's: it sends transactions on without waiting for us, and those of several programs are in one order.
        .read_history = R"(SELECT CAST("id" AS text), CAST("migration_name" AS text), CAST("checksum" AS text),
CAST(CAST(floor(extract(epoch FROM "started_at") * 1000) AS bigint) AS text),
coalesce(CAST(CAST(floor(extract(epoch FROM "finished_at") * 1000) AS bigint) AS text), ''),
coalesce(CAST(CAST(floor(extract(epoch FROM "rolled_back_at") * 1000) AS bigint) AS text), ''),
CAST("applied_steps_count" AS text), coalesce("logs", '') FROM "public"."{history}" ORDER BY "started_at", "migration_name")",
        .insert = R"(INSERT INTO "public"."{history}" ("id", "checksum", "migration_name", "started_at", "finished_at",
"applied_steps_count", "logs") VALUES ($1, $2, $3, CASE WHEN $4 <> '' THEN now() END, CASE WHEN $5 <> '' THEN clock_timestamp() END,
CAST($6 AS integer), nullif($7, '')))",
        .update = R"(UPDATE "public"."{history}" SET "finished_at" = CASE WHEN $1 <> '' THEN clock_timestamp() END,
"applied_steps_count" = CAST($2 AS integer), "logs" = nullif($3, '') WHERE "id" = $4)",
        .set_rolled_back = R"(UPDATE "public"."{history}" SET "rolled_back_at" = CASE WHEN $1 <> '' THEN clock_timestamp() END WHERE "id" = $2)",
        // What a session began with. RESET ALL leaves the role; and DISCARD ALL would take the prepared statements too.
        .session_settings = "SELECT 'RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL; CLOSE ALL; UNLISTEN *; DISCARD TEMP; DISCARD SEQUENCES; "
                            "SELECT pg_catalog.pg_advisory_unlock_all()'",
        .trust_schema = {},
        .schema_trust = {},
        .drop_statements = postgres_drop_statements,
        .must_lock = postgres_migration_must_lock,
        .must_be_version = "SELECT CAST(CASE WHEN v.seen = $1 THEN '1' ELSE 'The history of migrations has changed' END AS pg_catalog.int4) "
                           "FROM ({version}) AS v (seen)",
        .foreign_keys_off = {},
        .foreign_keys_on = {},
        .check_foreign_keys = {},
        .create_database = "CREATE DATABASE \"{name}\" TEMPLATE template0",
        .drop_database = "DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)",
        // A lock of the session, which ends with it however that ends. It is seen from every database, and of that of our own only.
        .keep_database = "SELECT pg_catalog.pg_advisory_lock(74656, pg_catalog.hashtext('{name}'))",
        .abandoned_databases = "SELECT CAST(d.datname AS pg_catalog.text) FROM pg_catalog.pg_database d "
                               "WHERE pg_catalog.starts_with(CAST(d.datname AS pg_catalog.text), 'tenon_shadow_') "
                               "AND pg_catalog.pg_has_role(d.datdba, 'USAGE') "
                               "AND NOT EXISTS (SELECT FROM pg_catalog.pg_locks l WHERE l.locktype = 'advisory' AND l.classid = 74656 AND l.objsubid = 2 "
                               "AND l.objid = CAST(pg_catalog.hashtext(CAST(d.datname AS pg_catalog.text)) AS pg_catalog.oid))",
        .drop_abandoned = "DROP DATABASE IF EXISTS \"{name}\"",
    };
};

} // namespace tenon::inline TENON_ABI::sql
