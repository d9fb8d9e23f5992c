// tenon/sql/ddl/postgres_quota.hpp: how many rows a tenant may have on PostgreSQL, kept by triggers behind the statement that adds some:
// what it does to rows that were there, or leaves out as duplicates, is not counted.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/ddl/literal.hpp>
#include <tenon/sql/ddl/names.hpp>
#include <tenon/sql/ddl/parts.hpp>
#include <tenon/sql/ddl/policies.hpp>
#include <tenon/sql/ddl/postgres_references.hpp>
#include <tenon/sql/ddl/postgres_types.hpp>
#include <tenon/sql/ddl/snapshot.hpp>
#include <tenon/sql/ddl/table.hpp>
#include <tenon/sql/dialect/postgres.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

/// Two transactions that add rows of one tenant wait for each other at its root's row; who waited counts what the other has
/// added, for each statement of the function sees what is committed by then. At REPEATABLE READ it sees what was there when
/// its transaction began.
/// What it has counted it remembers until the transaction ends, of the last tenant and table, so that rows which come in many
/// statements are not counted by each of them: nobody else can have added some meanwhile. A savepoint that is rolled back takes
/// along what was remembered in it, an insert that is not counted makes it forget, and before anything is refused it counts.
TENON_RARE void add_postgres_quotas(const std::vector<table_definition>& tables, std::vector<trigger_snapshot>& made) {
    for (const auto& table : tables) {
        if (!table.quota) continue;
        const std::string tenant = quoted_identifier(table.tenancy.column), key = "root." + quoted_identifier(table.quota->key);
        const std::string limit = "root." + quoted_identifier(table.quota->limit);
        const std::string name = constraint_name("tenon_quota_" + table.name, {}, "rows", postgres_dialect::longest_name);
        const std::string function = postgres_name(table.schema, name) + "()";
        const std::string body =
            "DECLARE\n    tenon_root record;\n    tenon_known text := pg_catalog.current_setting('tenon.quota', true);\n    tenon_key text;\n"
            "    tenon_held bigint;\nBEGIN\n    PERFORM pg_catalog.set_config('tenon.quota', '', true);\n    FOR tenon_root IN SELECT " +
            key + " AS tenant, " + limit + " AS most FROM " + postgres_name(table.quota->root_schema, table.quota->root) + " AS root WHERE " + limit +
            " IS NOT NULL AND " + key + " IN (SELECT added." + tenant +
            " FROM added) ORDER BY 1 FOR NO KEY UPDATE LOOP\n        tenon_key := pg_catalog.md5(pg_catalog.pg_current_xact_id()::text || ':' || TG_RELID::text || ':' || "
            "tenon_root.tenant) || ':';\n        tenon_held := NULL;\n        IF pg_catalog.starts_with(tenon_known, tenon_key) THEN\n"
            "            tenon_held := pg_catalog.substr(tenon_known, 34)::bigint + (SELECT pg_catalog.count(*) FROM added WHERE added." +
            tenant + " = tenon_root.tenant);\n        END IF;\n        IF tenon_held IS NULL OR tenon_held > tenon_root.most THEN\n            tenon_held := (SELECT pg_catalog.count(*) FROM " +
            postgres_name(table) + " AS held WHERE held." + tenant +
            " = tenon_root.tenant);\n        END IF;\n        IF tenon_held > tenon_root.most THEN\n            "
            "RAISE EXCEPTION USING ERRCODE = '53400', MESSAGE = 'a tenant has used up its quota', SCHEMA = " +
            quoted_text(table.schema.empty() ? postgres_dialect::default_schema : table.schema) + ", TABLE = " + quoted_text(table.name) +
            ", CONSTRAINT = " + quoted_text(table.quota->name) +
            ";\n        END IF;\n        PERFORM pg_catalog.set_config('tenon.quota', tenon_key || tenon_held, true);\n    END LOOP;\n    RETURN NULL;\nEND";
        made.push_back({.schema = std::string(table.schema.empty() ? postgres_dialect::default_schema : table.schema),
                        .table = table.name,
                        .name = name,
                        .text = "CREATE TRIGGER " + quoted_identifier(name) + " AFTER INSERT ON " + postgres_name(table) +
                                " REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION " + function,
                        .function = function,
                        .function_text = "CREATE FUNCTION " + function +
                                         " RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS " + dollar_quoted(body)});
    }
}

/// Nobody sets a limit while working for a tenant, in the row that is there or in another one in its place: policies would let
/// the tenant's raw SQL, for the row is its own. Verbs do not compile there, and say why.
TENON_RARE void add_postgres_limits(const std::vector<table_definition>& tables, std::vector<trigger_snapshot>& made) {
    std::vector<std::string> limits;
    const quota_definition* quota = nullptr; // all are of the one root
    for (const auto& table : tables) {
        if (!table.quota) continue;
        quota = &*table.quota;
        if (std::find(limits.begin(), limits.end(), quota->limit) == limits.end()) limits.push_back(quota->limit);
    }
    if (quota == nullptr) return;
    const std::string schema(quota->root_schema.empty() ? postgres_dialect::default_schema : quota->root_schema);
    const std::string name = constraint_name("tenon_quota_" + quota->root, {}, "limits", postgres_dialect::longest_name);
    const std::string function = postgres_name(schema, name) + "()";
    made.push_back({.schema = schema,
                    .table = quota->root,
                    .name = name,
                    .text = "CREATE TRIGGER " + quoted_identifier(name) + " BEFORE INSERT OR UPDATE OF " + quoted_list(limits) + " ON " +
                            postgres_name(schema, quota->root) + " FOR EACH ROW WHEN (" +
                            std::string(detail::without_subselect(detail::policy_tenant)) + " IS NOT NULL) EXECUTE FUNCTION " + function,
                    .function = function,
                    .function_text = "CREATE FUNCTION " + function +
                                     " RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS " +
                                     dollar_quoted("BEGIN\n    RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE = 'a tenant does not set its own "
                                                   "quota', SCHEMA = " +
                                                   quoted_text(schema) + ", TABLE = " + quoted_text(quota->root) + ";\nEND")});
}

} // namespace tenon::inline TENON_ABI::sql
