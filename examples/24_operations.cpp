// Domain operations: one name for what an application does to several rows, wholly or not at all.
#include <cstdio>
#include <string>
#include <vector>

#include "support/open.hpp"

struct Tenant {
    std::string id;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Tenant::id>);
};
struct Workflow {
    std::string id;
    std::string tenantId;
    std::string name;
    bool running = false;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&Workflow::name>);
};
struct Step {
    std::string id;
    std::string tenantId;
    std::string workflowId;
    int number = 0;
    std::string command;
    static constexpr auto tenon_model =
        tenon::table(tenon::references<&Step::workflowId, &Workflow::id>(tenon::on_delete::cascade));
};
using app = tenon::schema<Tenant, Workflow, Step>;

/// Gives a workflow with its steps to another tenant.
struct transfer_workflow {
    std::string workflow, from, to;

    enum class refusal { it_is_running, the_name_is_taken };
    static constexpr auto tenon_operation = tenon::operation(
        "transfer_workflow", tenon::across_tenants, tenon::min_length<&transfer_workflow::workflow>(1),
        tenon::validate<&transfer_workflow::from, &transfer_workflow::to>("must be two tenants",
                                                                          [](const auto& t) { return t.from != t.to; }));

    auto operator()(auto& tx) const -> tenon::result<Workflow> {
        const auto giver = tx.tenant(from), taker = tx.tenant(to);
        auto steps = tenon::repository<Step>(giver).find_many(tenon::where(tenon::field<&Step::workflowId> == workflow));
        if (!steps) return tenon::fail(steps.error());
        auto given = tenon::repository<Workflow>(giver).remove(workflow); // its steps go with it
        if (!given) return given;
        if (given->running) return tenon::refuse(refusal::it_is_running);

        given->tenantId.clear(); // the taker's scope fills it in
        auto taken = tenon::repository<Workflow>(taker).create(*given);
        if (!taken && taken.error().code == tenon::errc::unique_violation) return tenon::refuse(refusal::the_name_is_taken);
        if (!taken) return taken;
        for (Step& step : *steps) step.tenantId.clear();
        if (auto made = tenon::repository<Step>(taker).create_many(*steps); !made) return tenon::fail(made.error());
        return taken;
    }
};

int main() {
    auto db = example::open<app>().value();
    db.create_tables().value();
    auto tenants = tenon::repository<Tenant>(db.system("sign-up"));
    for (const char* id : {"acme", "globex"}) tenants.create({.id = id}).value();
    const auto acme = db.tenant("acme"), globex = db.tenant("globex");
    tenon::repository<Workflow>(acme).create_many({{.id = "w1", .name = "nightly"}, {.id = "w2", .name = "hourly", .running = true}}).value();
    tenon::repository<Step>(acme).create_many({{.workflowId = "w1", .number = 1, .command = "fetch"},
                                               {.workflowId = "w1", .number = 2, .command = "store"}}).value();

    const auto support = db.system("ticket 17");
    const auto show = [](const tenon::result<Workflow>& moved) {
        if (moved) return std::printf("%s is %s's now\n", moved->name.c_str(), moved->tenantId.c_str());
        if (const auto why = tenon::refusal_of<transfer_workflow>(moved.error()))
            switch (*why) {
            case transfer_workflow::refusal::it_is_running: return std::puts("wait until it has run");
            case transfer_workflow::refusal::the_name_is_taken: return std::puts("rename one of the two");
            }
        return std::printf("%s\n", to_string(moved.error()).c_str());
    };
    show(tenon::perform(support, transfer_workflow{.workflow = "w1", .from = "acme", .to = "globex"}));
    show(tenon::perform(support, transfer_workflow{.workflow = "w2", .from = "acme", .to = "globex"}));
    show(tenon::perform(support, transfer_workflow{.workflow = "w3", .from = "acme", .to = "globex"}));
    show(tenon::perform(support, transfer_workflow{.workflow = "", .from = "acme", .to = "acme"}));

    for (const auto& [name, scope] : {std::pair{"acme", acme}, std::pair{"globex", globex}})
        std::printf("%s: %d workflows, %d steps\n", name, static_cast<int>(tenon::repository<Workflow>(scope).count().value()),
                    static_cast<int>(tenon::repository<Step>(scope).count().value()));
}
