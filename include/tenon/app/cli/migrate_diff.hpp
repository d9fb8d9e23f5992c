// tenon/app/cli/migrate_diff.hpp: `migrate diff`: what differs between any two of the models, the migrations and the database.
#pragma once

#include <tenon/app/cli/command.hpp>
#include <tenon/app/cli/planned.hpp>
#include <tenon/core/config.hpp>
#include <tenon/migration/compare.hpp>

#include <string>

namespace tenon::inline TENON_ABI::app {

class migrate_diff final : public command {
public:
    std::string group() const override { return "migrate"; }
    std::string name() const override { return "diff"; }
    std::string summary() const override { return "Show what differs: schema, migrations, database, empty"; }
    bool creates() const override { return from_ != "database" && to_ != "database"; }
    void declare(arguments& takes) override {
        takes.choice("--from", from_, migration::side_names, "What is there: schema (that of the program's models), migrations, database or empty");
        takes.choice("--to", to_, migration::side_names, "What is wanted: one of the same");
        takes.flag("--script", as_script_, "Answer with the SQL that makes the one of the other");
        takes.flag("--exit-code", with_code_, "End with 2 where they differ");
        shadow_.declare(takes);
        takes.examples("  {app} migrate diff --from migrations --to schema --exit-code    # is a migration missing?\n"
                       "  {app} migrate diff --from empty --to schema --script >schema.sql\n"
                       "  {app} migrate diff --from database --to migrations");
    }

    exit_code run(invocation& in) override {
        migration::schemas on(in.on.target(), shadow_.url(), in.how);
        const auto plan = migration::compare(on, *migration::side_of(from_), *migration::side_of(to_));
        if (!plan) return in.out.fail(plan.error());
        if (as_script_) {
            if (!plan->empty()) in.out.say(plan->script());
            in.out.set("script", plan->script());
        } else if (plan->empty()) in.out.say("No difference.", tone::good);
        else {
            in.out.say("What makes " + from_ + " the same as " + to_ + ":");
            show_changes(in.out, plan->changes);
        }
        in.out.set("different", !plan->empty());
        return with_code_ && !plan->empty() ? exit_code::different : exit_code::done;
    }

private:
    std::string from_, to_;
    shadow_option shadow_;
    bool as_script_ = false, with_code_ = false;
};

} // namespace tenon::inline TENON_ABI::app
