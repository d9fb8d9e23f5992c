// tenon/app/cli/command.hpp: one command of the command line. Each has a header of its own beside this one.
#pragma once

#include <tenon/app/cli/arguments.hpp>
#include <tenon/app/cli/backend.hpp>
#include <tenon/app/cli/console.hpp>
#include <tenon/core/config.hpp>
#include <tenon/migration/options.hpp>

#include <string>

namespace tenon::inline TENON_ABI::app {

/// What a command works with. Borrows.
struct invocation {
    console& out;
    const backend& on;
    migration::options how; ///< of migrations, as the command line has them
    std::string database;   ///< its URL as it may be shown
};

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

} // namespace tenon::inline TENON_ABI::app
