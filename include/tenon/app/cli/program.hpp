// tenon/app/cli/program.hpp: the command line as a whole: which command is asked for, on which database.
#pragma once

#include <tenon/app/cli/arguments.hpp>
#include <tenon/app/cli/backend.hpp>
#include <tenon/app/cli/command.hpp>
#include <tenon/app/cli/completion.hpp>
#include <tenon/app/cli/console.hpp>
#include <tenon/app/cli/db_backup.hpp>
#include <tenon/app/cli/db_doctor.hpp>
#include <tenon/app/cli/db_execute.hpp>
#include <tenon/app/cli/db_pull.hpp>
#include <tenon/app/cli/db_push.hpp>
#include <tenon/app/cli/db_seed.hpp>
#include <tenon/app/cli/migrate_deploy.hpp>
#include <tenon/app/cli/migrate_dev.hpp>
#include <tenon/app/cli/migrate_diff.hpp>
#include <tenon/app/cli/migrate_reset.hpp>
#include <tenon/app/cli/migrate_resolve.hpp>
#include <tenon/app/cli/migrate_rollback.hpp>
#include <tenon/app/cli/migrate_status.hpp>
#include <tenon/app/cli/row_export.hpp>
#include <tenon/app/cli/row_import.hpp>
#include <tenon/app/cli/tenants_create.hpp>
#include <tenon/app/cli/tenants_erase.hpp>
#include <tenon/app/cli/tenants_list.hpp>
#include <tenon/app/cli/tenants_quota.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/version.hpp>
#include <tenon/migration/options.hpp>
#include <tenon/transfer/lines.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::app {

/// A URL without what must not be shown.
inline std::string without_password(std::string_view url) {
    const std::size_t scheme = url.find("://");
    if (scheme == url.npos) return std::string(url.find("password") == url.npos && url.find('@') == url.npos ? url : "the database");
    std::string shown(url.substr(0, url.find('?')));
    const std::size_t at = url.rfind('@'); // a password may hold any sign, '?' and '@' too
    const std::size_t colon = shown.find(':', scheme + 3);
    if (at != url.npos && colon < at) shown.erase(colon, at - colon);
    return shown;
}

class program {
public:
    program(std::string name, const opener& databases, migration::options how)
        : name_(std::move(name)), databases_(databases), how_(std::move(how)), top_("Migrations and care of the database", name_) {
        add<migrate_dev>();
        add<migrate_deploy>();
        add<migrate_diff>();
        add<migrate_status>();
        add<migrate_rollback>();
        add<migrate_resolve>();
        add<migrate_reset>();
        add<db_push>();
        add<db_validate>();
        add<db_pull>();
        add<db_seed>();
        add<db_execute>();
        add<db_doctor>();
        add<db_export>();
        add<db_import>();
        add<db_backup>();
        add<db_restore>();
        add<tenants_create>();
        add<tenants_list>();
        add<tenants_export>();
        add<tenants_import>();
        add<tenants_quota>();
        add<tenants_erase>();
        add_completion();
        top_.set_version_flag("--version", "tenon " TENON_VERSION_STRING);
        arguments(top_, name_).examples("  {app} migrate status --url file:app.db\n"
                                        "  {app} migrate deploy --help\n"
                                        "\nThe database is --url, or DIRECT_URL or else DATABASE_URL of the environment.\n"
                                        "Exit codes: 0 done; 1 failed, or not as it should be; 2 wrong usage; 3 not confirmed, nothing done.");
    }

    /// Runs what the command line asks for: the exit code of the program.
    int run(int argc, const char* const* argv) {
        try {
            top_.parse(argc, argv);
        } catch (const CLI::ParseError& problem) {
            return misused(problem, std::find(argv, argv + argc, std::string_view("--json")) != argv + argc);
        }
        if (!shell_.empty()) {
            std::cout << (shell_ == "fish" ? fish_completion(name_, words()) : bash_completion(name_, words()));
            return console(false).finish(exit_code::done);
        }
        if (chosen_ == nullptr) { // the program alone, or a group of commands
            std::cerr << top_.help();
            return static_cast<int>(exit_code::misused);
        }
        console out(as_json_);
        exit_code code = exit_code::failed;
        try {
            code = run(out);
        } catch (const std::bad_alloc&) {
            code = out.fail(make_error(errc::out_of_memory));
        } catch (const std::exception& problem) { // of a seed
            code = out.fail(transfer::told(errc::operation_refused, problem.what()));
        }
        return out.finish(code);
    }

private:
    /// What there is to say instead of running a command: the help, or why the command line is wrong.
    int misused(const CLI::ParseError& problem, bool as_json) {
        if (!as_json || problem.get_exit_code() == 0)
            return top_.exit(problem) == 0 ? static_cast<int>(exit_code::done) : static_cast<int>(exit_code::misused);
        console out(true);
        out.fail(transfer::told(errc::invalid_value, std::string(problem.what()) + ": run it with --help for more information."));
        return out.finish(exit_code::misused);
    }

