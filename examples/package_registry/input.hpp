// Where the list of packages comes from: a file, the standard input, or a program.
#pragma once

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>

#include "arguments.hpp"

namespace registry {

class input {
public:
    explicit input(const arguments& how)
        : name_(how.available      ? "apt-cache dumpavail"
                : how.input == "-" ? "the standard input"
                                   : how.input),
          is_program_(how.available), is_standard_(!how.available && how.input == "-") {
        file_ = is_standard_  ? stdin
                : is_program_ ? popen("apt-cache dumpavail", "r")
                              : std::fopen(how.input.c_str(), "rb");
        if (file_ == nullptr) error_ = std::strerror(errno);
    }
    input(const input&) = delete;
    input& operator=(const input&) = delete;
    ~input() { close(); }

    std::FILE* file() const noexcept { return file_; }
    const std::string& name() const noexcept { return name_; }

    /// Ends the reading. Why it was no success, or an empty text.
    std::string close() {
        if (file_ == nullptr || is_standard_) return error_;
        const int ended = is_program_ ? pclose(file_) : std::fclose(file_);
        file_ = nullptr;
        if (is_program_ && ended != 0) error_ = "the program is not there or has failed";
        return error_;
    }

private:
    std::string name_;
    bool is_program_;
    bool is_standard_;
    std::FILE* file_ = nullptr;
    std::string error_;
};

} // namespace registry
