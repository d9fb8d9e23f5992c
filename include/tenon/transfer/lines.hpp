// tenon/transfer/lines.hpp: the lines of a file one after the other, in constant memory.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/core/utf8.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <istream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::transfer {

/// What is wrong with a file, in a sentence of its own that says what to do.
inline error told(errc code, std::string sentence) {
    error made;
    made.code = code;
    made.message = std::move(sentence);
    return made;
}

/// `Note.id: what is wrong`, where the error is about a model.
inline error named(error why) {
    if (why.model.empty() || why.message.starts_with(why.model)) return why;
    std::string subject = why.model;
    if (why.fields.size() == 1 && why.code != errc::validation_failed) subject.append(".").append(why.fields.front());
    why.message.insert(0, subject + ": ");
    return why;
}

/// `notes.jsonl, line 7: Note.id: what is wrong`
inline failure at_line(std::string_view file, std::uint64_t line, error why) {
    why = named(std::move(why));
    why.message.insert(0, std::string(file) + ", line " + std::to_string(line) + ": ");
    return fail(std::move(why));
}

/// Borrows the stream.
class line_reader {
public:
    /// `longest`: how many bytes a line may have. `file`: how errors call it.
    line_reader(std::istream& in, std::string_view file, std::size_t longest) : in_(in), file_(file), longest_(longest), buffer_(std::size_t{1} << 16U) {}

    /// The next line without its end; a line that only ends the file is none. Valid until the next call. False in the end.
    /// Errors: too_long; invalid_value, where it is no UTF-8.
    result<bool> next(std::string_view& line) {
        line_.clear();
        ++number_;
        for (;;) {
            if (at_ == end_ && !fill()) {
                if (in_.bad()) return fail(told(errc::invalid_value, file_ + " cannot be read: look at the disk, or copy it again."));
                if (line_.empty()) return false;
                break;
            }
            const char* const from = buffer_.data() + at_;
            const void* const found = std::memchr(from, '\n', end_ - at_);
            const std::size_t size = found == nullptr ? end_ - at_ : static_cast<std::size_t>(static_cast<const char*>(found) - from);
            if (line_.size() + size > longest_) return at_line(file_, number_, told(errc::too_long, "The line has more than " + std::to_string(longest_) + " bytes: shorten it, or allow more."));
            line_.append(from, size);
            at_ += size + (found == nullptr ? 0U : 1U);
            if (found != nullptr) break;
        }
        if (line_.ends_with('\r')) line_.pop_back();
        if (!is_valid_utf8(line_)) return at_line(file_, number_, told(errc::invalid_value, "The line is no UTF-8: export it again, or correct it."));
        line = line_;
        return true;
    }

    std::uint64_t number() const noexcept { return number_; }
    const std::string& file() const noexcept { return file_; }

private:
    bool fill() {
        in_.read(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
        at_ = 0;
        end_ = static_cast<std::size_t>(in_.gcount());
        return end_ != 0;
    }

    std::istream& in_;
    std::string file_;
    std::size_t longest_;
    std::vector<char> buffer_;
    std::size_t at_ = 0, end_ = 0;
    std::uint64_t number_ = 0;
    std::string line_;
};

} // namespace tenon::inline TENON_ABI::transfer
