// tenon/migration/resolve.hpp: says what became of a migration where the database cannot know: after a crash, or of tables
// that were there before any migration.
#pragma once

#include <tenon/core/clock.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/migration/history.hpp>
#include <tenon/migration/options.hpp>
#include <tenon/migration/state.hpp>
#include <tenon/migration/target.hpp>
#include <tenon/migration/workspace.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace tenon::inline TENON_ABI::migration {

namespace detail {

/// The state of one migration, under the lock.
template <class Change> result<void> resolve(const target& on, std::string_view name, const options& how, Change change) {
    const auto in = workspace::open(on, how, true);
    if (!in) return fail(in.error());
    return in->by->locked([&]() -> result<void> {
        history& records = in->by->history();
        if (auto made = records.create(); !made) return made;
        const auto states = in->states();
        if (!states) return fail(states.error());
        for (const migration_state& state : *states)
            if (state.name == name) return change(records, state);
        return fail(make_error(errc::migration_not_found, name));
    });
}

} // namespace detail

/// Records that the migration was applied, without running it: the tables are as it would have left them.
/// Errors: migration_not_found (not in the folder), migration_applied, busy.
inline result<void> resolve_applied(const target& on, std::string_view name, const options& how = {}) {
    return detail::resolve(on, name, how, [&](history& records, const migration_state& state) -> result<void> {
        if (state.files == nullptr) return fail(make_error(errc::migration_not_found, name));
        if (state.is_applied()) return fail(make_error(errc::migration_applied, name));
        if (state.standing == standing::unfinished)
            if (auto undone = records.set_rolled_back(*state.row); !undone) return undone;
        return records.insert(records.made(state.name, state.files->checksum, now(), true, 0));
    });
}

/// Records that nothing is left of a migration that began and did not end: it will be applied again.
/// Errors: migration_not_found, migration_not_applied (it is not unfinished), busy.
inline result<void> resolve_rolled_back(const target& on, std::string_view name, const options& how = {}) {
    return detail::resolve(on, name, how, [&](history& records, const migration_state& state) -> result<void> {
        if (state.standing != standing::unfinished) return fail(make_error(errc::migration_not_applied, name));
        return records.set_rolled_back(*state.row);
    });
}

} // namespace tenon::inline TENON_ABI::migration
