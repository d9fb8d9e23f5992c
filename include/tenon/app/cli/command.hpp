// tenon/app/cli/command.hpp: one command of the command line. Each has a header of its own beside this one.
#pragma once

#include <tenon/app/cli/arguments.hpp>
#include <tenon/app/cli/backend.hpp>
#include <tenon/app/cli/console.hpp>
#include <tenon/core/config.hpp>
#include <tenon/migration/options.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace tenon::inline TENON_ABI::app {

/// What a command works with. Borrows.
struct invocation {
    console& out;
    const backend& on;
    migration::options how; ///< of migrations, as the command line has them
    std::string database;   ///< its URL as it may be shown
};

/// From now on says which migration is applied or undone, before it is.
inline void say_what_is_done(invocation& in) {
    in.how.on_activity = [&out = in.out](migration::activity what, std::string_view name) {
        const bool applies = what == migration::activity::apply;
        if (applies || what == migration::activity::roll_back) out.say(std::string(applies ? "applying " : "undoing ").append(name), tone::quiet);
    };
}

class command {
public:
    virtual ~command() = default;

    virtual std::string group() const = 0;   ///< `migrate`
    virtual std::string name() const = 0;    ///< `deploy`
    virtual std::string summary() const = 0; ///< one sentence, for the help
    virtual void declare(arguments&) {}
    /// Whether it may be run on a database that does not exist yet.
    virtual bool creates() const { return false; }
    virtual exit_code run(invocation& in) = 0;
};

/// `--in-production`: without it a command that is for other databases does nothing where TENON_ENV is production.
class production_option {
public:
    void declare(arguments& takes) { takes.flag("--in-production", told_, "Do it although TENON_ENV is production"); }
    bool told() const noexcept { return told_; }
    /// The exit code, where it refuses.
    std::optional<exit_code> refuse(invocation& in) const {
        if (!in.how.production || told_) return std::nullopt;
        in.out.fail(make_error(errc::migration_refused, "This is a database in production"));
        return exit_code::unconfirmed;
    }

private:
    bool told_ = false;
};

} // namespace tenon::inline TENON_ABI::app
