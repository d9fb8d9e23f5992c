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
        superuser("SET search_path TO pg_catalog"); // so that names come with their schema
        superuser("SET citus.multi_shard_modify_mode TO 'sequential'");
        return superuser;
    }

    /// What lies in `public`, and the other schemas, but for what extensions made.
    static void drop_all(postgres_session& superuser) {
        const std::string schemas = superuser(
            "SELECT string_agg(quote_ident(nspname), ', ') FROM pg_namespace n WHERE nspname !~ '^pg_' AND "
            "nspname NOT IN ('information_schema', 'public') AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE "
            "d.classid = 'pg_namespace'::regclass AND d.objid = n.oid AND d.deptype = 'e')");
        if (!schemas.empty()) superuser("DROP SCHEMA " + schemas + " CASCADE");
        const auto drop = [&](const char* what, const char* name, const char* catalog, const char* condition) {
            const std::string names = superuser(
                "SELECT string_agg(" + std::string(name) + ", ', ') FROM " + catalog + " c WHERE " + condition +
                " AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')");
            if (!names.empty()) superuser("DROP " + std::string(what) + " " + names + " CASCADE");
        };
        drop("TABLE", "c.oid::regclass::text", "pg_class", "c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'");
        drop("TYPE", "c.oid::regtype::text", "pg_type", "c.typnamespace = 'public'::regnamespace AND c.typtype = 'e'");
        drop("FUNCTION", "c.oid::regprocedure::text", "pg_proc", "c.pronamespace = 'public'::regnamespace");
    }
};

} // namespace support
