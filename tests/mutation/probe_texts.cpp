// What texts say, without a database.
#include <tenon/sql/ddl/create_tables.hpp>
#include <tenon/sql/ddl/policies.hpp>
#include <tenon/sql/statement/transfer.hpp>

#include "probe.hpp"

namespace {

/// What keeps raw texts and rows apart on PostgreSQL, as far as texts say it.
void probe_postgres() {
    using namespace tenon::sql;
    for (const char* text : {"SELECT set_config('tenon.tenant_id', 'b', true)", R"(SELECT U&"set\005fconfig"('a', 'b', true))",
                             "UPDATE tenon_audit SET model = 'x'", R"(DELETE FROM public."tenon_audit")"})
        expect(refusal_in_tenant(text, lexis::postgres).has_value(), text);
    for (const auto& table : tables_of<postgres_dialect, first>())
        for (const auto& policy : policies_of(table)) {
            if (policy.name == "tenon_shared" || policy.name == "tenon_system") continue;
            expect(policy.condition.starts_with("\"" + std::string(table.tenancy.column) + "\" = (SELECT NULLIF("), "a policy");
            const bool is_of_triggers = policy.verbs == "INSERT" && policy.condition.ends_with(" AND pg_catalog.pg_trigger_depth() > 0");
            expect(!table.is_audit_trail || policy.verbs == "SELECT" || is_of_triggers, "a policy of the trail");
        }
}

/// What an export reads, in a tenant's scope and in one that has none.
template <bool InTenant> using exporting = tenon::sql::context<tenon::sql::sqlite_dialect, tenon::layout::tenant_first, InTenant>;
template <bool InTenant, class Model> std::string exported = std::string(tenon::sql::text_of<tenon::sql::select_own<exporting<InTenant>, Model>>.view());
void probe_exports() {
    expect(count_of(exported<true, User>, "\"tenantId\" = ?1") == 1, "rows that are exported");
    expect(count_of(exported<false, Note>, "\"tenantId\" = ''") == 1, "rows of tenants, exported as nobody's");
}

} // namespace

int main() {
    probe_exports();
    probe_postgres();
    std::puts("nothing escaped");
}
