// tenon/app/cli/db_backup.hpp: `db backup` and `db restore`.
#pragma once

#include <tenon/app/cli/command.hpp>
#include <tenon/core/config.hpp>

#include <filesystem>
#include <string>
#include <system_error>

namespace tenon::inline TENON_ABI::app {

class db_backup final : public command {
public:
    std::string group() const override { return "db"; }
    std::string name() const override { return "backup"; }
    std::string summary() const override { return "Copy the database to a file, while others use it"; }
    void declare(arguments& takes) override {
        takes.word("file", file_, "The file to write");
        takes.flag("--replace", replaces_, "Write over a file that is there");
        takes.examples("  {app} db backup app-2026-01-06.backup\n"
                       "  {app} db backup latest.backup --replace");
    }

    exit_code run(invocation& in) override {
        std::error_code ignored;
        if (!replaces_ && std::filesystem::exists(file_, ignored)) {
            in.out.set("unconfirmed", true);
            in.out.say(file_ + " is there already. Nothing was done: say --replace to write over it.", tone::doubtful);
            return exit_code::unconfirmed;
        }
        if (auto done = in.on.backup(file_); !done) return in.out.fail(done.error());
        const auto size = std::filesystem::file_size(file_, ignored);
        in.out.set("file", file_);
        in.out.set("bytes", size);
        in.out.say("Copied " + in.database + " to " + file_ + ", " + count_of(size, "byte") + ".", tone::good);
        return exit_code::done;
    }

private:
    std::string file_;
    bool replaces_ = false;
};

class db_restore final : public command {
public:
    std::string group() const override { return "db"; }
    std::string name() const override { return "restore"; }
    std::string summary() const override { return "Replace what the database holds by a backup"; }
    bool creates() const override { return true; }
    void declare(arguments& takes) override {
        takes.word("file", file_, "A file that db backup wrote");
        takes.flag("--yes", confirmed_, "Do it without asking: what was written since the backup is lost");
        production_.declare(takes);
        takes.examples("  {app} db restore app-2026-01-06.backup --yes");
    }

    exit_code run(invocation& in) override {
        in.out.set("file", file_);
        in.out.say("What " + in.database + " holds is to be replaced by " + file_ + ".");
        if (const auto refused = production_.refuse(in)) return *refused;
        if (!in.out.confirm("What was written since will be gone.", confirmed_)) return exit_code::unconfirmed;
        if (auto done = in.on.restore(file_); !done) return in.out.fail(done.error());
        in.out.say("Restored.", tone::good);
        return exit_code::done;
    }

private:
    std::string file_;
    production_option production_;
    bool confirmed_ = false;
};

} // namespace tenon::inline TENON_ABI::app
