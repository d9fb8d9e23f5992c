// tenon/migration/execute.hpp: a script that is no migration: run once, recorded nowhere.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/core/utf8.hpp>
#include <tenon/migration/locked.hpp>
#include <tenon/migration/options.hpp>
#include <tenon/migration/run_script.hpp>
#include <tenon/migration/target.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace tenon::inline TENON_ABI::migration {

namespace detail {

/// Runs a script, and records nothing.
inline result<void> run_unrecorded(migrator& by, const script& given) {
    return by.restoring_session(given.changes_session, [&]() -> result<void> {
        if (given.in_transaction > 0)
            if (auto done = by.locked([&] { return run_in_transaction(by.connection(), given); }, given.leaves_references); !done) return done;
        return run_by_steps(by.connection(), given, given.in_transaction, [](std::size_t, std::string_view) { return result<void>{}; });
    });
}

} // namespace detail

/// Runs a script in one transaction, under the lock of whoever migrates; and statement by statement what it says that wants none. `name` is what errors call it. Rows that it gives are not kept. Answers how many statements it had.
/// Errors: migration_invalid, migration_failed with line and statement, busy.
inline result<std::size_t> execute(const target& on, std::string_view name, std::string_view text, const options& how = {}) {
    if (!is_valid_utf8(text) || text.find('\0') != text.npos) return fail(make_error(errc::migration_invalid, std::string(name) + " is no text in UTF-8"));
    const auto parsed = parse_script(name, text, on->texts().syntax);
    if (!parsed) return fail(parsed.error());
    auto by = migrator::open(*on, how, true);
    if (!by) return fail(by.error());
    if (auto done = detail::run_unrecorded(**by, *parsed); !done) return fail(done.error());
    return parsed->statements.size();
}

} // namespace tenon::inline TENON_ABI::migration
