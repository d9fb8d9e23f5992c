// tenon/migration/write.hpp: a new migration as files.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/core/values/timestamp.hpp>
#include <tenon/migration/folder.hpp>
#include <tenon/migration/name.hpp>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>

namespace tenon::inline TENON_ABI::migration {

/// The name of a migration called `title` that is made at `time` and stands behind those of the folder, whatever the clocks
/// of those who made them said. A title without letters or digits gives a name that `is_name` refuses.
inline std::string next_name(const migration_folder& folder, timestamp time, std::string_view title) {
    if (!folder.migrations.empty()) time = std::max(time, time_of(folder.migrations.back().name) + std::chrono::seconds(1));
    return make_name(time, title);
}

namespace detail {

inline result<void> write_text(const std::filesystem::path& path, std::string_view text) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << text;
    file.close();
    if (!file) return fail(make_error(errc::migration_invalid, path.string() + " cannot be written"));
    return {};
}

} // namespace detail

/// Writes a migration with its `down.sql`, and the lock file of the folder where there is none. The migration is there with
/// both files, or not at all. Errors: migration_invalid, naming the file that cannot be written.
inline result<void> write_migration(const std::filesystem::path& folder, std::string_view provider, const std::string& name,
                                    std::string_view script, std::string_view down) {
    const auto failed = [](const std::filesystem::path& path, const std::error_code& why) {
        return fail(make_error(errc::migration_invalid, path.string() + " cannot be written, " + why.message()));
    };
    std::error_code wrong;
    const auto partial = folder / ("." + name + ".partial");
    std::filesystem::create_directories(partial, wrong);
    if (wrong) return failed(partial, wrong);
    const auto write_all = [&]() -> result<void> {
        if (auto written = detail::write_text(partial / "migration.sql", script); !written) return written;
        if (auto written = detail::write_text(partial / "down.sql", down); !written) return written;
        if (!std::filesystem::exists(folder / lock_file_name, wrong))
            if (auto written = detail::write_text(folder / lock_file_name, lock_file_text(provider)); !written) return written;
        std::filesystem::rename(partial, folder / name, wrong);
        if (wrong) return failed(folder / name, wrong);
        return {};
    };
    auto written = write_all();
    if (!written) std::filesystem::remove_all(partial, wrong);
    return written;
}

} // namespace tenon::inline TENON_ABI::migration
