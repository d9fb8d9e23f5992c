// tenon/app/cli/console.hpp: what a command says: sentences for people, or one JSON document for programs. The only header of
// the commands that knows JSON.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/error.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace tenon::inline TENON_ABI::app {

/// How a command ended, as the exit code of the program.
enum class exit_code : int {
    done = 0,       ///< all is as it should be
    failed = 1,     ///< something went wrong, or is not as it should be
    misused = 2,    ///< the command line is wrong
    different = 2,  ///< asked for by --exit-code: there is a difference
    unconfirmed = 3 ///< nothing was done: it has to be confirmed
};

enum class tone : std::uint8_t { plain, good, doubtful, bad, quiet };

using json_value = nlohmann::ordered_json;

class console {
public:
    /// `as_json`: nothing is said until `finish`. Colours are for terminals only, and not where NO_COLOR is set.
    explicit console(bool as_json) : as_json_(as_json), coloured_(!as_json && isatty(STDOUT_FILENO) != 0 && !is_set("NO_COLOR") && !is_dumb()) {}

    bool is_json() const noexcept { return as_json_; }

    /// A line for people.
    void say(std::string_view line, tone in = tone::plain) {
        if (!as_json_) std::cout << coloured(line, in) << std::endl; // at once: a migration may take long
    }
    /// A text as a part of a line, in the colour of its tone.
    std::string coloured(std::string_view text, tone in) const {
        if (!coloured_ || in == tone::plain) return std::string(text);
        const char* code = in == tone::good ? "\033[32m" : in == tone::doubtful ? "\033[33m" : in == tone::bad ? "\033[31m" : "\033[2m";
        return std::string(code).append(text).append("\033[0m");
    }

    /// A part of the document for programs.
    void set(const char* key, json_value value) {
        if (as_json_) document_[key] = std::move(value);
    }

    /// Tells an error, and answers the exit code for it. What a server sent can hold values of rows: it is not shown.
    exit_code fail(const error& why) {
        if (as_json_) {
            document_["error"] = {{"code", to_string(why.code)}, {"message", why.message}, {"prisma", prisma_code(why.code)}};
            if (!why.native_code.empty()) document_["error"]["native"] = why.native_code;
            if (!why.statement.empty()) document_["error"]["statement"] = why.statement;
        } else {
            std::cerr << (coloured_ ? "\033[31merror\033[0m: " : "error: ") << why.message << " [" << to_string(why.code);
            if (!why.native_code.empty()) std::cerr << ", " << why.native_code;
            std::cerr << "]" << std::endl;
        }
        return exit_code::failed;
    }

    /// Whether to go on with something that cannot be undone: `confirmed` on the command line, or else at the terminal.
    bool confirm(std::string_view question, bool confirmed) {
        if (confirmed) return true;
        if (!as_json_ && isatty(STDIN_FILENO) != 0 && isatty(STDOUT_FILENO) != 0) {
            std::cout << question << " Type yes: " << std::flush;
            std::string answer;
            if (std::getline(std::cin, answer) && answer == "yes") return true;
        }
        set("unconfirmed", true);
        say("Nothing was done: confirm it with --yes.", tone::doubtful);
        return false;
    }

    /// How far something is that takes long, on the standard error output where that is a terminal. `of`: 0, while nobody knows.
    void show_progress(std::uint64_t rows, std::uint64_t of) {
        if (as_json_ || isatty(STDERR_FILENO) == 0 || is_dumb()) return;
        std::string line = "\r\033[K";
        if (of != 0) {
            const std::size_t full = static_cast<std::size_t>(rows * 30 / of);
            line.append("[").append(full, '#').append(30 - std::min<std::size_t>(full, 30), ' ').append("] ");
        }
        std::cerr << line << rows << (of != 0 ? " of " + std::to_string(of) : std::string()) << " rows" << std::flush;
        shows_progress_ = true;
    }
    void end_progress() {
        if (std::exchange(shows_progress_, false)) std::cerr << "\r\033[K" << std::flush;
    }

    /// The end of a command: its document, if programs read it. It failed, if what it said could not be written.
    int finish(exit_code code) {
        if (as_json_) {
            json_value whole;
            whole["ok"] = code == exit_code::done;
            whole.update(document_);
            std::cout << whole.dump(2, ' ', false, json_value::error_handler_t::replace) << std::endl;
        }
        if (!std::cout.flush() && code != exit_code::failed) { // or half of a script would pass for a whole one
            std::cerr << "error: The standard output cannot be written, what should be there is not all of it: look at the disk." << std::endl;
            code = exit_code::failed;
        }
        return static_cast<int>(code);
    }

private:
    static bool is_set(const char* name) {
        const char* value = std::getenv(name);
        return value != nullptr && *value != '\0';
    }
    static bool is_dumb() {
        const char* term = std::getenv("TERM");
        return term == nullptr || std::string_view(term) == "dumb";
    }

    bool as_json_;
    bool coloured_;
    bool shows_progress_ = false;
    json_value document_ = json_value::object();
};

/// `{"Note": 2, "Team": 1}`: how many rows of each model.
template <class Counts> json_value json_of(const Counts& counts) {
    json_value rows = json_value::object();
    for (const auto& each : counts) rows[each.model] = each.rows;
    return rows;
}

/// `1 migration`, `2 migrations`.
inline std::string count_of(std::size_t count, const std::string& what) { return std::to_string(count) + " " + what + (count == 1 ? "" : "s"); }

} // namespace tenon::inline TENON_ABI::app
