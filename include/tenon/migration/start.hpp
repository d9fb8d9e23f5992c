// tenon/migration/start.hpp: what a program does to its database before it works: its migrations, then the rows that it begins
// with. For several programs that start at once.
//
//     auto db = tenon::sqlite::open<app>("file:app.db", {.migrate = tenon::migrate::deploy, .seed = seed});     // tenon/migration/open.hpp
//     tenon::migration::start(db, {.migrate = tenon::migrate::deploy, .seed = seed}).value();                   // of an open one
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/driver/database.hpp>
#include <tenon/migration/compare.hpp>
#include <tenon/migration/deploy.hpp>
#include <tenon/migration/options.hpp>
#include <tenon/migration/plan.hpp>
#include <tenon/migration/push.hpp>
#include <tenon/migration/schema_target.hpp>
#include <tenon/migration/seed.hpp>
#include <tenon/migration/startup.hpp>
#include <tenon/migration/status.hpp>

#include <cstdint>
#include <string>
#include <utility>

namespace tenon::inline TENON_ABI {

/// What becomes of the schema when a program starts. Has no default value: it is said.
struct migrate {
    enum action : std::uint8_t {
        none,    ///< it is left as it is, and not looked at
        require, ///< all migrations of the folder have to be applied, and nothing is done
        deploy,  ///< what is pending is applied: see migration::deploy
        push,    ///< the tables become what the models say, without migrations, where nothing is lost: see migration::push
    };
    constexpr migrate(action wanted) noexcept : what(wanted) {}
    action what;
};

namespace migration {

template <class Schema, class Driver> struct start_options {
    tenon::migrate migrate;
    /// The rows that the program begins with: see seed(). Empty: none.
    seed_for<Schema, Driver> seed{};
    migration::options migrations{}; ///< of both
    /// Who migrates and seeds, where that is another one: the role that owns the tables, or past a pooler. Empty: the database
    /// that is opened does.
    std::string direct_url{};
    /// Is told how the start stands. It must live as long as that.
    migration::startup* startup = nullptr;
};

namespace detail {

/// Looks at the folder and the history, and tells what is there.
TENON_RARE result<status_report> look(const target& on, const options& how, startup& told) {
    auto found = status(on, how);
    if (!found) return found;
    told.tell([&](startup_health& now) {
        now.applied.clear();
        now.pending.clear();
        for (const migration_state& each : found->migrations) {
            if (each.is_applied()) now.applied.push_back(each.name);
            if (each.is_pending()) now.pending.push_back(each.name);
        }
    });
    return found;
}

TENON_RARE result<void> require(const target& on, const options& how, startup& told) {
    const auto found = look(on, how, told);
    if (!found) return fail(found.error());
    if (auto why = found->problem()) return fail(std::move(why));
    std::string pending;
    for (const migration_state& each : found->migrations)
        if (each.is_pending()) pending.append(pending.empty() ? "" : ", ").append(each.name);
    if (!pending.empty()) return fail(make_error(errc::migration_pending, pending));
    return {};
}

TENON_RARE result<void> deploy_at_start(const target& on, const options& how, startup& told) {
    const auto before = look(on, how, told);
    if (!before) return fail(before.error());
    if (before->is_up_to_date()) return {};
    const auto done = deploy(on, how);
    const auto after = look(on, how, told); // also where it came to an end half-way
    if (!done) return fail(done.error());
    if (!after) return fail(after.error());
    return {};
}

TENON_RARE result<void> push_at_start(const schema_target& on, const options& how) {
    if (how.production) return fail(make_error(errc::migration_refused, "This is a database in production, which has migrations"));
    schemas around(on, {}, how);
    const auto made = compare(around, side::database, side::models);
    if (!made) return fail(made.error());
    if (auto allowed = check_losses(*made, {}); !allowed) return allowed;
    return push(around, *made);
}

template <class Schema, class Driver>
result<void> start_on(const tenon::database<Schema, Driver>& db, const start_options<Schema, Driver>& how, startup& told) {
    const auto migrated = [&]() -> result<void> {
        switch (how.migrate.what) {
        case migrate::none: break;
        case migrate::require: return require(db, how.migrations, told);
        case migrate::deploy: return deploy_at_start(db, how.migrations, told);
        case migrate::push: return push_at_start(db, how.migrations);
        }
        return {};
    }();
    if (!migrated || !how.seed) return migrated;
    told.tell([](startup_health& now) { now.stage = start_stage::seeding; });
    auto seeded = seed(
        db,
        [&](auto& tx) {
            auto written = how.seed(tx);
            if (!written) told.tell([&](startup_health& now) { now.error = written.error(); });
            return written;
        },
        how.migrations);
    if (seeded) told.tell([](startup_health& now) { now.seeded = true; });
    return seeded;
}

/// Tells how a start begins and how it ends, also by an exception of the seed.
template <class Work> auto told_by(startup* watched, Work work) {
    startup nobody;
    startup& told = watched != nullptr ? *watched : nobody;
    struct ending {
        startup& told;
        bool ok = false;
        ~ending() {
            told.tell([&](startup_health& now) {
                now.ok = ok;
                now.stage = ok ? start_stage::ready : start_stage::failed;
            });
        }
    } ends{told};
    told.tell([](startup_health& now) {
        now.ok = false;
        now.stage = start_stage::migrating;
    });
    auto done = work(told);
    told.tell([&](startup_health& now) { now.error = done ? error{} : done.error(); });
    ends.ok = done.has_value();
    return done;
}

template <class Schema, class Driver>
result<void> start(const tenon::database<Schema, Driver>& db, const start_options<Schema, Driver>& how, startup& told) {
    if (how.direct_url.empty()) return start_on(db, how, told);
    typename Driver::options direct = db.options();
    Driver::set_url(direct, how.direct_url);
    const auto owned = driver::open_database<Schema, Driver>(std::move(direct));
    if (!owned) return fail(owned.error());
    return start_on(*owned, how, told);
}

} // namespace detail

/// Brings the schema of an open database up to date and writes the program's rows, both under the lock of whoever migrates. May
/// be run again, by the same program or by others at the same time.
/// Errors: those of what was asked for: of deploy(), of push() and check_losses(), of seed(); migration_pending, with the names, of
/// `require`. What was done before the error stays done.
template <class Schema, class Driver>
result<void> start(const tenon::database<Schema, Driver>& db, const start_options<Schema, Driver>& how) {
    return detail::told_by(how.startup, [&](startup& told) { return detail::start(db, how, told); });
}

/// Opens a database, then does the same. What the `open` of each database is made of.
template <class Schema, class Driver>
result<tenon::database<Schema, Driver>> open_started(typename Driver::options at, const start_options<Schema, Driver>& how) {
    return detail::told_by(how.startup, [&](startup& told) -> result<tenon::database<Schema, Driver>> {
        auto opened = driver::open_database<Schema, Driver>(std::move(at));
        if (!opened) return opened;
        if (auto started = detail::start(*opened, how, told); !started) return fail(started.error());
        return opened;
    });
}

} // namespace migration
} // namespace tenon::inline TENON_ABI
