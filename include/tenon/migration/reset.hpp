// tenon/migration/reset.hpp: an empty database, whatever it held.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/migration/locked.hpp>
#include <tenon/migration/options.hpp>
#include <tenon/migration/target.hpp>

#include <string>
#include <vector>

namespace tenon::inline TENON_ABI::migration {

/// What reset() would drop, a statement each, in their order; empty: the database is empty.
inline result<std::vector<std::string>> plan_reset(const target& on, const options& how = {}) {
    auto by = migrator::open(*on, how, false);
    if (!by) return fail(by.error());
    const auto found = (*by)->connection().read(on->texts().drop_statements, 1);
    if (!found) return fail(found.error());
    std::vector<std::string> texts;
    for (const text_row& row : *found) texts.push_back(row.front());
    return texts;
}

/// Drops every table, view, trigger, routine and type, the history too, all or nothing. On PostgreSQL in all schemas, and those
/// besides public too, but for what belongs to the server and to extensions.
/// Errors: migration_refused, where the options say `production`; permission_denied, for what another role owns; busy.
inline result<void> reset(const target& on, const options& how = {}) {
    if (how.production) return fail(make_error(errc::migration_refused, "This is a database in production"));
    auto by = migrator::open(*on, how, true);
    if (!by) return fail(by.error());
    return (*by)->locked(
        [&]() -> result<void> {
            connection& in = (*by)->connection();
            const auto found = in.read(on->texts().drop_statements, 1);
            if (!found) return fail(found.error());
            for (const text_row& row : *found) {
                (*by)->tell(activity::drop, row.front());
                if (auto dropped = in.run(row.front()); !dropped) return dropped;
            }
            return {};
        },
        true);
}

} // namespace tenon::inline TENON_ABI::migration
