// tenon/app/cli/migrate_dev.hpp: `migrate dev`: the next migration, from what the models say.
#pragma once

#include <tenon/app/cli/command.hpp>
#include <tenon/app/cli/planned.hpp>
#include <tenon/core/config.hpp>
#include <tenon/migration/dev.hpp>

#include <string>

namespace tenon::inline TENON_ABI::app {

class migrate_dev final : public command {
public:
    std::string group() const override { return "migrate"; }
    std::string name() const override { return "dev"; }
    std::string summary() const override { return "Write the next migration from what the models say, and apply it"; }
    bool creates() const override { return true; }
    void declare(arguments& takes) override {
        takes.option("--name", wanted_.title, "WORDS", "What the migration is about");
        takes.flag("--create-only", create_only_, "Write it, to be edited, and apply nothing");
        takes.flag("--concurrently", wanted_.concurrently, "PostgreSQL: build indexes of tables that are there without keeping writers out");
        losses_.declare(takes);
        shadow_.declare(takes);
        production_.declare(takes);
        takes.examples("  {app} migrate dev --name \"add notes\"\n"
                       "  {app} migrate dev --name \"drop notes\" --lose Note\n"
                       "  {app} migrate dev --name \"split names\" --create-only    # then edit it, and run migrate dev");
    }

    exit_code run(invocation& in) override {
        if (const auto refused = production_.refuse(in)) return *refused;
        in.how.folder_may_be_missing = true;
        wanted_.shadow_url = shadow_.url();
        const auto target = in.on.target();
        const auto made = migration::plan_dev(target, wanted_, in.how);
        if (!made) return in.out.fail(made.error());
        in.out.set("pending", made->pending);
        if (made->drifted()) return tell_drift(in, made->drift);
        if (!made->pending.empty()) {
            in.out.say(count_of(made->pending.size(), "migration") + " of the folder to apply to " + in.database + (create_only_ ? " later:" : " first:"));
            for (const std::string& each : made->pending) in.out.say("  " + each);
        }
        if (made->name.empty()) in.out.say("The migrations say all that the models do.");
        else {
            in.out.say(made->name + ":");
            show_changes(in.out, made->up.changes);
            in.out.set("name", made->name);
            if (const auto refused = losses_.refuse(in, made->up)) return *refused;
        }
        return create_only_ ? write(in, *made) : apply(in, *made);
    }

private:
    static exit_code tell_drift(invocation& in, const std::vector<std::string>& drift) {
        in.out.set("drift", drift);
        in.out.say("This was done to " + in.database + " besides its migrations:");
        for (const std::string& each : drift) in.out.say("  " + each);
        return in.out.fail(make_error(errc::migration_drift, "The history differs from the database"));
    }

    static exit_code write(invocation& in, const migration::dev_plan& made) {
        if (made.name.empty()) return exit_code::done;
        if (auto written = migration::write_planned(in.on.target(), made, in.how); !written) return in.out.fail(written.error());
        in.out.say("Wrote " + (in.how.folder / made.name / "migration.sql").string() + " and down.sql, and applied nothing.", tone::good);
        return exit_code::done;
    }

    static exit_code apply(invocation& in, const migration::dev_plan& made) {
        say_what_is_done(in);
        const auto applied = migration::dev(in.on.target(), made, in.how);
        if (!applied) return in.out.fail(applied.error());
        in.out.set("applied", *applied);
        in.out.say(in.database + " is what the models say.", tone::good);
        return exit_code::done;
    }

    migration::dev_options wanted_;
    loss_options losses_;
    shadow_option shadow_;
    production_option production_;
    bool create_only_ = false;
};

} // namespace tenon::inline TENON_ABI::app
