// tenon/migration/deploy.hpp: applies what is pending.
//
//     const auto done = tenon::migration::deploy(db, {.folder = "migrations"});   // also by several programs at once
#pragma once

#include <tenon/core/clock.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/migration/folder.hpp>
#include <tenon/migration/options.hpp>
#include <tenon/migration/run_script.hpp>
#include <tenon/migration/state.hpp>
#include <tenon/migration/target.hpp>
#include <tenon/migration/workspace.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::migration {

namespace detail {

/// How each migration stands; or what stands in the way of applying anything.
inline result<std::vector<migration_state>> states_to_deploy(const workspace& in) {
    auto states = in.states();
    if (!states) return states;
    if (auto why = obstacle(*states)) return fail(std::move(why));
    return states;
}

/// Whether the migration is still to be applied: asked again under the lock, for others may have been faster.
inline result<bool> is_pending(const workspace& in, std::string_view name) {
    if (auto made = in.by->history().create(); !made) return fail(made.error());
    const auto states = states_to_deploy(in);
    if (!states) return fail(states.error());
    const bool is_first = std::none_of(states->begin(), states->end(), [](const auto& each) { return each.row.has_value(); });
    if (is_first) {
        const auto table = in.by->unmanaged_table();
        if (!table) return fail(table.error());
        if (!table->empty()) return fail(make_error(errc::migration_not_empty, "Found " + *table));
    }
    return std::any_of(states->begin(), states->end(), [&](const auto& each) { return each.name == name && each.is_pending(); });
}

/// Runs what stands behind the transaction of a migration, from statement `first` on. How far it came is recorded after each,
/// so that what a crash leaves is known.
inline result<void> run_steps(migrator& by, const history_row& row, const script& parsed, std::size_t first) {
    return run_by_steps(by.connection(), parsed, first, [&](std::size_t steps, std::string_view problem) {
        const bool ended = problem.empty() && steps == parsed.statements.size();
        return by.history().update(row, ended, steps, problem.empty() && !ended ? "done: " + parsed.place(steps - 1) : std::string(problem));
    });
}

/// Applies one migration and records it in the same transaction; then what it has behind that. False: somebody else had done so.
/// `known`: the version of the history in which it is pending and nothing stands in its way, if that is known; afterwards the
/// one that this has made.
inline result<bool> apply_one(const workspace& in, const migration_files& files, const script& parsed, std::string& known) {
    migrator& by = *in.by;
    std::optional<history_row> row;
    const auto begun = by.locked(
        [&]() -> result<void> {
            row.reset();
            const timestamp started = now();
            if (known.empty() || by.history().version() != known) {
                const auto pending = is_pending(in, files.name);
                if (!pending) return fail(pending.error());
                if (!*pending) return {};
            }
            by.tell(activity::apply, files.name);
            if (auto ran = run_migration(by.connection(), parsed); !ran) return ran;
            auto made = by.history().insert(files.name, files.checksum, started, !parsed.has_steps(), parsed.in_transaction);
            if (!made) return fail(made.error());
            row = std::move(*made);
            return {};
        },
        parsed.leaves_references);
    if (!begun) return fail(begun.error());
    known.clear();
    if (!row) return false;
    if (!parsed.has_steps()) {
        known = by.history().version();
        return true;
    }
    if (auto ran = run_steps(by, *row, parsed, parsed.in_transaction); !ran) return fail(ran.error());
    return true;
}

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

    std::vector<std::pair<const migration_files*, script>> pending;
    for (const migration_state& state : *states) {
        if (!state.is_pending()) continue;
        auto parsed = parse_script(state.files->script_path(), state.files->script, on->texts().syntax);
        if (!parsed) return fail(parsed.error());
        pending.emplace_back(state.files, std::move(*parsed));
    }
    std::string known; // by the first, which asks
    for (const auto& [files, parsed] : pending) {
        const auto done = in->by->restoring_session(parsed.changes_session, [&] { return detail::apply_one(*in, *files, parsed, known); });
        if (!done) return fail(done.error());
        if (*done) applied.push_back(files->name);
    }
    return applied;
}

} // namespace tenon::inline TENON_ABI::migration
