// tenon/sql/migration/sqlite.hpp: what migrations say to SQLite. BEGIN IMMEDIATE is their lock.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/dialect/sqlite.hpp>
#include <tenon/sql/migration/texts.hpp>

namespace tenon::inline TENON_ABI::sql {

template <> struct migration_texts_of<sqlite_dialect> {
    // Times are whole numbers of milliseconds. Others may have written them as texts.
    static constexpr migration_texts value{
        .provider = "sqlite",
        .syntax = sqlite_syntax,
        .lock = {},
        .has_history = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name = '{history}'",
        .first_table = "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
                       "AND name NOT IN ('_tenon_migrations', '_prisma_migrations') ORDER BY name LIMIT 1",
        .create_history = R"(CREATE TABLE "{history}" (
    "id"                  TEXT PRIMARY KEY NOT NULL,
    "checksum"            TEXT NOT NULL,
    "finished_at"         DATETIME,
    "migration_name"      TEXT NOT NULL,
    "logs"                TEXT,
    "rolled_back_at"      DATETIME,
    "started_at"          DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0
))",
        .history_version = R"(SELECT count(*) || ' ' || count("finished_at") || ' ' || count("rolled_back_at") || coalesce(' ' || max("id"), '')
FROM "{history}")",
        .read_history = R"(SELECT "id", "migration_name", "checksum",
CASE typeof("started_at") WHEN 'integer' THEN CAST("started_at" AS TEXT)
    ELSE coalesce(CAST(CAST(round((julianday("started_at") - 2440587.5) * 86400000) AS INTEGER) AS TEXT), '') END,
CASE typeof("finished_at") WHEN 'integer' THEN CAST("finished_at" AS TEXT) WHEN 'null' THEN ''
    ELSE coalesce(CAST(CAST(round((julianday("finished_at") - 2440587.5) * 86400000) AS INTEGER) AS TEXT), '0') END,
CASE typeof("rolled_back_at") WHEN 'integer' THEN CAST("rolled_back_at" AS TEXT) WHEN 'null' THEN ''
    ELSE coalesce(CAST(CAST(round((julianday("rolled_back_at") - 2440587.5) * 86400000) AS INTEGER) AS TEXT), '0') END,
CAST("applied_steps_count" AS TEXT), coalesce("logs", '') FROM "{history}" ORDER BY rowid)",
        .insert = R"(INSERT INTO "{history}" ("id", "checksum", "migration_name", "started_at", "finished_at",
"applied_steps_count", "logs") VALUES ($1, $2, $3, CAST($4 AS INTEGER), CAST(nullif($5, '') AS INTEGER), CAST($6 AS INTEGER),
nullif($7, '')))",
        .update = R"(UPDATE "{history}" SET "finished_at" = CAST(nullif($1, '') AS INTEGER),
"applied_steps_count" = CAST($2 AS INTEGER), "logs" = nullif($3, '') WHERE "id" = $4)",
        .set_rolled_back = R"(UPDATE "{history}" SET "rolled_back_at" = CAST($1 AS INTEGER) WHERE "id" = $2)",
        // Those that SQLite tells.
        .session_settings = "SELECT 'PRAGMA foreign_keys = ' || foreign_keys || '; PRAGMA recursive_triggers = ' || recursive_triggers || "
                            "'; PRAGMA legacy_alter_table = ' || legacy_alter_table || '; PRAGMA ignore_check_constraints = ' || ignore_check_constraints || "
                            "'; PRAGMA synchronous = ' || synchronous || '; PRAGMA cache_size = ' || cache_size || '; PRAGMA busy_timeout = ' || timeout || "
                            "'; PRAGMA query_only = ' || query_only || '; PRAGMA locking_mode = ' || locking_mode || '; PRAGMA trusted_schema = ' || trusted_schema "
                            "FROM pragma_foreign_keys, pragma_recursive_triggers, pragma_legacy_alter_table, pragma_ignore_check_constraints, pragma_synchronous, "
                            "pragma_cache_size, pragma_busy_timeout, pragma_query_only, pragma_locking_mode, pragma_trusted_schema",
        .trust_schema = "PRAGMA trusted_schema = ON",
        .schema_trust = "SELECT 'PRAGMA trusted_schema = ' || trusted_schema FROM pragma_trusted_schema",
        // Triggers first, for they could refuse; then views; virtual tables before the tables that they keep for themselves.
        .drop_statements = R"(SELECT 'DROP ' || upper(type) || ' IF EXISTS "' || replace(name, '"', '""') || '"' FROM sqlite_schema
WHERE type IN ('table', 'view', 'trigger') AND name NOT LIKE 'sqlite\_%' ESCAPE '\'
ORDER BY type = 'table', type = 'view', sql NOT LIKE 'CREATE VIRTUAL TABLE%')",
        .must_lock = {},
        .must_be_version = {},
        .foreign_keys_off = "PRAGMA foreign_keys = OFF",
        .foreign_keys_on = "PRAGMA foreign_keys = ON",
        .check_foreign_keys = "SELECT \"table\", CAST(count(*) AS TEXT) FROM pragma_foreign_key_check GROUP BY \"table\"",
        .create_database = {},
        .drop_database = {},
        .keep_database = {},
        .abandoned_databases = {},
        .drop_abandoned = {},
    };
};

} // namespace tenon::inline TENON_ABI::sql
