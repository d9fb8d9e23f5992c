// tenon/postgres/doctor.hpp: what would make row-level security void, found before it matters.
//
//     const auto findings = tenon::postgres::doctor(db).value();
//     for (const auto& finding : findings) std::cerr << finding.text << "\n";
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/driver/choice.hpp>
#include <tenon/postgres/driver.hpp>
#include <tenon/sql/ddl/physical.hpp>
#include <tenon/sql/ddl/policies.hpp>

#include <libpq-fe.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace tenon::inline TENON_ABI::postgres {

enum class finding_kind {
    superuser,          ///< the role is one: no policy binds it
    bypasses_policies,  ///< the role has BYPASSRLS: no policy binds it
    policies_off,       ///< the database was opened without row_level_security
    missing_table,      ///< a model has no table
    not_enabled,        ///< row-level security is off for a table
    not_forced,         ///< the role owns a table, whose policies bind its owner only with FORCE
    missing_policy,     ///< a table has row-level security and not all of its policies: who should see rows does not
    foreign_policy,     ///< a table has a policy besides: what either of them lets through, is let through
    search_path,        ///< operators of another schema come before the server's own
    leaking_settings,   ///< a tenant was set for a whole session: behind a pooler the next client works for it
};

/// One thing that is wrong, and what to do about it.
struct finding {
    finding_kind kind;
    std::string table; ///< empty when it is about the role or the connection
    std::string text;  ///< a sentence, which ends in what to do
};

namespace detail {

class examination {
public:
    examination(PGconn* handle, const schema_info& schema, bool scoped) : handle_(handle), schema_(schema), scoped_(scoped) {}

    result<std::vector<finding>> operator()() {
        if (!scoped_)
            add(finding_kind::policies_off, {}, "The database was opened without row-level security: set row_level_security in its options");
        examine_session();
        examine_search_path();
        examine_role();
        for (const model_info* model : schema_.models) examine_table(*model);
        if (failed_) return fail(std::move(failure_));
        return std::move(findings_);
    }

private:
    void add(finding_kind kind, std::string table, std::string text) {
        findings_.push_back({kind, std::move(table), std::move(text)});
    }

    /// The first row of the answer.
    std::vector<std::string> ask(const char* text, const std::vector<std::string>& values = {}) {
        std::vector<const char*> given;
        for (const std::string& value : values) given.push_back(value.c_str());
        const result_handle answer(PQexecParams(handle_, text, static_cast<int>(given.size()), nullptr, given.data(), nullptr, nullptr, 0));
        std::vector<std::string> row;
        if (PQresultStatus(answer.get()) != PGRES_TUPLES_OK) {
            if (!failed_) {
                failure_ = make_error(errc::connection_lost, "The examination was cut short");
                failure_.server_text = PQerrorMessage(handle_);
            }
            failed_ = true;
        } else if (PQntuples(answer.get()) > 0)
            for (int i = 0; i < PQnfields(answer.get()); ++i) row.emplace_back(PQgetvalue(answer.get(), 0, i));
        return row;
    }

    // Before anything of ours is set: what is there was left by somebody.
    void examine_session() {
        const auto row = ask("SELECT pg_catalog.current_setting('tenon.tenant_id', true), pg_catalog.current_setting('tenon.system', true)");
        if (row.size() == 2 && (!row[0].empty() || !row[1].empty()))
            add(finding_kind::leaking_settings, {},
                "This session already works for somebody: find who sets tenon.tenant_id or tenon.system outside of a transaction, and "
                "let the pooler reset connections");
    }

    // The schema of temporary tables may come first: no operators are looked for in it.
    void examine_search_path() {
        const auto row = ask("SELECT (pg_catalog.current_schemas(true))[1], (pg_catalog.current_schemas(true))[2]");
        if (row.size() != 2) return;
        const std::string& first = row[0].starts_with("pg_temp_") ? row[1] : row[0];
        if (first != "pg_catalog")
            add(finding_kind::search_path, {},
                "Operators of the schema " + first + " come before the server's own: take pg_catalog out of search_path, so "
                "that it comes first");
    }

    void examine_role() {
        const auto row = ask("SELECT rolname, rolsuper, rolbypassrls FROM pg_catalog.pg_roles WHERE rolname = current_user");
        if (row.size() != 3) return;
        if (row[1] == "t")
            add(finding_kind::superuser, {}, "The role " + row[0] + " is a superuser, whom no policy binds: connect as another one");
        else if (row[2] == "t")
            add(finding_kind::bypasses_policies, {},
                "The role " + row[0] + " has BYPASSRLS, so that no policy binds it: take that from it, or connect as another one");
    }

