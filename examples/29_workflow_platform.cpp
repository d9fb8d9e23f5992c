// A platform that runs workflows for its customers: agents, workflows of steps, executions and what they log.
#include <chrono>
#include <cstdio>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "support/open.hpp"

using tenon::field;
using tenon::related;
using tenon::where;

enum class plan { free, team };
enum class status { queued, running, succeeded, failed };
enum class severity { debug, info, error };

struct Customer {
    std::string id;
    plan is = plan::free;
    int mostWorkflows = 2;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Customer::id>);
};
struct Agent {
    std::string id, tenantId, name;
    std::vector<std::string> skills;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&Agent::name>);
};
struct Workflow {
    std::string id, tenantId, name;
    tenon::json config;
    int version = 1;
    static constexpr auto tenon_model =
        tenon::table(tenon::unique<&Workflow::name>, tenon::quota<&Customer::mostWorkflows>, tenon::version<&Workflow::version>, tenon::audited);
};
struct Step {
    std::string id, workflowId, agentId;
    int number = 0;
    static constexpr auto tenon_model = tenon::table(
        tenon::tenant_via<&Step::workflowId>, tenon::references<&Step::workflowId, &Workflow::id>(tenon::on_delete::cascade),
        tenon::references<&Step::agentId, &Agent::id>(tenon::on_delete::restrict), tenon::unique<&Step::workflowId, &Step::number>);
};
struct Execution {
    std::string id, tenantId, workflowId;
    status is = status::queued;
    std::optional<std::int64_t> milliseconds;
    static constexpr auto tenon_model =
        tenon::table(tenon::references<&Execution::workflowId, &Workflow::id>(tenon::on_delete::cascade), tenon::index<&Execution::workflowId>);
};
struct Log {
    std::int64_t id = 0;
    std::string executionId;
    severity level = severity::info;
    std::string text;
    static constexpr auto tenon_model =
        tenon::table(tenon::generated<&Log::id>(tenon::autoincrement), tenon::tenant_via<&Log::executionId>,
                     tenon::references<&Log::executionId, &Execution::id>(tenon::on_delete::cascade), tenon::index<&Log::executionId>);
};
using app = tenon::schema<Customer, Agent, Workflow, Step, Execution, Log, tenon::audit_entry>;

// What the dashboard shows: each workflow with its steps and who does them, and how its last executions went.
struct AgentName {
    std::string name;
    static constexpr auto tenon_shape = tenon::of<Agent>;
};
struct StepLine {
    int number = 0;
    std::optional<AgentName> agent;
    static constexpr auto tenon_shape = tenon::of<Step>;
};
struct ExecutionLine {
    std::string id;
    status is = status::queued;
    std::vector<Log> logs; // a model is the shape of all its fields
    static constexpr auto tenon_shape = tenon::of<Execution>(tenon::relation<&ExecutionLine::logs>(where(field<&Log::level> == severity::error)));
};
struct WorkflowCard {
    std::string name;
    std::vector<StepLine> steps;
    std::vector<ExecutionLine> last;
    tenon::count_of<&Execution::workflowId> executions;
    static constexpr auto tenon_shape =
        tenon::of<Workflow>(tenon::relation<&WorkflowCard::steps>(tenon::order_by(tenon::asc<&Step::number>)),
                            tenon::relation<&WorkflowCard::last>(tenon::order_by(tenon::desc<&Execution::id>), tenon::take(2)));
};

/// A workflow and its steps, wholly or not at all.
tenon::result<Workflow> add_workflow(const auto& scope, Workflow workflow, std::vector<std::string> agents) {
    return scope.transaction([&](auto& tx) -> tenon::result<Workflow> {
        auto made = tenon::repository<Workflow>(tx).create(workflow);
        if (!made) return made;
        std::vector<Step> steps;
        for (std::size_t i = 0; i < agents.size(); ++i)
            steps.push_back({.workflowId = made->id, .agentId = agents[i], .number = static_cast<int>(i) + 1});
        if (auto added = tenon::repository<Step>(tx).create_many(steps); !added) return tenon::fail(added.error());
        return made;
    });
}

