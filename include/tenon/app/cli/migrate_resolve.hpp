// tenon/app/cli/migrate_resolve.hpp: `migrate resolve`: says what became of a migration where the database cannot know.
#pragma once

#include <tenon/app/cli/command.hpp>
#include <tenon/core/config.hpp>
#include <tenon/migration/resolve.hpp>

#include <string>

namespace tenon::inline TENON_ABI::app {

class migrate_resolve final : public command {
public:
    std::string group() const override { return "migrate"; }
    std::string name() const override { return "resolve"; }
    std::string summary() const override { return "Record that a migration is applied, or that nothing is left of it, without running it"; }
    bool creates() const override { return true; }
    void declare(arguments& takes) override {
        arguments one = takes.one_of("One of");
        one.option("--applied", applied_, "NAME", "The tables are as this migration leaves them");
        one.option("--rolled-back", rolled_back_, "NAME", "Nothing is left of this migration, which began and did not end");
        takes.examples("  {app} migrate resolve --applied 0_init            # for a database that was there before\n"
                       "  {app} migrate resolve --rolled-back 20260106093000_add_index");
    }

    exit_code run(invocation& in) override {
        const bool as_applied = !applied_.empty();
        const auto done = as_applied ? migration::resolve_applied(in.on.target(), applied_, in.how)
                                     : migration::resolve_rolled_back(in.on.target(), rolled_back_, in.how);
        if (!done) return in.out.fail(done.error());
        in.out.set("name", as_applied ? applied_ : rolled_back_);
        in.out.set("state", as_applied ? "applied" : "rolled_back");
        in.out.say((as_applied ? applied_ + " counts as applied now." : rolled_back_ + " counts as rolled back now: the next deploy applies it."), tone::good);
        return exit_code::done;
    }

private:
    std::string applied_, rolled_back_;
};

} // namespace tenon::inline TENON_ABI::app
