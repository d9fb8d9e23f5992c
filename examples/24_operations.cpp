// Domain operations: one name for what an application does to several rows, wholly or not at all.
#include <cstdio>
#include <string>
#include <type_traits>
#include <utility>

#include "support/open.hpp"

struct Tenant {
    std::string id;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Tenant::id>);
};
struct User {
    std::string id;
    std::string tenantId;
};
struct Workflow {
    std::string id;
    std::string tenantId;
    std::string userId;
    std::string name;
    bool running = false;
    static constexpr auto tenon_model =
        tenon::table(tenon::unique<&Workflow::name>, tenon::references<&Workflow::userId, &User::id>);
};
struct Step {
    std::string id;
    std::string tenantId;
    std::string workflowId;
    std::string command;
    bool approved = false;
    static constexpr auto tenon_model =
        tenon::table(tenon::references<&Step::workflowId, &Workflow::id>(tenon::on_delete::cascade));
};
using app = tenon::schema<Tenant, User, Workflow, Step>;

using tenon::errc;
using tenon::field;
using tenon::repository;
using tenon::set;
using tenon::where;

enum class transfer_refusal { it_is_not_the_givers, there_is_no_such_user, it_is_running, the_name_is_taken };

/// Gives a workflow of one user to another, who has to approve its steps anew.
struct transfer_workflow {
    std::string workflow, from, to;

    using refusal = transfer_refusal;
    static constexpr auto tenon_operation = tenon::operation(
        "transfer_workflow", tenon::min_length<&transfer_workflow::workflow>(1),
        tenon::validate<&transfer_workflow::from, &transfer_workflow::to>("must be two users", [](const auto& t) { return t.from != t.to; }));

    auto operator()(auto& tx) const -> tenon::result<Workflow> {
        const auto steps = repository<Step>(tx).update_many(where(field<&Step::workflowId> == workflow), set<&Step::approved>(false));
        if (!steps) return tenon::fail(steps.error());
        const auto workflows = repository<Workflow>(tx);
        const auto moved = workflows.update_many(where(field<&Workflow::id> == workflow && field<&Workflow::userId> == from),
                                                 set<&Workflow::userId>(to));
        if (!moved && moved.error().code == errc::foreign_key_violation) return tenon::refuse(refusal::there_is_no_such_user);
        if (!moved) return tenon::fail(moved.error());
        auto given = workflows.get(workflow);
        if (given && *moved == 0) return tenon::refuse(refusal::it_is_not_the_givers);
        if (given && given->running) return tenon::refuse(refusal::it_is_running);
        return given;
    }
};

/// Gives it to a user of another tenant: there its rows are made anew.
struct transfer_workflow_to_tenant {
    std::string workflow, from, to, user;

    using refusal = transfer_refusal;
    static constexpr auto tenon_operation = tenon::operation(
        "transfer_workflow_to_tenant", tenon::across_tenants, tenon::min_length<&transfer_workflow_to_tenant::workflow>(1),
        tenon::validate<&transfer_workflow_to_tenant::from, &transfer_workflow_to_tenant::to>(
            "must be two tenants", [](const auto& t) { return t.from != t.to; }));

    auto operator()(auto& tx) const -> tenon::result<Workflow> {
        const auto giver = tx.tenant(from), taker = tx.tenant(to);
        auto steps = repository<Step>(giver).find_many(where(field<&Step::workflowId> == workflow));
        if (!steps) return tenon::fail(steps.error());
        auto given = repository<Workflow>(giver).remove(workflow); // its steps go with it
        if (!given) return given;
        if (given->running) return tenon::refuse(refusal::it_is_running);

        given->tenantId.clear(); // the taker's scope fills it in
        given->userId = user;
        auto taken = repository<Workflow>(taker).create(*given);
        if (!taken && taken.error().code == errc::unique_violation) return tenon::refuse(refusal::the_name_is_taken);
        if (!taken && taken.error().code == errc::foreign_key_violation) return tenon::refuse(refusal::there_is_no_such_user);
        if (!taken) return taken;
        for (Step& step : *steps) step.tenantId.clear(), step.approved = false;
        if (auto made = repository<Step>(taker).create_many(*steps); !made) return tenon::fail(made.error());
        return taken;
    }
};

