// tenon/migration/plan.hpp: the steps that lead from one schema to another.
//
//     auto plan = tenon::migration::make_plan(from, to).value();
//     std::cout << plan.script();
//     auto back = tenon::migration::make_plan(to, from, {.accept_data_loss = true}).value();     // down.sql
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/migration/diff.hpp>
#include <tenon/migration/guards.hpp>
#include <tenon/migration/snapshot.hpp>
#include <tenon/sql/ddl/change.hpp>
#include <tenon/sql/migration/script.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::migration {

using sql::risk;
using sql::step;

/// What a plan does to one part of the schema, for people.
struct planned_change {
    std::string text{}; ///< a sentence
    risk danger = risk::safe;
};

/// The steps, in the order in which they are to run.
struct plan {
    std::vector<step> steps{};
    std::vector<planned_change> changes{}; ///< what they do, without how
    std::vector<guard> guards{};       ///< to be asked before: see check()
    std::vector<std::string> losses{}; ///< what is lost: `User` or `User.note`, as tables and columns are called now

    bool empty() const noexcept { return steps.empty(); }
    bool loses_data() const noexcept { return !losses.empty(); }
    /// The worst that a step can do.
    risk danger() const noexcept {
        risk worst = risk::safe;
        for (const step& each : steps) worst = std::max(worst, each.danger);
        return worst;
    }
    /// The text of a migration.sql: each statement below a comment that describes it; those that run after the transaction
    /// below a mark that says so.
    std::string script() const;
};

struct plan_options {
    /// Everything that is lost may be.
    bool accept_data_loss = false;
    /// What may be lost: `User` for the table, `User.note` for the column.
    std::vector<std::string> accepted_losses{};
    /// PostgreSQL: indexes of tables that are there are built, and rows asked about constraints, after the transaction and
    /// without keeping writers out. Price: what fails then leaves the rest of the migration done.
    bool concurrently = false;
    /// PostgreSQL: how long a step waits for others before it gives up, and with it the migration; 0: for ever.
    std::chrono::milliseconds lock_timeout{5000};
};

TENON_COLD inline std::string plan::script() const {
    std::string text;
    if (loses_data()) {
        text += "-- WARNING: this migration loses data:\n";
        for (const auto& loss : losses) text.append("--   ").append(loss).append("\n");
        text += "\n";
    }
    std::string_view told;
    bool marked = false;
    for (const step& each : steps) {
        if (each.when == sql::step_time::after && !std::exchange(marked, true)) text.append(sql::no_transaction_mark).append("\n\n");
        if (each.description != told) {
            text.append("-- ").append(each.description);
            if (each.danger != risk::safe) text.append(" (").append(sql::spelled_risk(each.danger)).append(")");
            text += "\n";
        }
        told = each.description;
        text.append(each.sql).append(";\n\n");
    }
    if (!text.empty()) text.pop_back();
    return text;
}

namespace detail {

/// What the changes do, and what is lost by them.
TENON_RARE void tell_changes(plan& made, const sql::change_request& request) {
    for (const change& c : request.changes) {
        const risk danger = sql::danger_of(request, c);
        made.changes.push_back({describe(c), danger});
        if (danger == risk::loses_data) made.losses.push_back(c.kind == change_kind::drop_table ? c.table : c.table + "." + c.name);
    }
}

} // namespace detail

/// errc::migration_refused, where the plan loses data that the options do not name, with all of it in the message; else nothing.
TENON_RARE result<void> check_losses(const plan& made, const plan_options& options) {
    std::string refused;
    for (const auto& loss : made.losses)
        if (const auto& named = options.accepted_losses;
            !options.accept_data_loss && std::find(named.begin(), named.end(), loss) == named.end())
            refused.append(refused.empty() ? "These would be lost: " : ", ").append(loss);
    if (!refused.empty()) return fail(make_error(errc::migration_refused, refused));
    return {};
}

/// The steps that make `to` of `from`, both in the words of one database (see `introspect` and `spelled`). None where they
/// are the same. Going back is make_plan(to, from).
/// Errors: unsupported, where the database cannot have the tables as its options want them (see create_tables());
/// migration_refused, where data would be lost that the options do not name; the message names all of it. Whether the rows that
/// are there allow the migration is another question: see check().
TENON_RARE result<plan> make_plan(const snapshot& from, const snapshot& to, const plan_options& options = {}) {
    if (to.refusal.code != errc::ok) return fail(to.refusal);
    const difference differs = diff(from, to);
    const std::vector<change> changes = to.dialect->with_dependents({differs.renamed, to, differs.changes});
    const auto timeout = options.lock_timeout.count();
    const sql::change_request request{.from = differs.renamed,
                                      .to = to,
                                      .changes = changes,
                                      .concurrently = options.concurrently,
                                      .lock_timeout = timeout > 0 ? std::to_string(timeout) + "ms" : ""};
    plan made;
    detail::tell_changes(made, request);
    if (auto allowed = check_losses(made, options); !allowed) return fail(allowed.error());
    made.guards = detail::guarding(from, to, differs)();
    made.steps = to.dialect->steps(request);
    return made;
}

} // namespace tenon::inline TENON_ABI::migration
