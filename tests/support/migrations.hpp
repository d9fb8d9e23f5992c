// What tests of migrations share: a folder of them that the test writes, gone when it ends.
#pragma once

#include <tenon/core/result.hpp>

#include <filesystem>
#include <fstream>
#include <string>

#include "support/temporary_folder.hpp"

namespace support {

/// The error code of a result; errc::ok when it holds a value.
template <class Result> tenon::errc code_of(const Result& result) { return result ? tenon::errc::ok : result.error().code; }

class migrations {
public:
    /// Writes a migration; without `down` it cannot be undone.
    migrations& add(const std::string& name, const std::string& script, const std::string& down = {}) {
        write(name + "/migration.sql", script);
        if (!down.empty()) write(name + "/down.sql", down);
        return *this;
    }
    void write(const std::string& file, const std::string& text) {
        std::filesystem::create_directories((path() / file).parent_path());
        std::ofstream(path() / file, std::ios::binary | std::ios::trunc) << text;
    }
    void remove(const std::string& file) { std::filesystem::remove_all(path() / file); }
    const std::filesystem::path& path() const noexcept { return folder_.path(); }

private:
    temporary_folder folder_;
};

} // namespace support