/// Performs an operation and shows what came of it.
void show(const auto& scope, const auto& operation) {
    const tenon::result<Workflow> moved = tenon::perform(scope, operation);
    if (moved) return void(std::printf("%s: %s of %s\n", moved->name.c_str(), moved->userId.c_str(), moved->tenantId.c_str()));
    const auto why = tenon::refusal_of<std::remove_cvref_t<decltype(operation)>>(moved.error());
    if (!why) return void(std::printf("%s\n", to_string(moved.error()).c_str()));
    switch (*why) {
    case transfer_refusal::it_is_not_the_givers: return void(std::puts("it is not theirs to give"));
    case transfer_refusal::there_is_no_such_user: return void(std::puts("there is nobody of that name"));
    case transfer_refusal::it_is_running: return void(std::puts("wait until it has run"));
    case transfer_refusal::the_name_is_taken: return void(std::puts("rename one of the two"));
    }
}

int main() {
    auto db = example::open<app>().value();
    db.create_tables().value();
    repository<Tenant>(db.system("sign-up")).create_many({{.id = "acme"}, {.id = "globex"}}).value();
    const auto acme = db.tenant("acme"), globex = db.tenant("globex");
    repository<User>(acme).create_many({{.id = "ann"}, {.id = "ben"}}).value();
    repository<User>(globex).create({.id = "gus"}).value();
    repository<Workflow>(acme).create_many({{.id = "w1", .userId = "ann", .name = "nightly"},
                                            {.id = "w2", .userId = "ann", .name = "hourly", .running = true},
                                            {.id = "w3", .userId = "ben", .name = "weekly"}}).value();
    repository<Workflow>(globex).create({.id = "w4", .userId = "gus", .name = "weekly"}).value();
    repository<Step>(acme).create_many({{.workflowId = "w1", .command = "fetch", .approved = true},
                                        {.workflowId = "w1", .command = "store", .approved = true},
                                        {.workflowId = "w2", .command = "count", .approved = true},
                                        {.workflowId = "w3", .command = "report", .approved = true}}).value();

    // Of one user to another. What is refused is undone, the approvals too.
    show(acme, transfer_workflow{.workflow = "w1", .from = "ann", .to = "ben"});
    show(acme, transfer_workflow{.workflow = "w1", .from = "ann", .to = "ben"});
    show(acme, transfer_workflow{.workflow = "w2", .from = "ann", .to = "ben"});
    show(acme, transfer_workflow{.workflow = "w3", .from = "ben", .to = "gus"}); // of globex
    show(acme, transfer_workflow{.workflow = "w4", .from = "gus", .to = "ben"}); // of globex too
    show(acme, transfer_workflow{.workflow = "", .from = "ann", .to = "ann"});

    // Across tenants, from a system scope.
    const auto support = db.system("ticket 17");
    show(support, transfer_workflow_to_tenant{.workflow = "w1", .from = "acme", .to = "globex", .user = "gus"});
    show(support, transfer_workflow_to_tenant{.workflow = "w3", .from = "acme", .to = "globex", .user = "gus"});
    show(support, transfer_workflow_to_tenant{.workflow = "w1", .from = "globex", .to = "acme", .user = "gus"});
    show(support, transfer_workflow_to_tenant{.workflow = "w2", .from = "acme", .to = "globex", .user = "gus"});

    for (const auto& [name, scope] : {std::pair{"acme", acme}, std::pair{"globex", globex}}) {
        const auto steps = repository<Step>(scope);
        std::printf("%s: %d workflows, %d steps, %d approved\n", name, static_cast<int>(repository<Workflow>(scope).count().value()),
                    static_cast<int>(steps.count().value()), static_cast<int>(steps.count(where(field<&Step::approved> == true)).value()));
    }
}