    template <class Command> void add() {
        auto made = std::make_unique<Command>();
        CLI::App*& group = groups_[made->group()];
        if (group == nullptr) {
            group = top_.add_subcommand(made->group(), made->group() == "migrate" ? "Change the database's schema by files of SQL"
                                                       : made->group() == "db"    ? "Look after a database"
                                                                                  : "Whose rows there are");
        }
        CLI::App* one = group->add_subcommand(made->name(), made->summary());
        arguments takes(*one, name_);
        made->declare(takes);
        takes.option("--url", url_, "URL", "The database: file:app.db, postgresql://owner@host/app");
        takes.option("--migrations", folder_, "FOLDER", "Where the migrations lie; " + how_.folder.string() + " if not given");
        takes.flag("--prisma-history", how_.prisma_history, "The history is Prisma's, _prisma_migrations");
        takes.flag("--json", as_json_, "Answer with one JSON document");
        one->callback([this, chosen = made.get()] { chosen_ = chosen; });
        commands_.push_back(std::move(made));
    }

    /// The one command that needs no database.
    void add_completion() {
        CLI::App* one = top_.add_subcommand("completion", "Print what makes a shell complete these commands");
        arguments takes(*one, name_);
        takes.choice("shell", shell_, std::array{std::string_view("bash"), std::string_view("zsh"), std::string_view("fish")}, "Whose words to print");
        takes.examples("  source <({app} completion bash)\n"
                       "  {app} completion fish >~/.config/fish/completions/{app}.fish");
    }

    /// What can be typed behind the program's name, behind each group, and behind each command.
    std::vector<completion_words> words() {
        std::vector<completion_words> all(1);
        for (CLI::App* group : top_.get_subcommands({})) {
            all[0].words.emplace_back(group->get_name(), group->get_description());
            const std::size_t place = all.size();
            if (!group->get_subcommands({}).empty()) all.push_back({group->get_name(), {}});
            for (CLI::App* command : group->get_subcommands({})) {
                all[place].words.emplace_back(command->get_name(), command->get_description());
                completion_words& options = all.emplace_back(completion_words{group->get_name() + " " + command->get_name(), {}});
                for (const CLI::Option* option : command->get_options())
                    for (const std::string& name : option->get_lnames()) options.words.emplace_back("--" + name, option->get_description());
            }
        }
        return all;
    }

    exit_code run(console& out) {
        for (const char* name : {"DIRECT_URL", "DATABASE_URL"})
            if (const char* value = std::getenv(name); url_.empty() && value != nullptr) url_ = value;
        if (url_.empty()) {
            out.fail(make_error(errc::connection_failed, "No database is named: give --url, or set DATABASE_URL"));
            return exit_code::misused;
        }
        const char* environment = std::getenv("TENON_ENV");
        how_.production = environment != nullptr && std::string_view(environment) == "production";
        if (!folder_.empty()) how_.folder = folder_;
        const std::string shown = without_password(url_);
        const auto on = databases_.open(url_, chosen_->creates());
        if (!on) {
            error why = on.error();
            why.message.insert(0, shown + ": ");
            return out.fail(why);
        }
        invocation given{out, **on, how_, shown};
        return chosen_->run(given);
    }

    std::string name_;
    const opener& databases_;
    migration::options how_;
    CLI::App top_;
    std::map<std::string, CLI::App*> groups_;
    std::vector<std::unique_ptr<command>> commands_;
    command* chosen_ = nullptr;
    std::string url_, folder_, shell_;
    bool as_json_ = false;
};

} // namespace tenon::inline TENON_ABI::app