int main() {
    auto db = example::open<app>().value();
    db.create_tables().value();
    tenon::repository<Customer>(db.system("sign-up")).create_many({{.id = "acme", .is = plan::team}, {.id = "globex"}}).value();
    const auto acme = db.tenant("acme");
    tenon::repository<Agent>(acme).create_many({{.id = "reader", .name = "Reader", .skills = {"pdf", "html"}}, {.id = "writer", .name = "Writer"}}).value();
    const auto workflows = tenon::repository<Workflow>(acme);
    const auto config = tenon::json::parse(R"({"retries":3})").value();
    add_workflow(acme, {.id = "w1", .name = "digest", .config = config}, {"reader", "writer"}).value();
    add_workflow(acme, {.id = "w2", .name = "archive", .config = config}, {"reader"}).value();
    const auto third = add_workflow(acme, {.id = "w3", .name = "spare", .config = config}, {});
    std::printf("a third: %s\n", std::string(to_string(third.error().code)).c_str());
    const auto foreign = add_workflow(db.tenant("globex"), {.id = "g1", .name = "theirs", .config = config}, {"reader"});
    std::printf("with another customer's agent: %s\n", std::string(to_string(foreign.error().code)).c_str());

    tenon::repository<Execution>(acme)
        .create_many({{.id = "e1", .workflowId = "w1", .is = status::succeeded, .milliseconds = 40},
                      {.id = "e2", .workflowId = "w1", .is = status::failed, .milliseconds = 90},
                      {.id = "e3", .workflowId = "w1", .is = status::running},
                      {.id = "e4", .workflowId = "w2", .is = status::succeeded, .milliseconds = 10}})
        .value();
    tenon::repository<Log>(acme)
        .create_many({{.executionId = "e2", .text = "begun"}, {.executionId = "e2", .level = severity::error, .text = "no paper"}, {.executionId = "e4", .text = "begun"}})
        .value();

    for (const auto cards = workflows.find_many(tenon::as<WorkflowCard>, tenon::order_by(tenon::asc<&Workflow::name>)).value(); const auto& card : cards) {
        std::printf("%s, %d executions\n", card.name.c_str(), static_cast<int>(card.executions));
        for (const auto& step : card.steps) std::printf("  step %d by %s\n", step.number, step.agent ? step.agent->name.c_str() : "nobody");
        for (const auto& execution : card.last) {
            std::printf("  %s %s\n", execution.id.c_str(), std::string(tenon::enum_name(execution.is)).c_str());
            for (const auto& log : execution.logs) std::printf("    %s\n", log.text.c_str());
        }
    }

    const auto failing = where(related<&Execution::workflowId>.some(field<&Execution::is> == status::failed && related<&Log::executionId>.some(field<&Log::level> == severity::error)));
    std::printf("%d workflow with errors in its logs\n", static_cast<int>(workflows.count(failing).value()));
    const auto by_status = tenon::repository<Execution>(acme)
                               .group_by(tenon::by<&Execution::is>, tenon::count(), tenon::avg<&Execution::milliseconds>, tenon::order_by(tenon::asc<&Execution::is>))
                               .value();
    for (const auto& [is, count, average] : by_status)
        std::printf("%s: %d, %.0f ms\n", std::string(tenon::enum_name(is)).c_str(), static_cast<int>(count), average.value_or(0));

    // Two people change one workflow; who comes second is told.
    const Workflow seen = workflows.get("w1").value();
    workflows.update("w1", tenon::if_version(seen.version), tenon::set<&Workflow::name>("daily digest")).value();
    const auto late = workflows.update("w1", tenon::if_version(seen.version), tenon::set<&Workflow::name>("digests"));
    std::printf("%s\n", std::string(to_string(late.error().code)).c_str());

    std::printf("%s\n", std::string(to_string(tenon::repository<Agent>(acme).remove("reader").error().code)).c_str()); // it has steps to do
    workflows.remove("w1").value(); // with its steps, executions and logs
    std::printf("%d logs left, %d entries in the trail\n", static_cast<int>(tenon::repository<Log>(acme).count().value()),
                static_cast<int>(tenon::repository<tenon::audit_entry>(acme).count().value()));
}
