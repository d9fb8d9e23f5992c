// How far the load is: a line that is written over on a terminal, and a few plain ones elsewhere.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>
#include <unistd.h>

#include "table_printer.hpp"

namespace registry {

class progress {
public:
    void operator()(std::int64_t packages) {
        if (packages % (on_terminal_ ? 500 : 20000) != 0) return;
        const std::string text = "Loading: " + grouped(packages) + " packages";
        std::fprintf(stderr, on_terminal_ ? "\r%s" : "%s\n", text.c_str());
        written_ = on_terminal_;
    }

    /// Takes the line off the terminal, so that other text can follow.
    void clear() {
        if (written_) std::fputs("\r\x1b[K", stderr);
        written_ = false;
    }

private:
    bool on_terminal_ = isatty(STDERR_FILENO) == 1;
    bool written_ = false;
};

/// Seconds since this was made.
class stopwatch {
public:
    double seconds() const {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
    }

private:
    std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

} // namespace registry
