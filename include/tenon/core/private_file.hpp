// tenon/core/private_file.hpp: files that hold people's rows.
#pragma once

#include <tenon/core/config.hpp>

#include <cstdio>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace tenon::inline TENON_ABI::detail {

/// Makes an empty file that only its owner may read and write, in place of one that has the name. False: it cannot be.
TENON_RARE bool make_private_file(const std::string& path) {
    std::remove(path.c_str());
    const int made = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    return made >= 0 && ::close(made) == 0;
}

/// Whether a file may get this name: nothing has it, or a file. A folder or a device, as /dev/null, is never replaced.
TENON_RARE bool is_name_for_file(const std::string& path) {
    struct stat there{};
    return ::stat(path.c_str(), &there) != 0 || S_ISREG(there.st_mode);
}

} // namespace tenon::inline TENON_ABI::detail
