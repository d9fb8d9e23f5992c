// tenon/migration/folder.hpp: the migrations as files.
//
//     migrations/migration_lock.toml                       provider = "sqlite"
//     migrations/20260106093000_init/migration.sql         what it does
//     migrations/20260106093000_init/down.sql              what undoes it, where that is possible
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/core/sha256.hpp>
#include <tenon/core/utf8.hpp>
#include <tenon/migration/name.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::migration {

/// A migration as its files have it.
struct migration_files {
    std::string name;                ///< of its folder
    std::filesystem::path folder;
    std::string script;              ///< migration.sql, byte for byte
    std::string checksum;            ///< SHA-256 of that, as it is recorded
    std::optional<std::string> down; ///< down.sql

    std::filesystem::path script_path() const { return folder / "migration.sql"; }
    std::filesystem::path down_path() const { return folder / "down.sql"; }

    /// Whether the file is the one that was recorded. Version control may have changed how its lines end.
    bool has_checksum(std::string_view recorded) const {
        if (checksum == recorded) return true;
        std::string unix_lines, dos_lines;
        for (std::size_t i = 0; i < script.size(); ++i) {
            if (script[i] == '\r' && i + 1 < script.size() && script[i + 1] == '\n') continue;
            unix_lines += script[i];
            if (script[i] == '\n') dos_lines += '\r';
            dos_lines += script[i];
        }
        return sha256_hex(unix_lines) == recorded || sha256_hex(dos_lines) == recorded;
    }
};

/// The migrations of a folder, in the order in which they are applied.
struct migration_folder {
    std::filesystem::path path;
    std::vector<migration_files> migrations;
};

inline constexpr std::string_view lock_file_name = "migration_lock.toml";

/// What the lock file of a folder says for databases of this kind (`sqlite`, `postgresql`).
inline std::string lock_file_text(std::string_view provider) {
    std::string text = "# Which kind of database these migrations are written for.\n"
                       "# Keep this file under version control, and leave it as it is.\n";
    return text.append("provider = \"").append(provider).append("\"\n");
}

namespace detail {

inline result<std::string> read_text(const std::filesystem::path& path) {
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) return fail(make_error(errc::migration_invalid, path.string() + " is a folder, and no file"));
    std::ifstream file(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), {}};
    if (!file) return fail(make_error(errc::migration_invalid, path.string() + " cannot be read"));
    if (!is_valid_utf8(text) || text.find('\0') != text.npos)
        return fail(make_error(errc::migration_invalid, path.string() + " is no text in UTF-8"));
    return text;
}

/// The value of `provider = "…"`, or nothing.
inline std::optional<std::string> provider_of(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        std::string line;
        for (const char c : text.substr(at, end - at))
            if (c != ' ' && c != '\t' && c != '\r') line += c;
        at = end + 1;
        if (line.starts_with("provider=\"") && line.size() > 11 && line.find('"', 10) != line.npos)
            return line.substr(10, line.find('"', 10) - 10);
    }
    return std::nullopt;
}

inline result<void> check_lock_file(const std::filesystem::path& path, std::string_view provider) {
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored)) return {}; // a folder that was made by hand
    const auto text = read_text(path);
    if (!text) return fail(text.error());
    const auto found = provider_of(*text);
    if (!found) return fail(make_error(errc::migration_invalid, path.string() + " has no line provider = \"…\""));
    if (*found == provider || (*found == "postgres" && provider == "postgresql")) return {};
    return fail(make_error(errc::migration_wrong_database, path.string() + " says " + *found + ", and the database is " + std::string(provider)));
}

inline result<migration_files> read_migration(const std::filesystem::path& folder) {
    migration_files files{folder.filename().string(), folder, {}, {}, {}};
    if (!is_name(files.name))
        return fail(make_error(errc::migration_invalid, "The folder " + folder.string() +
                                                            " has not the name of a migration, which is as 20260106093000_add_notes"));
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(files.script_path(), ignored))
        return fail(make_error(errc::migration_file_missing, files.script_path().string()));
    auto script = read_text(files.script_path());
    if (!script) return fail(script.error());
    files.script = std::move(*script);
    files.checksum = sha256_hex(files.script);
    if (!std::filesystem::exists(files.down_path(), ignored)) return files;
    auto down = read_text(files.down_path());
    if (!down) return fail(down.error());
    files.down = std::move(*down);
    return files;
}

} // namespace detail

/// Reads the migrations for a kind of database; none, where there is no such folder and that `may_be_missing`. What lies beside their folders is left alone, and so are hidden folders.
/// Errors: migration_invalid (no such folder, a folder of another name, a file that is no text), migration_file_missing (no
/// migration.sql), migration_wrong_database (the lock file names another kind).
inline result<migration_folder> read_folder(const std::filesystem::path& path, std::string_view provider, bool may_be_missing = false) {
    std::error_code wrong;
    if (may_be_missing && !std::filesystem::exists(path, wrong) && !wrong) return migration_folder{path, {}};
    const auto unreadable = [&](const std::error_code& why) {
        return make_error(errc::migration_invalid, "The folder " + path.string() + " cannot be read, " + why.message());
    };
    std::filesystem::directory_iterator entries(path, wrong);
    if (wrong) return fail(unreadable(wrong));
    if (auto fits = detail::check_lock_file(path / lock_file_name, provider); !fits) return fail(fits.error());
    std::vector<std::filesystem::path> folders;
    std::error_code ignored;
    for (; !wrong && entries != std::filesystem::directory_iterator(); entries.increment(wrong))
        if (entries->is_directory(ignored) && !entries->path().filename().string().starts_with('.')) folders.push_back(entries->path());
    if (wrong) return fail(unreadable(wrong));
    std::sort(folders.begin(), folders.end()); // by name, byte for byte
    migration_folder found{path, {}};
    for (const auto& folder : folders) {
        auto files = detail::read_migration(folder);
        if (!files) return fail(files.error());
        found.migrations.push_back(std::move(*files));
    }
    return found;
}

} // namespace tenon::inline TENON_ABI::migration
