// tenon/migration/dev.hpp: the next migration: what the models say and the folder does not yet, as a file.
//
//     auto next = tenon::migration::plan_dev(db, {.title = "add notes"}, how).value();   // nothing has changed so far
//     for (const auto& change : next.up.changes) std::cout << change.text << "\n";
//     tenon::migration::dev(db, next, how).value();                                    // writes it, and applies it
#pragma once

#include <tenon/core/clock.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/migration/deploy.hpp>
#include <tenon/migration/diff.hpp>
#include <tenon/migration/folder.hpp>
#include <tenon/migration/name.hpp>
#include <tenon/migration/options.hpp>
#include <tenon/migration/plan.hpp>
#include <tenon/migration/schema_target.hpp>
#include <tenon/migration/shadow.hpp>
#include <tenon/migration/state.hpp>
#include <tenon/migration/status.hpp>
#include <tenon/migration/write.hpp>

#include <filesystem>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::migration {

struct dev_options {
    std::string title{};      ///< what the migration is about
    std::string shadow_url{}; ///< of an empty database to try things on; empty: see shadow
    bool concurrently = false; ///< see plan_options
};

/// What dev() would do.
struct dev_plan {
    std::vector<std::string> pending{}; ///< migrations of the folder that are applied first
    std::string name{};                 ///< of the new migration; empty: the folder says all that the models do
    plan up{};
    plan down{};
    bool drifted() const noexcept { return !drift.empty(); }
    /// What somebody did to the database besides its migrations, a sentence each: nothing may be applied.
    std::vector<std::string> drift{};
};

/// Compares the folder with the models on a shadow database, and with the database as far as it is applied there. Changes
/// nothing. The plan may lose data: see check_losses().
/// Errors: of reading the folder and of `shadow`; migration_invalid, for a title that makes no name; those of deploy() before
/// it does anything; migration_failed, for a migration that fails on the shadow database.
inline result<dev_plan> plan_dev(const schema_target& on, const dev_options& wanted, const options& how = {}) {
    const auto report = status(on, how);
    if (!report) return fail(report.error());
    if (const auto why = report->problem()) return fail(*why);
    dev_plan made;
    std::vector<const migration_files*> applied, pending;
    for (const migration_state& each : report->migrations) {
        (each.is_pending() ? pending : applied).push_back(each.files);
        if (each.is_pending()) made.pending.push_back(each.name);
    }
    const auto beside = shadow::make(on, wanted.shadow_url);
    if (!beside) return fail(beside.error());
    if (auto done = (*beside)->replay(applied); !done) return fail(done.error());
    auto recorded = (**beside)->introspect();
    if (!recorded) return fail(recorded.error());
    const auto there = on->introspect();
    if (!there) return fail(there.error());
    for (const change& each : diff(*recorded, *there).changes) made.drift.push_back(describe(each));
    if (made.drifted() && applied.empty()) return fail(make_error(errc::migration_not_empty, "Found what no migration made"));
    if (made.drifted()) return made;

    if (auto done = (*beside)->replay(pending); !done) return fail(done.error());
    if (!pending.empty()) recorded = (**beside)->introspect();
    if (!recorded) return fail(recorded.error());
    const auto models = (**beside)->spelled(on->described());
    if (!models) return fail(models.error());
    const plan_options all{.accept_data_loss = true, .concurrently = wanted.concurrently};
    auto up = make_plan(*recorded, *models, all);
    if (!up) return fail(up.error());
    if (up->empty()) return made;
    auto down = make_plan(*models, *recorded, all);
    if (!down) return fail(down.error());
    made.name = next_name(*report->folder, now(), wanted.title);
    if (!is_name(made.name))
        return fail(make_error(errc::migration_invalid, wanted.title.empty() ? "The new migration has no name" : "\"" + wanted.title + "\" is no name"));
    made.up = std::move(*up);
    made.down = std::move(*down);
    return made;
}

/// Writes the migration of a plan into the folder, with its down.sql. Errors: migration_invalid.
inline result<void> write_planned(const schema_target& on, const dev_plan& made, const options& how = {}) {
    return write_migration(how.folder, on->texts().provider, made.name, made.up.script(), made.down.script());
}

/// Applies what is pending, writes the migration of the plan, and applies that. What it did is the names of those that it
/// applied. If rows that are there, or the database, do not allow the new one, it is not in the folder afterwards either.
/// Errors: migration_drift; those of deploy() and check().
inline result<std::vector<std::string>> dev(const schema_target& on, const dev_plan& made, const options& how = {}) {
    if (made.drifted()) return fail(make_error(errc::migration_drift, made.drift.front()));
    std::vector<std::string> applied;
    if (!made.pending.empty()) {
        auto done = deploy(on, how);
        if (!done) return done;
        applied = std::move(*done);
    }
    if (made.name.empty()) return applied;
    if (auto allowed = on->check(made.up); !allowed) return fail(allowed.error());
    if (auto written = write_planned(on, made, how); !written) return fail(written.error());
    const auto done = deploy(on, how);
    if (!done) {
        // One that began outside a transaction is known to the database.
        const auto after = status(on, how);
        const bool is_pending = after && !after->migrations.empty() && after->migrations.back().name == made.name && after->migrations.back().is_pending();
        std::error_code ignored;
        if (is_pending) std::filesystem::remove_all(how.folder / made.name, ignored);
        return done;
    }
    applied.insert(applied.end(), done->begin(), done->end());
    return applied;
}

} // namespace tenon::inline TENON_ABI::migration
