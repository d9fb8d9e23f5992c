// The command line.
#pragma once

#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

namespace registry {

struct arguments {
    std::string input = "/var/lib/dpkg/status"; ///< `-` for the standard input
    bool available = false;                     ///< read what apt knows instead
    std::string database;                       ///< a file or a URL; empty: what DATABASE_URL says, or a temporary file
    std::string section;                        ///< empty: the one with most packages
};

inline constexpr const char* usage =
    "Usage: package_registry [options] [FILE]\n"
    "\n"
    "Loads a list of packages into a database, each section as a tenant, and asks it some questions.\n"
    "FILE is a list as dpkg or apt write it; - is the standard input. Without it: /var/lib/dpkg/status.\n"
    "\n"
    "  --available       read what apt-cache dumpavail prints, all packages that apt knows, instead of a file\n"
    "  --database WHERE  keep the packages in a SQLite file, or in a database: postgresql://user@host/name\n"
    "  --section NAME    ask about this section instead of the one with most packages\n"
    "  --help            print this\n"
    "\n"
    "Without --database they are kept where the environment variable DATABASE_URL says, or in a temporary file.\n"
    "Where there are packages already, nothing is loaded.\n"
    "Records that are malformed are reported with their line and skipped.\n"
    "Ends with 0; with 1 when the input or the database cannot be used; with 2 when the command line is wrong.\n";

/// std::nullopt: it was wrong, which has been told; or help was asked for, and `status` is 0.
inline std::optional<arguments> parse_arguments(int count, char** texts, int& status) {
    arguments parsed;
    bool input_given = false;
    bool only_files = false; // after `--`
    status = 2;
    for (int i = 1; i < count; ++i) {
        const std::string_view text = texts[i];
        const auto value = [&](std::string& into) {
            if (i + 1 < count && texts[i + 1][0] != '\0') return into = texts[++i], true;
            std::fprintf(stderr, "package_registry: %s needs a value\n", texts[i]);
            return false;
        };
        if (!only_files && text == "--") {
            only_files = true;
        } else if (!only_files && text == "--help") {
            std::fputs(usage, stdout);
            status = 0;
            return std::nullopt;
        } else if (!only_files && text == "--available") {
            parsed.available = true;
        } else if (!only_files && text == "--database") {
            if (!value(parsed.database)) return std::nullopt;
        } else if (!only_files && text == "--section") {
            if (!value(parsed.section)) return std::nullopt;
        } else if (!only_files && text.starts_with("-") && text != "-") {
            std::fprintf(stderr, "package_registry: no option is called %s\n%s", texts[i], usage);
            return std::nullopt;
        } else if (input_given || text.empty()) {
            std::fprintf(stderr, "package_registry: one file is read, and its name is not empty\n%s", usage);
            return std::nullopt;
        } else {
            parsed.input = text;
            input_given = true;
        }
    }
    if (input_given && parsed.available) {
        std::fputs("package_registry: --available and a file were given: choose one\n", stderr);
        return std::nullopt;
    }
    status = 0;
    return parsed;
}

} // namespace registry
