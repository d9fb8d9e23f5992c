// A database file that does not outlive the program.
#pragma once

#include <array>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace registry {

/// A directory of its own for a database file, since SQLite puts more files beside it. Removed with its content when
/// this object ends, and when the program is interrupted. One at a time.
class temporary_file {
public:
    /// std::nullopt: no directory could be made; errno says why.
    static std::optional<temporary_file> make() {
        std::error_code failed;
        const auto folder = std::filesystem::temp_directory_path(failed);
        std::string pattern = (failed ? "/tmp" : folder.string()) + "/package_registry_XXXXXX";
        if (mkdtemp(pattern.data()) == nullptr) return std::nullopt;
        return temporary_file(std::move(pattern));
    }
    temporary_file(temporary_file&& other) noexcept : folder_(std::exchange(other.folder_, {})) {}
    temporary_file& operator=(temporary_file&&) = delete;
    ~temporary_file() {
        if (folder_.empty()) return;
        for (const int signal : signals)
            std::signal(signal, SIG_DFL);
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }

    std::string path() const { return folder_ + "/registry.db"; }

private:
    static constexpr std::array signals{SIGINT, SIGTERM, SIGHUP};

    // A signal's handler may not allocate: the names are made before.
    static inline std::array<std::string, 4> to_remove;

    explicit temporary_file(std::string folder) : folder_(std::move(folder)) {
        to_remove = {path(), path() + "-wal", path() + "-shm", folder_};
        for (const int signal : signals)
            std::signal(signal, [](int caught) {
                for (std::size_t i = 0; i + 1 < to_remove.size(); ++i)
                    unlink(to_remove[i].c_str());
                rmdir(to_remove.back().c_str());
                _exit(128 + caught);
            });
    }

    std::string folder_;
};

} // namespace registry
