// tenon/migration/deploy_pending.hpp: applies pending migrations, each in a transaction with its row of the history: one by one, or
// several without waiting for the end of each.
#pragma once

#include <tenon/core/clock.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/migration/database.hpp>
#include <tenon/migration/folder.hpp>
#include <tenon/migration/history.hpp>
#include <tenon/migration/locked.hpp>
#include <tenon/migration/options.hpp>
#include <tenon/migration/run_script.hpp>
#include <tenon/migration/state.hpp>
#include <tenon/migration/workspace.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
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

/// A migration that is to be applied. In the state of the history that was seen last these are what is pending. Borrows its files.
struct pending_migration {
    const migration_files* files;
    script parsed;
};

/// Whether the first of these is still to be applied: asked again under the lock, for others may have been faster. Where the others are
/// not what comes next any more either, each of them is asked for when its turn has come.
inline result<bool> is_pending(const workspace& in, std::span<const pending_migration> left) {
    history& records = in.by->history();
    if (auto made = records.create(); !made) return fail(made.error());
    const auto states = states_to_deploy(in);
    if (!states) return fail(states.error());
    const bool is_first = std::none_of(states->begin(), states->end(), [](const auto& each) { return each.row.has_value(); });
    if (is_first) {
        const auto table = in.by->unmanaged_table();
        if (!table) return fail(table.error());
        if (!table->empty()) return fail(make_error(errc::migration_not_empty, "Found " + *table));
    }
    std::vector<std::string_view> pending;
    for (const migration_state& each : *states)
        if (each.is_pending()) pending.push_back(each.name);
    const auto has_name = [](std::string_view name, const pending_migration& each) { return name == each.files->name; };
    if (!std::equal(pending.begin(), pending.end(), left.begin(), left.end(), has_name)) records.forget();
    return std::find(pending.begin(), pending.end(), left.front().files->name) != pending.end();
}

/// Runs what stands behind the transaction of a migration, from statement `first` on. How far it came is recorded after each,
/// so that what a crash leaves is known.
inline result<void> run_steps(migrator& by, const history_row& row, const script& parsed, std::size_t first) {
    return run_by_steps(by.connection(), parsed, first, [&](std::size_t steps, std::string_view problem) {
        const bool ended = problem.empty() && steps == parsed.statements.size();
        return by.history().update(row, ended, steps, problem.empty() && !ended ? "done: " + parsed.place(steps - 1) : std::string(problem));
    });
}

/// Applies the first of these and records it in the same transaction; then what it has behind that. False: somebody else had done so.
inline result<bool> apply_one(const workspace& in, std::span<const pending_migration> left) {
    const auto& [files, parsed] = left.front();
    migrator& by = *in.by;
    std::optional<history_row> row;
    const auto begun = by.locked(
        [&]() -> result<void> {
            row.reset();
            const timestamp started = now();
            if (!by.history().is_as_seen()) {
                const auto pending = is_pending(in, left);
                if (!pending) return fail(pending.error());
                if (!*pending) return {};
            }
            by.tell(activity::apply, files->name);
            if (auto ran = run_in_transaction(by.connection(), parsed); !ran) return ran;
            if (left.size() == 1) // for all that were applied before it too, also by those who were killed in between
                if (auto estimated = by.connection().estimate_rows(); !estimated) return estimated;
            const history_row made = by.history().made(files->name, files->checksum, started, !parsed.has_steps(), parsed.in_transaction);
            if (auto recorded = by.history().insert(made); !recorded) return recorded;
            row = made;
            return {};
        },
        parsed.leaves_references);
    if (!begun) return fail(row ? at_end(parsed, begun.error()) : begun.error());
    if (!row) return false;
    if (!parsed.has_steps()) return true;
    if (auto ran = run_steps(by, *row, parsed, parsed.in_transaction); !ran) return fail(ran.error());
    return true;
}

/// Applies the first ones of these by transactions that are sent one behind the other, as far as they can be: the history is there, as it
/// was seen last, and nobody else has the lock. How many it applied; `apply_one` finds out what is the matter with the one behind them.
inline result<std::size_t> apply_together(const workspace& in, std::span<const pending_migration> left) {
    migrator& by = *in.by;
    history& records = by.history();
    if (!by.texts().sends_together || !records.has_seen_rows()) return std::size_t{0};
    std::vector<history_version> versions{records.seen()}; // before each, and behind the last
    std::vector<std::vector<request>> asked;
    const timestamp started = now();
    std::size_t size = 0;
    for (const auto& [files, parsed] : left) {
        std::vector<request> transaction = records.demanding(versions.back(), by.how().table_lock_timeout);
        size += transaction.size() + parsed.statements.size() + 1;
        if (parsed.has_steps() || parsed.changes_session || size > connection::most_together) break;
        for (const auto& each : parsed.statements) transaction.push_back({std::string(each.text)});
        const history_row row = records.made(files->name, files->checksum, started, true, parsed.statements.size());
        transaction.push_back(records.inserting(row));
        asked.push_back(std::move(transaction));
        versions.push_back(versions.back());
        versions.back().add(row);
    }
    if (asked.empty()) return std::size_t{0};
    const auto ended = by.connection().run_transactions(asked, [&](std::size_t number) { by.tell(activity::apply, left[number].files->name); });
    records.has_become(std::move(versions[ended.done]));
    if (ended.why == nullptr || ended.why->is_retryable()) return ended.done;
    if (ended.why->code == errc::commit_unknown || ended.why->code == errc::connection_lost) return fail(*ended.why);
    const script& failed = left[ended.done].parsed;
    const std::size_t in_front = asked[ended.done].size() - failed.statements.size() - 1;
    if (ended.statement < in_front || ended.statement - in_front >= failed.statements.size()) return ended.done;
    return fail(at_statement(failed, ended.statement - in_front, *ended.why));
}

} // namespace detail
} // namespace tenon::inline TENON_ABI::migration
