// tenon/sql/migration/postgres_drop.hpp: how a PostgreSQL database is emptied.
#pragma once

#include <tenon/core/config.hpp>

#include <string_view>

namespace tenon::inline TENON_ABI::sql {

/// Gives the statements that drop what a database holds, one a row, in an order that works: in every schema that is not the server's,
/// what is not an extension's. What belongs to a table goes with it.
inline constexpr std::string_view postgres_drop_statements = R"(SELECT 'DROP ' || o.kind || ' IF EXISTS ' || o.name || ' CASCADE' FROM (
SELECT CASE c.relkind WHEN 'S' THEN 2 ELSE 1 END AS place, CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'f' THEN 'FOREIGN TABLE'
    WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind, format('%I.%I', n.nspname, c.relname) AS name, c.oid, n.nspname
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
UNION ALL SELECT 2, CASE p.prokind WHEN 'p' THEN 'PROCEDURE' WHEN 'a' THEN 'AGGREGATE' ELSE 'FUNCTION' END,
    format('%I.%I(%s)', n.nspname, p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid)), p.oid, n.nspname
FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
UNION ALL SELECT 3, CASE t.typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END, format('%I.%I', n.nspname, t.typname), t.oid, n.nspname
FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
LEFT JOIN pg_catalog.pg_class r ON r.oid = t.typrelid
WHERE t.typtype IN ('e', 'd', 'r') OR (t.typtype = 'c' AND r.relkind = 'c')
UNION ALL SELECT 4, 'SCHEMA', format('%I', n.nspname), n.oid, n.nspname FROM pg_catalog.pg_namespace n WHERE n.nspname <> 'public') AS o
WHERE o.nspname !~ '^pg_' AND o.nspname <> 'information_schema'
AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.objid = o.oid AND d.deptype = 'e')
ORDER BY o.place, o.name)";

} // namespace tenon::inline TENON_ABI::sql
