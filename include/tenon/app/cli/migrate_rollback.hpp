// tenon/app/cli/migrate_rollback.hpp: `migrate rollback`: undoes the last migrations by their down.sql.
#pragma once

#include <tenon/app/cli/command.hpp>
#include <tenon/core/config.hpp>
#include <tenon/migration/rollback.hpp>
#include <tenon/transfer/lines.hpp>

#include <string>

namespace tenon::inline TENON_ABI::app {

class migrate_rollback final : public command {
public:
    std::string group() const override { return "migrate"; }
    std::string name() const override { return "rollback"; }
    std::string summary() const override { return "Undo the last migration by its down.sql, or several"; }
    void declare(arguments& takes) override {
        takes.option("--to", how_far_.to, "NAME", "Undo all that came after this migration, which stays");
        takes.flag("--all", how_far_.all, "Undo all migrations");
        takes.flag("--dry-run", dry_run_, "Say what would be undone, and change nothing");
        takes.flag("--yes", confirmed_, "Do it without asking: rows can be lost");
        takes.examples("  {app} migrate rollback --dry-run\n"
                       "  {app} migrate rollback --yes\n"
                       "  {app} migrate rollback --to 20260106093000_init --yes");
    }

    exit_code run(invocation& in) override {
        if (how_far_.all && !how_far_.to.empty()) {
            in.out.fail(transfer::told(errc::invalid_value, "--to and --all are different: give one of them."));
            return exit_code::misused;
        }
        const auto plan = migration::plan_rollback(in.on.target(), how_far_, in.how);
        if (!plan) return in.out.fail(plan.error());
        in.out.set("plan", *plan);
        in.out.set("rolled_back", json_value::array());
        if (plan->empty()) {
            in.out.say("Nothing to undo in " + in.database + ".");
            return exit_code::done;
        }
        in.out.say(count_of(plan->size(), "migration") + " to undo in " + in.database + ":");
        for (const std::string& name : *plan) in.out.say("  " + name);
        if (dry_run_) return exit_code::done;
        if (!in.out.confirm("What they added will be gone, rows too.", confirmed_)) return exit_code::unconfirmed;
        say_what_is_done(in);
        const auto undone = migration::rollback(in.on.target(), how_far_, in.how);
        if (!undone) return in.out.fail(undone.error());
        in.out.set("rolled_back", *undone);
        in.out.say("Undid " + count_of(undone->size(), "migration") + ".", tone::good);
        return exit_code::done;
    }

private:
    migration::rollback_to how_far_;
    bool dry_run_ = false, confirmed_ = false;
};

} // namespace tenon::inline TENON_ABI::app
