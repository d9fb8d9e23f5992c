// tenon/app/cli/db_push.hpp: `db push` and `db validate`: the database against the models, without migrations.
#pragma once

#include <tenon/app/cli/command.hpp>
#include <tenon/app/cli/planned.hpp>
#include <tenon/core/config.hpp>
#include <tenon/migration/compare.hpp>
#include <tenon/migration/push.hpp>

#include <string>

namespace tenon::inline TENON_ABI::app {

class db_push final : public command {
public:
    std::string group() const override { return "db"; }
    std::string name() const override { return "push"; }
    std::string summary() const override { return "Bring the database to what the models say, without a migration"; }
    bool creates() const override { return !dry_run_; }
    void declare(arguments& takes) override {
        takes.flag("--dry-run", dry_run_, "Say what would be done, and change nothing");
        losses_.declare(takes);
        shadow_.declare(takes);
        production_.declare(takes);
        takes.examples("  {app} db push --dry-run\n"
                       "  {app} db push --lose Note.text");
    }

    exit_code run(invocation& in) override {
        if (const auto refused = production_.refuse(in)) return *refused;
        migration::schemas on(in.on.target(), shadow_.url(), in.how);
        const auto plan = migration::compare(on, migration::side::database, migration::side::models);
        if (!plan) return in.out.fail(plan.error());
        if (!plan->empty()) in.out.say("To be done to " + in.database + ":");
        show_changes(in.out, plan->changes);
        if (dry_run_) return exit_code::done;
        if (const auto refused = losses_.refuse(in, *plan)) return *refused;
        if (auto done = migration::push(on, *plan); !done) return in.out.fail(done.error());
        in.out.say(in.database + " is what the models say.", tone::good);
        return exit_code::done;
    }

private:
    loss_options losses_;
    shadow_option shadow_;
    production_option production_;
    bool dry_run_ = false;
};

class db_validate final : public command {
public:
    std::string group() const override { return "db"; }
    std::string name() const override { return "validate"; }
    std::string summary() const override { return "Compare the database with the models; exit code 1 where they differ"; }
    void declare(arguments& takes) override {
        shadow_.declare(takes);
        takes.examples("  {app} db validate\n"
                       "  {app} db validate --json | jq '.changes[].text'");
    }

    exit_code run(invocation& in) override {
        migration::schemas on(in.on.target(), shadow_.url(), in.how);
        const auto plan = migration::compare(on, migration::side::database, migration::side::models);
        if (!plan) return in.out.fail(plan.error());
        if (!plan->empty()) in.out.say("What would make " + in.database + " the same as the models:");
        show_changes(in.out, plan->changes);
        if (plan->empty()) {
            in.out.say(in.database + " is what the models say.", tone::good);
            return exit_code::done;
        }
        return in.out.fail(make_error(errc::schema_mismatch, count_of(plan->changes.size(), "difference")));
    }

private:
    shadow_option shadow_;
};

} // namespace tenon::inline TENON_ABI::app
