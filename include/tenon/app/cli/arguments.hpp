// tenon/app/cli/arguments.hpp: the options of a command. The only header that knows CLI11.
#pragma once

#include <tenon/core/config.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::app {

/// Where a command says what it takes. The values are filled in before it runs.
class arguments {
public:
    /// `program`: the name by which examples call it.
    arguments(CLI::App& to, std::string program) : to_(to), program_(std::move(program)) {}

    /// `--name`, which is there or not.
    void flag(const std::string& names, bool& value, const std::string& help) { to_.add_flag(names, value, help); }
    /// `--name KIND`. An empty text is refused: it comes of a variable that is not set, and would else be as if nothing had been said.
    void option(const std::string& names, std::string& value, const std::string& kind, const std::string& help) {
        to_.add_option(names, value, help)->type_name(kind)->check(is_text, "");
    }
    /// The same, any number of times.
    void list(const std::string& names, std::vector<std::string>& values, const std::string& kind, const std::string& help) {
        to_.add_option(names, values, help)->type_name(kind)->expected(1)->take_all()->check(is_text, "");
    }
    /// `--name WORD`, or a word without a name, which must be there and one of these.
    template <class Words> void choice(const std::string& names, std::string& value, const Words& words, const std::string& help) {
        std::string kind;
        for (const auto& word : words) kind.append(kind.empty() ? "" : "|").append(word);
        to_.add_option(names, value, help)->required()->type_name(kind)->check([kind, words](const std::string& given) {
            return std::find(words.begin(), words.end(), given) != words.end() ? std::string() : "must be one of " + kind;
        }, "");
    }
    /// Where to declare options of which exactly one must be given. `name` heads them in the help.
    arguments one_of(const std::string& name) {
        CLI::Option_group* group = to_.add_option_group(name);
        group->require_option(1);
        return {*group, program_};
    }
    /// A word without a name, which must be there.
    void word(const std::string& name, std::string& value, const std::string& help) { to_.add_option(name, value, help)->required()->type_name(""); }
    /// Words without names, any number of them, behind those that must be there.
    void words(const std::string& name, std::vector<std::string>& values, const std::string& help) { to_.add_option(name, values, help)->type_name(""); }
    /// Shown below the help, with the program's name for `{app}`.
    void examples(std::string text) {
        for (std::size_t at = 0; (at = text.find("{app}", at)) != text.npos;) text.replace(at, 5, program_);
        to_.footer("Examples:\n" + text);
    }

private:
    static std::string is_text(const std::string& given) { return given.empty() ? "must not be empty" : ""; }

    CLI::App& to_;
    std::string program_;
};

} // namespace tenon::inline TENON_ABI::app
