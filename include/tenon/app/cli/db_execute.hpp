// tenon/app/cli/db_execute.hpp: `db execute`: runs a file of SQL.
#pragma once

#include <tenon/app/cli/command.hpp>
#include <tenon/core/config.hpp>
#include <tenon/migration/execute.hpp>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <system_error>

namespace tenon::inline TENON_ABI::app {

class db_execute final : public command {
public:
    std::string group() const override { return "db"; }
    std::string name() const override { return "execute"; }
    std::string summary() const override { return "Run a file of SQL in one transaction, for all tenants"; }
    bool creates() const override { return true; }
    void declare(arguments& takes) override {
        takes.word("file", file_, "The file, or - for the standard input");
        takes.examples("  {app} db execute repair.sql\n"
                       "  echo 'ANALYZE' | {app} db execute -");
    }

    exit_code run(invocation& in) override {
        std::string text;
        if (file_ == "-") text.assign(std::istreambuf_iterator<char>(std::cin), {});
        else {
            std::error_code ignored;
            if (std::filesystem::is_directory(file_, ignored)) return in.out.fail(make_error(errc::migration_file_missing, file_ + " is a folder"));
            std::ifstream file(file_, std::ios::binary);
            text.assign(std::istreambuf_iterator<char>(file), {});
            if (!file) return in.out.fail(make_error(errc::migration_file_missing, file_));
        }
        const auto count = migration::execute(in.on.target(), file_ == "-" ? "standard input" : file_, text, in.how);
        if (!count) return in.out.fail(count.error());
        in.out.set("statements", *count);
        in.out.say("Ran " + count_of(*count, "statement") + " on " + in.database + ".", tone::good);
        return exit_code::done;
    }

private:
    std::string file_;
};

} // namespace tenon::inline TENON_ABI::app
