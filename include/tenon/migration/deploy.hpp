// tenon/migration/deploy.hpp: applies what is pending.
//
//     const auto done = tenon::migration::deploy(db, {.folder = "migrations"});   // also by several programs at once
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/migration/deploy_pending.hpp>
#include <tenon/migration/options.hpp>
#include <tenon/migration/run_script.hpp>
#include <tenon/migration/state.hpp>
#include <tenon/migration/target.hpp>
#include <tenon/migration/workspace.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::migration {

namespace detail {

/// Goes on with those that began and did not end. What cannot be gone on with is left, and is an obstacle.
inline result<std::vector<std::string>> resume(const workspace& in) {
    std::vector<std::string> resumed;
    const auto states = in.states();
    if (!states) return fail(states.error());
    for (const migration_state& state : *states) {
        if (state.standing != standing::unfinished || state.files == nullptr || state.row->is_rolling_back()) continue;
        if (!state.files->has_checksum(state.row->checksum)) return fail(make_error(errc::migration_edited, state.name));
        const auto parsed = parse_script(state.files->script_path(), state.files->script, in.by->texts().syntax);
        if (!parsed) return fail(parsed.error());
        if (!parsed->has_steps()) continue;
        in.by->tell(activity::apply, state.name);
        const std::size_t first = parsed->resumes_at(static_cast<std::size_t>(state.row->steps));
        const auto ran = in.by->restoring_session(parsed->changes_session, [&] {
            return first < parsed->statements.size() ? run_steps(*in.by, *state.row, *parsed, first) : in.by->history().update(*state.row, true, first);
        });
        if (!ran) return fail(ran.error());
        resumed.push_back(state.name);
    }
    return resumed;
}

} // namespace detail

/// Applies the pending migrations of the folder, in the order of their names, each in a transaction of its own together with
/// its row in the history. Several programs may do so at once: each migration is applied once. What it did is the names of
/// those that it applied itself.
/// Errors: of reading the folder; migration_unfinished, migration_unknown, migration_missing, migration_edited (nothing was
/// applied); migration_not_empty; migration_failed, with file, line and statement, and those before it applied; busy, when
/// others migrate for longer than `lock_timeout`.
inline result<std::vector<std::string>> deploy(const target& on, const options& how = {}) {
    const auto in = workspace::open(on, how, true);
    if (!in) return fail(in.error());
    std::vector<std::string> applied;
    if (how.resume) {
        auto resumed = detail::resume(*in);
        if (!resumed) return resumed;
        applied = std::move(*resumed);
    }
    const auto states = detail::states_to_deploy(*in);
    if (!states) return fail(states.error());

    std::vector<detail::pending_migration> pending;
    for (const migration_state& state : *states) {
        if (!state.is_pending()) continue;
        auto parsed = parse_script(state.files->script_path(), state.files->script, on->texts().syntax);
        if (!parsed) return fail(parsed.error());
        pending.push_back({state.files, std::move(*parsed)});
    }
    std::span<const detail::pending_migration> left(pending);
    const auto take = [&](std::size_t count, bool by_us) {
        for (const auto& each : left.first(count))
            if (by_us) applied.push_back(each.files->name);
        left = left.subspan(count);
    };
    for (std::size_t most = 1; !left.empty();) { // together: more and more, as long as that is quick
        const auto begun = std::chrono::steady_clock::now();
        const auto together = detail::apply_together(*in, left.first(std::min(most, left.size())));
        if (!together) return fail(together.error());
        most = std::chrono::steady_clock::now() - begun < std::chrono::milliseconds(100) ? 2 * most : 1;
        take(*together, true);
        if (*together != 0) continue;
        const auto alone = in->by->restoring_session(left.front().parsed.changes_session, [&] { return detail::apply_one(*in, left); });
        if (!alone) { // the last one, which would have done this, is not applied
            if (!applied.empty()) static_cast<void>(in->by->locked([&] { return in->by->connection().estimate_rows(); }));
            return fail(alone.error());
        }
        take(1, *alone);
    }
    return applied;
}

} // namespace tenon::inline TENON_ABI::migration
