// tenon/sqlite/estimates.hpp: what SQLite is told of indexes that it has no statistics of.
#pragma once

#include <tenon/core/config.hpp>

namespace tenon::inline TENON_ABI::sqlite::detail {

/// For behind the statements that make tables or indexes, in their transaction: other connections learn it with the schema.
///
/// Without statistics SQLite takes the first column of any index for one that finds ten rows, the tenant's too. Then the primary
/// key, where nothing has to be looked up behind it, is as good as an index with a column more. So a tenant is said to have as
/// many rows as make an index worth while; within it SQLite's own guesses hold, as if its rows were a table: ten of a value, one
/// fewer for each column more, one of a unique. Of the values that a CHECK lists each has half of the rows: so an index that
/// gives the order asked for is not given up for one of these.
///
/// More than that is not said: tables are as large as SQLite takes them for, and no index is used without its first column.
/// Statistics that are there stay, and a new index beside them goes by those of the primary key; ANALYZE replaces what is said
/// here. Tables with row numbers, and keys of one column, have no need of it.
inline constexpr const char* estimates = R"(ANALYZE sqlite_schema; -- makes sqlite_stat1
INSERT INTO sqlite_stat1 (tbl, idx, stat)
WITH known AS (
    SELECT tbl, idx, stat FROM sqlite_stat1 WHERE idx NOT NULL
), clustered AS (
    SELECT s.name AS tbl, s.sql AS text, k.name AS tenant, coalesce((SELECT stat FROM known WHERE tbl = s.name AND idx = s.name), '1048576 10000') AS stat
    FROM sqlite_schema AS s CROSS JOIN pragma_table_list(s.name) AS t ON t.schema = 'main' AND t.type = 'table' AND t.wr
    CROSS JOIN pragma_table_info(s.name) AS k ON k.pk = 1 AND EXISTS (SELECT 1 FROM pragma_table_info(s.name) WHERE pk = 2)
    WHERE s.type = 'table' AND s.name IN (SELECT tbl_name FROM sqlite_schema WHERE (tbl_name, name) NOT IN (SELECT tbl, idx FROM known))
), indexes AS (
    SELECT clustered.*, i.name AS keeper, iif(i.origin = 'pk', tbl, i.name) AS idx, i."unique" FROM clustered CROSS JOIN pragma_index_list(tbl) AS i
), keys AS (
    SELECT tbl, idx, k.seqno AS place, k.seqno = max(k.seqno) OVER whole AS is_last, first_value(k.name) OVER whole = tenant AS leads, "unique",
        CAST(stat AS INTEGER) AS total, CAST(substr(stat, instr(stat, ' ')) AS INTEGER) AS of_tenant,
        sum(instr(text, printf('CHECK ("%w" IN (', k.name)) = 0) OVER (PARTITION BY tbl, idx ORDER BY k.seqno) AS unlisted
    FROM indexes CROSS JOIN pragma_index_xinfo(keeper) AS k
    WHERE k.key AND (tbl, idx) NOT IN (SELECT tbl, idx FROM known)
    WINDOW whole AS (PARTITION BY tbl, idx ORDER BY k.seqno ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
), estimates AS (
    SELECT tbl, idx, is_last, total || ' ' || group_concat(CASE
        WHEN is_last AND "unique" THEN 1
        WHEN unlisted = 1 THEN max(of_tenant >> place, 1)
        ELSE min(max(11 - place, 5), of_tenant) END, ' ') OVER (PARTITION BY tbl, idx ORDER BY place) || ' noskipscan' AS stat
    FROM keys WHERE leads
)
SELECT tbl, idx, stat FROM estimates WHERE is_last;
ANALYZE sqlite_schema; -- reads it
)";

} // namespace tenon::inline TENON_ABI::sqlite::detail
