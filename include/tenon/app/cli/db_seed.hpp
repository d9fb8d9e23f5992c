// tenon/app/cli/db_seed.hpp: `db seed`: the rows that every database of the program begins with.
#pragma once

#include <tenon/app/cli/command.hpp>
#include <tenon/core/config.hpp>

#include <string>

namespace tenon::inline TENON_ABI::app {

class db_seed final : public command {
public:
    std::string group() const override { return "db"; }
    std::string name() const override { return "seed"; }
    std::string summary() const override { return "Write the program's own rows; may be run again"; }
    void declare(arguments& takes) override { takes.examples("  {app} db seed --url file:app.db"); }

    exit_code run(invocation& in) override {
        if (!in.on.has_seed()) return in.out.fail(make_error(errc::unsupported, "This program has no seed, which is given to tenon::cli as {.seed = …}"));
        if (auto done = in.on.seed(in.how); !done) return in.out.fail(done.error());
        in.out.say("Seeded " + in.database + ".", tone::good);
        return exit_code::done;
    }
};

} // namespace tenon::inline TENON_ABI::app
