// tenon/app/cli/files.hpp: the files that commands write rows to and read them from; `-` stands for the standard streams.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/private_file.hpp>
#include <tenon/core/result.hpp>
#include <tenon/transfer/lines.hpp>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace tenon::inline TENON_ABI::app {

/// Gets its name when it is whole: until then, and after an error, what had that name is as it was. Rows are people's: only the
/// owner may read it.
class output_file {
public:
    explicit output_file(std::string path) : path_(std::move(path)), partial_(path_ + ".partial") {}
    output_file(const output_file&) = delete;
    output_file& operator=(const output_file&) = delete;
    ~output_file() {
        if (file_.is_open()) std::remove(partial_.c_str());
    }

    bool is_standard() const noexcept { return path_ == "-"; }
    const std::string& path() const noexcept { return path_; }
    bool exists() const {
        std::error_code ignored;
        return !is_standard() && std::filesystem::exists(path_, ignored);
    }

    result<void> open() {
        if (is_standard()) return {};
        if (!tenon::detail::is_name_for_file(path_))
            return fail(transfer::told(errc::permission_denied, path_ + " is no file, and is not replaced: name another, or - for the standard output."));
        if (!tenon::detail::make_private_file(partial_)) return refused();
        file_.open(partial_, std::ios::binary);
        return file_ ? result<void>() : refused();
    }
    std::ostream& stream() { return is_standard() ? std::cout : file_; }

    /// Gives it its name.
    result<void> keep() {
        stream().flush();
        if (!stream()) return refused();
        if (is_standard()) return {};
        const int written = ::open(partial_.c_str(), O_RDONLY | O_CLOEXEC);
        const bool kept = written >= 0 && ::fsync(written) == 0;
        if (written >= 0) ::close(written);
        if (!kept || std::rename(partial_.c_str(), path_.c_str()) != 0) return refused();
        file_.close();
        return {};
    }

private:
    result<void> refused() const {
        return fail(errno == ENOSPC ? transfer::told(errc::disk_full, path_ + " cannot be written, the disk is full: free some space and try again.")
                                    : transfer::told(errc::permission_denied, path_ + " cannot be written: look at its folder and who may write there."));
    }

    std::string path_, partial_;
    std::ofstream file_;
};

/// A file that can be read again from its beginning: the standard input is kept in one that has no name.
class input_file {
public:
    explicit input_file(std::string path) : path_(std::move(path)) {}

    bool is_standard() const noexcept { return path_ == "-"; }
    std::string name() const { return is_standard() ? "standard input" : path_; }

    result<void> open() {
        if (is_standard()) return keep_standard_input();
        std::error_code ignored;
        file_.open(path_, std::ios::binary | std::ios::in);
        if (!file_ || !std::filesystem::is_regular_file(path_, ignored)) return fail(transfer::told(errc::migration_file_missing, "There is no file " + path_ + ": name one that an export wrote."));
        return {};
    }
    std::istream& stream() noexcept { return file_; }

private:
    result<void> keep_standard_input() {
        std::error_code wrong;
        std::string kept = (std::filesystem::temp_directory_path(wrong) / "tenon-XXXXXX").string();
        const int made = ::mkstemp(kept.data());
        if (wrong || made < 0) return fail(transfer::told(errc::disk_full, "The standard input cannot be kept: free some space in the folder for temporary files."));
        ::close(made);
        file_.open(kept, std::ios::binary | std::ios::in | std::ios::out);
        std::remove(kept.c_str());
        if (std::cin.peek() != std::char_traits<char>::eof()) file_ << std::cin.rdbuf();
        file_.flush();
        if (!file_) return fail(transfer::told(errc::disk_full, "The standard input cannot be kept: free some space in the folder for temporary files."));
        return {};
    }

    std::string path_;
    std::fstream file_;
};

} // namespace tenon::inline TENON_ABI::app
