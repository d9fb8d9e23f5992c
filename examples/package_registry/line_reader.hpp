// Lines of a file of any size and content, one after the other, in bounded memory.
#pragma once

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <string>

namespace registry {

class line_reader {
public:
    /// Of a longer line only this much is kept.
    static constexpr std::size_t longest = std::size_t{1} << 20U;

    /// Borrows the file.
    explicit line_reader(std::FILE* file) : file_(file) {}

    /// Reads the next line, without its end (LF or CR LF). False at the end of the file, or when it cannot be read.
    bool next(std::string& line) {
        line.clear();
        too_long_ = false;
        bool any = false;
        while (fill()) {
            any = true;
            const char* begin = buffer_.data() + position_;
            const auto* end = static_cast<const char*>(std::memchr(begin, '\n', size_ - position_));
            const std::size_t length = end != nullptr ? static_cast<std::size_t>(end - begin) : size_ - position_;
            const std::size_t room = longest - line.size();
            line.append(begin, length < room ? length : room);
            too_long_ = too_long_ || length > room;
            position_ += length;
            if (end != nullptr) {
                ++position_;
                break;
            }
        }
        if (!any) return false;
        if (!line.empty() && line.back() == '\r') line.pop_back();
        ++number_;
        return true;
    }

    /// Of the line that was read last, counted from 1.
    std::size_t number() const noexcept { return number_; }
    /// The line that was read last has been cut.
    bool too_long() const noexcept { return too_long_; }
    /// Why the file could not be read to its end, as an errno; 0 when it could.
    int error() const noexcept { return error_; }

private:
    bool fill() {
        if (position_ < size_) return true;
        position_ = 0;
        size_ = std::fread(buffer_.data(), 1, buffer_.size(), file_);
        if (size_ == 0 && std::ferror(file_) != 0) error_ = errno != 0 ? errno : EIO;
        return size_ != 0;
    }

    std::FILE* file_;
    std::array<char, 65536> buffer_{};
    std::size_t position_ = 0;
    std::size_t size_ = 0;
    std::size_t number_ = 0;
    int error_ = 0;
    bool too_long_ = false;
};

} // namespace registry
