// tenon/app/cli/migrate_reset.hpp: `migrate reset`: drops everything, and begins again.
#pragma once

#include <tenon/app/cli/command.hpp>
#include <tenon/core/config.hpp>
#include <tenon/migration/deploy.hpp>
#include <tenon/migration/folder.hpp>
#include <tenon/migration/reset.hpp>
#include <tenon/migration/run_script.hpp>

#include <string>

namespace tenon::inline TENON_ABI::app {

class migrate_reset final : public command {
public:
    std::string group() const override { return "migrate"; }
    std::string name() const override { return "reset"; }
    std::string summary() const override { return "Drop everything in the database, apply all migrations and the seed"; }
    bool creates() const override { return !dry_run_; }
    void declare(arguments& takes) override {
        takes.flag("--yes", confirmed_, "Do it without asking: all rows are lost");
        production_.declare(takes);
        takes.flag("--skip-seed", skips_seed_, "Leave the database without the program's own rows");
        takes.flag("--dry-run", dry_run_, "Say what would be dropped, and change nothing");
        takes.examples("  {app} migrate reset --dry-run\n"
                       "  {app} migrate reset --yes --url file:test.db");
    }

    exit_code run(invocation& in) override {
        // What cannot be read is found out while everything is still there.
        const auto target = in.on.target();
        const auto folder = migration::read_folder(in.how.folder, target->texts().provider);
        if (!folder) return in.out.fail(folder.error());
        for (const migration::migration_files& each : folder->migrations)
            if (const auto parsed = migration::parse_script(each.script_path(), each.script, target->texts().syntax); !parsed) return in.out.fail(parsed.error());
        const auto plan = migration::plan_reset(target, in.how);
        if (!plan) return in.out.fail(plan.error());
        in.out.set("plan", *plan);
        in.out.say(plan->empty() ? in.database + " is empty." : "To be dropped from " + in.database + ", with all rows:");
        for (const std::string& each : *plan) in.out.say("  " + each);
        if (dry_run_) return exit_code::done;
        if (const auto refused = production_.refuse(in)) return *refused;
        in.how.production = false; // as it was told
        if (!plan->empty()) {
            if (!in.out.confirm("All of it will be gone.", confirmed_)) return exit_code::unconfirmed;
            if (auto dropped = migration::reset(target, in.how); !dropped) return in.out.fail(dropped.error());
        }
        say_what_is_done(in);
        const auto applied = migration::deploy(target, in.how);
        if (!applied) return in.out.fail(applied.error());
        in.out.set("applied", *applied);
        if (in.on.has_seed() && !skips_seed_)
            if (auto seeded = in.on.seed(in.how); !seeded) return in.out.fail(seeded.error());
        in.out.set("seeded", in.on.has_seed() && !skips_seed_);
        in.out.say("Empty again, with " + count_of(applied->size(), "migration") + (in.on.has_seed() && !skips_seed_ ? " and the seed." : "."), tone::good);
        return exit_code::done;
    }

private:
    production_option production_;
    bool confirmed_ = false, skips_seed_ = false, dry_run_ = false;
};

} // namespace tenon::inline TENON_ABI::app
