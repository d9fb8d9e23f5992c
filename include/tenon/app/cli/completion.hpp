// tenon/app/cli/completion.hpp: what makes shells complete a program's commands: scripts, written from the commands themselves.
#pragma once

#include <tenon/core/config.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::app {

/// What can be typed behind some words: `migrate` → `dev deploy …`; `migrate dev` → `--name --create-only …`.
struct completion_words {
    std::string behind{};
    std::vector<std::pair<std::string, std::string>> words{}; ///< each with its help
};

namespace detail {

inline std::string joined(const completion_words& of) {
    std::string list;
    for (const auto& [word, help] : of.words) list.append(list.empty() ? "" : " ").append(word);
    return list;
}

/// A text within single quotes of a shell.
inline std::string in_quotes(std::string_view text, std::string_view quote) {
    std::string made = "'";
    for (const char c : text)
        if (c == '\'') made += quote;
        else made += c;
    return made += '\'';
}

} // namespace detail

/// For bash; zsh reads it too. Where nothing is known to follow, files are offered.
inline std::string bash_completion(const std::string& program, const std::vector<completion_words>& all) {
    std::string name = "_";
    for (const char c : program) name += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ? c : '_';
    std::string text = "# Words of " + program + " for bash and zsh.\n"
                       "[ -z \"$ZSH_VERSION\" ] || { autoload -U +X compinit && compinit && autoload -U +X bashcompinit && bashcompinit; }\n" +
                       name + "() {\n"
                       "    local word=\"${COMP_WORDS[COMP_CWORD]}\" words=''\n"
                       "    case \"${COMP_WORDS[1]} ${COMP_WORDS[2]}\" in\n";
    std::string beginnings;
    for (const completion_words& each : all) {
        const bool is_command = each.behind.find(' ') != each.behind.npos;
        if (is_command) text += "        " + detail::in_quotes(each.behind, "'\\''") + ") [ \"$COMP_CWORD\" -lt 3 ] || words=" + detail::in_quotes(detail::joined(each), "'\\''") + " ;;\n";
        else beginnings += "    [ \"$COMP_CWORD\" -ne " + std::string(each.behind.empty() ? "1 ]" : "2 ] || [ \"${COMP_WORDS[1]}\" != " + each.behind + " ]") +
                           " || words=" + detail::in_quotes(detail::joined(each), "'\\''") + "\n";
    }
    text += "    esac\n" + beginnings + "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n}\n";
    return text + "complete -o default -F " + name + " " + program + "\n";
}

/// For fish.
inline std::string fish_completion(const std::string& program, const std::vector<completion_words>& all) {
    std::string text = "# Words of " + program + " for fish.\n";
    for (const completion_words& each : all) {
        const std::size_t space = each.behind.find(' ');
        std::string when = "__fish_use_subcommand";
        if (!each.behind.empty()) when = "__fish_seen_subcommand_from " + each.behind.substr(0, space);
        if (space != each.behind.npos) when += "; and __fish_seen_subcommand_from " + each.behind.substr(space + 1);
        for (const auto& [word, help] : each.words) {
            const bool is_option = word.starts_with("--");
            text += "complete -c " + program + (is_option ? "" : " -f") + " -n " + detail::in_quotes(when, "\\'") +
                    (is_option ? " -l " + word.substr(2) : " -a " + word) + " -d " + detail::in_quotes(help, "\\'") + "\n";
        }
    }
    return text;
}

} // namespace tenon::inline TENON_ABI::app