    void examine_table(const model_info& model) {
        const std::string schema(sql::postgres_dialect::schema_of(model));
        const std::string table(model.table);
        const std::string name = schema + "." + table;
        std::string policies;
        for (const auto& policy : sql::policies_of(sql::physical_table(schema_, model, sql::postgres_dialect::longest_name)))
            policies.append(policies.empty() ? "{" : ",").append(policy.name);
        policies.append(policies.empty() ? "{}" : "}");
        const auto row = ask(
            "SELECT c.relrowsecurity, c.relforcerowsecurity, pg_catalog.pg_has_role(c.relowner, 'USAGE'), "
            "(SELECT pg_catalog.count(*) FROM pg_catalog.pg_policy p WHERE p.polrelid = c.oid AND p.polname = ANY (names)) < "
            "pg_catalog.cardinality(names), "
            "(SELECT pg_catalog.string_agg(p.polname::pg_catalog.text, ', ' ORDER BY p.polname) FROM pg_catalog.pg_policy p "
            "WHERE p.polrelid = c.oid AND p.polpermissive AND p.polname <> ALL (names) AND (p.polroles = '{0}' OR "
            "EXISTS (SELECT FROM pg_catalog.unnest(p.polroles) AS r WHERE pg_catalog.pg_has_role(r, 'USAGE')))) "
            "FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace, "
            "LATERAL (SELECT $3::pg_catalog.name[]) AS expected (names) WHERE n.nspname = $1 AND c.relname = $2",
            {schema, table, policies});
        if (failed_) return;
        if (row.size() != 5) return add(finding_kind::missing_table, name, "There is no table " + name + ": create the tables");
        if (row[0] != "t")
            return add(finding_kind::not_enabled, name,
                       "The table " + name + " has no row-level security: ALTER TABLE … ENABLE ROW LEVEL SECURITY, and create its policies");
        if (row[1] != "t" && row[2] == "t")
            add(finding_kind::not_forced, name,
                "The role owns the table " + name + ", and its policies do not bind it: ALTER TABLE … FORCE ROW LEVEL SECURITY");
        if (row[3] == "t")
            add(finding_kind::missing_policy, name, "The table " + name + " has not all of tenon's policies: create them");
        if (!row[4].empty())
            add(finding_kind::foreign_policy, name,
                "The table " + name + " has policies beside tenon's (" + row[4] + "), and what any of them allows is allowed: drop them, "
                "or make them AS RESTRICTIVE");
    }

    PGconn* handle_;
    schema_info schema_;
    bool scoped_;
    std::vector<finding> findings_;
    error failure_;
    bool failed_ = false;
};

/// The same on each replica, where it may be another role that asks; what was found already is not told again. One that
/// cannot be reached is passed over, as reads do.
TENON_RARE result<std::vector<finding>> examine_replicas(result<std::vector<finding>> found, const options& how, const schema_info& schema) {
    for (const std::string& url : how.replicas) {
        if (!found) break;
        const auto opened = connection::open(how, schema, url);
        if (!opened && opened.error().poisons_connection()) continue;
        if (!opened) return fail(opened.error());
        auto more = examination((*opened)->native_handle(), schema, how.row_level_security)();
        if (!more) return more;
        for (finding& each : *more) {
            const auto is_same = [&](const finding& other) { return other.kind == each.kind && other.text == each.text; };
            if (std::none_of(found->begin(), found->end(), is_same)) found->push_back(std::move(each));
        }
    }
    return found;
}

/// `connection_of` takes the connection of PostgreSQL out of the driver's.
template <class Schema, class Driver, class Function>
TENON_COLD result<std::vector<finding>> examine(const tenon::database<Schema, Driver>& db, const options& how, Function connection_of) {
    const auto scope = db.system("doctor");
    std::unique_ptr<error> why;
    tenon::driver::lease<Driver> held(scope.session(), tenon::driver::access::write, why);
    if (!held) return fail(std::move(why));
    connection& on = connection_of(held.connection());
    return examine_replicas(examination(on.native_handle(), Schema::info(), how.row_level_security)(), how, Schema::info());
}

} // namespace detail

/// Looks for what would make row-level security void. No finding: nothing of the kind. Takes one connection of the pool, one
/// that writes, for a few round trips, and connects to each replica. Errors: those of taking a connection; connection_lost.
template <class Schema> TENON_COLD result<std::vector<finding>> doctor(const database<Schema>& db) {
    return detail::examine(db, db.options(), [](connection& held) -> connection& { return held; });
}

/// The same for a database that was chosen when it was opened, by tenon::open. errc::unsupported: another one was.
template <class Schema, class... Drivers>
TENON_COLD result<std::vector<finding>> doctor(const tenon::database<Schema, tenon::driver::choice<Drivers...>>& db) {
    if constexpr ((std::is_same_v<Drivers, driver> || ...))
        if (const options* how = std::get_if<options>(&db.options().chosen); how != nullptr)
            return detail::examine(db, *how, [](auto& held) -> connection& {
                return *std::get<std::unique_ptr<connection>>(held.chosen());
            });
    return fail(make_error(errc::unsupported, "doctor() looks at PostgreSQL, and this database is another one"));
}

} // namespace tenon::inline TENON_ABI::postgres
