// tenon/migration/rollback.hpp: undoes what was applied last, by the down.sql of each.
//
//     tenon::migration::rollback(db, {});                                     // the last one
//     tenon::migration::rollback(db, {.to = "20260106093000_init"});          // all that came after it
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/migration/locked.hpp>
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

/// How far back.
struct rollback_to {
    std::string to{}; ///< the migration that stays, as the last; empty: one is undone
    bool all = false; ///< none stays
};

namespace detail {

/// Those to undo, the one that was applied last first: one that was merged late can have a lower name than those before it. What is unfinished, or cannot be undone, is an error before anything is done.
inline result<std::vector<migration_state>> states_to_undo(const workspace& in, const rollback_to& how_far) {
    auto states = in.states();
    if (!states) return states;
    std::string unfinished;
    for (const migration_state& each : *states)
        if (each.standing == standing::unfinished) unfinished = each.name;
    if (!unfinished.empty()) return fail(make_error(errc::migration_unfinished, unfinished));
    const auto is_last = [&](const migration_state& each) { return each.name == how_far.to; };
    if (!how_far.to.empty()) {
        const auto last = std::find_if(states->begin(), states->end(), is_last);
        if (last == states->end()) return fail(make_error(errc::migration_not_found, how_far.to));
        if (!last->is_applied()) return fail(make_error(errc::migration_not_applied, how_far.to));
    }
    std::erase_if(*states, [](const migration_state& each) { return !each.is_applied(); });
    std::sort(states->begin(), states->end(), [](const auto& a, const auto& b) { return a.place < b.place; });
    std::vector<migration_state> chosen;
    for (auto each = states->rbegin(); each != states->rend() && !is_last(*each); ++each) {
        if (each->files == nullptr)
            return fail(make_error(each->standing == standing::unknown ? errc::migration_unknown : errc::migration_missing, each->name));
        if (!each->files->down) return fail(make_error(errc::migration_file_missing, each->files->down_path().string()));
        chosen.push_back(*each);
        if (how_far.to.empty() && !how_far.all) break;
    }
    return chosen;
}

/// Whether this row still counts, asked under the lock. A newer one, which others applied meanwhile, is not jumped over.
inline result<bool> is_still_applied(migrator& by, const history_row& row) {
    const auto rows = by.history().read();
    if (!rows) return fail(rows.error());
    const auto applied = std::find_if(rows->rbegin(), rows->rend(), [](const history_row& each) { return each.is_applied(); });
    if (applied == rows->rend()) return false;
    if (applied->id == row.id) return true;
    const bool is_there = std::any_of(applied, rows->rend(), [&](const history_row& each) { return each.id == row.id && each.is_applied(); });
    if (!is_there) return false;
    return fail(make_error(errc::migration_not_applied, row.name + " is not the last any more, since others applied " + applied->name));
}

/// Undoes one. False: somebody else had done so.
inline result<bool> undo(migrator& by, const migration_state& state, const script& parsed) {
    bool undone = false;
    auto done = by.locked(
        [&]() -> result<void> {
            undone = false;
            const auto applied = is_still_applied(by, *state.row);
            if (!applied) return fail(applied.error());
            if (!*applied) return {};
            by.tell(activity::roll_back, state.name);
            undone = true;
            if (auto ran = run_migration(by.connection(), parsed); !ran) return ran;
            // One that has steps behind its transaction is unfinished until the last of them.
            if (parsed.has_steps()) return by.history().update(*state.row, false, parsed.in_transaction, history_row::rolling_back_note);
            return by.history().set_rolled_back(*state.row);
        },
        parsed.leaves_references);
    if (!done) return fail(done.error());
    if (!undone || !parsed.has_steps()) return undone;
    auto ran = run_by_steps(by.connection(), parsed, parsed.in_transaction, [&](std::size_t steps, std::string_view problem) -> result<void> {
        if (problem.empty() && steps == parsed.statements.size()) return {};
        return by.history().update(*state.row, false, steps, std::string(history_row::rolling_back_note) + ", " + (problem.empty() ? "done: " + parsed.place(steps - 1) : std::string(problem)));
    });
    if (!ran) return fail(ran.error());
    if (auto noted = by.history().set_rolled_back(*state.row); !noted) return fail(noted.error());
    return true;
}

} // namespace detail

/// Which migrations rollback() would undo, the last first. Errors: as of rollback(), before it does anything.
inline result<std::vector<std::string>> plan_rollback(const target& on, const rollback_to& how_far, const options& how = {}) {
    const auto in = workspace::open(on, how, false);
    if (!in) return fail(in.error());
    const auto chosen = detail::states_to_undo(*in, how_far);
    if (!chosen) return fail(chosen.error());
    std::vector<std::string> names;
    for (const auto& each : *chosen) names.push_back(each.name);
    return names;
}

/// Undoes migrations, the last first, each in a transaction of its own together with its row in the history. They are pending
/// afterwards. Answers the names of those that it undid.
/// Errors: migration_not_found, migration_not_applied (of `to`); migration_file_missing (one of them has no down.sql: nothing
/// was undone); migration_unfinished; migration_missing and migration_unknown (one of them has no folder); migration_failed.
inline result<std::vector<std::string>> rollback(const target& on, const rollback_to& how_far, const options& how = {}) {
    const auto in = workspace::open(on, how, true);
    if (!in) return fail(in.error());
    const auto chosen = detail::states_to_undo(*in, how_far);
    if (!chosen) return fail(chosen.error());

    std::vector<script> scripts;
    for (const migration_state& each : *chosen) {
        auto parsed = parse_script(each.files->down_path(), *each.files->down, on->texts().syntax);
        if (!parsed) return fail(parsed.error());
        scripts.push_back(std::move(*parsed));
    }
    std::vector<std::string> undone;
    for (std::size_t i = 0; i < chosen->size(); ++i) {
        const auto done = in->by->restoring_session(scripts[i].changes_session, [&] { return detail::undo(*in->by, (*chosen)[i], scripts[i]); });
        if (!done) return fail(done.error());
        if (*done) undone.push_back((*chosen)[i].name);
    }
    return undone;
}

} // namespace tenon::inline TENON_ABI::migration
