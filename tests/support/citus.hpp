// A running cluster of Citus, whose coordinator TENON_TEST_CITUS_URL names, as a superuser and with the database to use. Its
// nodes let the role `tenon_owner` in without a password, among themselves too.
#pragma once

#include <cstdlib>
#include <iostream>
#include <string>

#include "support/postgres.hpp"

namespace support {

/// The URL. Without one there is nothing to test, and the program fails.
inline const std::string& citus_url() {
    static const std::string url = [] {
        const char* set = std::getenv("TENON_TEST_CITUS_URL");
        if (set != nullptr && *set != '\0') return std::string(set);
        std::cerr << "TENON_TEST_CITUS_URL is not set: it names the coordinator of the cluster to test on\n";
        std::exit(1);
    }();
    return url;
}

/// The database without tables. There is but one, since each database of a cluster has to be made on every node: a test
/// begins by dropping what the one before has left, and programs take turns.
class citus_database {
public:
    citus_database() {
        static postgres_session superuser = begin();
        drop_all(superuser);
    }
    citus_database(const citus_database&) = delete;
    citus_database& operator=(const citus_database&) = delete;

    /// As a role that is no superuser, and that policies bind.
    std::string owner() const { return postgres_with(citus_url(), "tenon_owner", ""); }

private:
    static postgres_session begin() {
        postgres_session superuser(citus_url());
        superuser("SELECT pg_advisory_lock(hashtext('tenon'))"); // until the program ends
        superuser("CREATE EXTENSION IF NOT EXISTS citus");
        if (superuser("SELECT count(*) FROM pg_roles WHERE rolname = 'tenon_owner'") == "0")
            superuser("CREATE ROLE tenon_owner LOGIN NOSUPERUSER NOBYPASSRLS");
        superuser("GRANT ALL ON SCHEMA public TO tenon_owner");
        superuser("GRANT CREATE ON DATABASE " + superuser("SELECT quote_ident(current_database())") + " TO tenon_owner");
        superuser("SET citus.multi_shard_modify_mode TO 'sequential'");
        return superuser;
    }

    /// Tables and types of `public`, and the other schemas that no extension made.
    static void drop_all(postgres_session& superuser) {
        const std::string schemas = superuser(
            "SELECT string_agg(quote_ident(nspname), ', ') FROM pg_namespace n WHERE nspname !~ '^pg_' AND "
            "nspname NOT IN ('information_schema', 'public') AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE "
            "d.classid = 'pg_namespace'::regclass AND d.objid = n.oid AND d.deptype = 'e')");
        if (!schemas.empty()) superuser("DROP SCHEMA " + schemas + " CASCADE");
        const auto in_public = [&](const char* catalog, const char* name, const char* condition) {
            return superuser("SELECT string_agg(format('public.%I', c." + std::string(name) + "), ', ') FROM " + catalog +
                             " c WHERE " + condition + " AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND "
                             "d.deptype = 'e')");
        };
        const std::string tables =
            in_public("pg_class", "relname", "c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'");
        if (!tables.empty()) superuser("DROP TABLE " + tables + " CASCADE");
        const std::string types = in_public("pg_type", "typname", "c.typnamespace = 'public'::regnamespace AND c.typtype = 'e'");
        if (!types.empty()) superuser("DROP TYPE " + types + " CASCADE");
    }
};

} // namespace support
