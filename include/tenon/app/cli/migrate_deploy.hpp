// tenon/app/cli/migrate_deploy.hpp: `migrate deploy`: applies what is pending.
#pragma once

#include <tenon/app/cli/command.hpp>
#include <tenon/core/config.hpp>
#include <tenon/migration/deploy.hpp>
#include <tenon/migration/status.hpp>

#include <cstddef>
#include <string>

namespace tenon::inline TENON_ABI::app {

class migrate_deploy final : public command {
public:
    std::string group() const override { return "migrate"; }
    std::string name() const override { return "deploy"; }
    std::string summary() const override { return "Apply the pending migrations"; }
    bool creates() const override { return !dry_run_; }
    void declare(arguments& takes) override {
        takes.flag("--dry-run", dry_run_, "Say what would be applied, and change nothing");
        takes.flag("--resume", resumes_, "Go on with one that began and did not end, if nobody else is running it");
        takes.examples("  {app} migrate deploy --url file:app.db\n"
                       "  DATABASE_URL=postgresql://owner@db/app {app} migrate deploy --json\n"
                       "  {app} migrate deploy --dry-run");
    }

    exit_code run(invocation& in) override {
        const auto status = migration::status(in.on.target(), in.how);
        if (!status) return in.out.fail(status.error());
        std::size_t pending = 0;
        json_value plan = json_value::array();
        for (const auto& each : status->migrations)
            if (is_due(each)) ++pending, plan.push_back(each.name);
        in.out.set("pending", plan);
        if (const auto why = status->problem(); why != nullptr && !resumes_) return in.out.fail(*why);
        in.how.resume = resumes_;
        in.out.say(pending == 0 ? "Nothing to apply: " + in.database + " is up to date."
                                : count_of(pending, "migration") + " to apply to " + in.database + ":");
        for (const auto& each : status->migrations)
            if (is_due(each)) in.out.say("  " + each.name);
        if (dry_run_ || pending == 0) {
            in.out.set("applied", json_value::array());
            return exit_code::done;
        }
        say_what_is_done(in);
        in.how.files = status->folder;
        const auto applied = migration::deploy(in.on.target(), in.how);
        if (!applied) return in.out.fail(applied.error());
        in.out.set("applied", *applied);
        in.out.say("Applied " + count_of(applied->size(), "migration") + ".", tone::good);
        return exit_code::done;
    }

private:
    bool is_due(const migration::migration_state& each) const {
        return each.is_pending() || (resumes_ && each.standing == migration::standing::unfinished);
    }

    bool dry_run_ = false, resumes_ = false;
};

} // namespace tenon::inline TENON_ABI::app
