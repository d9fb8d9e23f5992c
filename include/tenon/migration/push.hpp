// tenon/migration/push.hpp: brings a database to what the models say, without a migration.
//
//     tenon::migration::schemas on{db, "", how};
//     const auto plan = tenon::migration::compare(on, side::database, side::models).value();
//     tenon::migration::push(on, plan).value();
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/migration/apply.hpp>
#include <tenon/migration/compare.hpp>
#include <tenon/migration/database.hpp>
#include <tenon/migration/locked.hpp>
#include <tenon/migration/plan.hpp>
#include <tenon/sql/ddl/change.hpp>

#include <algorithm>
#include <memory>
#include <vector>

namespace tenon::inline TENON_ABI::migration {

namespace detail {

inline bool has_step(const plan& made, sql::step_time when) {
    return std::any_of(made.steps.begin(), made.steps.end(), [&](const step& each) { return each.when == when; });
}

/// Runs the steps of a plan that stand within its transaction.
inline result<void> run_within(connection& on, const plan& made) {
    std::vector<request> asked;
    std::vector<const step*> steps;
    for (const step& each : made.steps) {
        if (each.when != sql::step_time::within) continue;
        asked.push_back({each.sql});
        steps.push_back(&each);
    }
    auto got = on.run_all(asked);
    if (got.why != nullptr) return fail(failed_at(*steps[got.rows.size()], std::move(got.why)));
    return on.estimate_rows();
}

} // namespace detail

/// Does to the database what the plan says that leads it to the models, under the lock of whoever migrates: all of it or
/// nothing, but for what stands behind its transaction. Where others have done the same meanwhile, nothing is done.
/// Errors: migration_blocked, with all that rows do not allow; busy, when others migrate for longer than `lock_timeout`;
/// serialization_conflict, where others have changed the tables since the plan was made, and nothing is done; those of the
/// statements, naming the step.
inline result<void> push(schemas& on, const plan& made) {
    const auto wanted = on.of(side::models);
    if (!wanted) return fail(wanted.error());
    if (auto allowed = on.on()->check(made); !allowed) return allowed;
    const auto by = migrator::open(*on.on(), on.how(), true);
    if (!by) return fail(by.error());
    connection& in = (*by)->connection();
    enum { same, done_already, another } found = same;
    const bool concurrently = detail::has_step(made, sql::step_time::after);
    auto done = (*by)->locked(
        [&]() -> result<void> {
            const auto there = on.on()->introspect(in);
            if (!there) return fail(there.error());
            const auto now = make_plan(*there, *wanted, {.accept_data_loss = true, .concurrently = concurrently});
            if (!now) return fail(now.error());
            found = now->empty() ? done_already : now->script() != made.script() ? another : same;
            return found == same ? detail::run_within(in, made) : result<void>{};
        },
        detail::has_step(made, sql::step_time::before));
    if (!done) return done;
    if (found == another) return fail(make_error(errc::serialization_conflict, "Somebody else has changed the tables meanwhile"));
    if (found == done_already) return {};
    for (const step& each : made.steps)
        if (each.when == sql::step_time::after)
            if (auto ran = in.execute(each.sql); !ran) return fail(detail::failed_at(each, std::make_unique<error>(ran.error())));
    return {};
}

} // namespace tenon::inline TENON_ABI::migration
