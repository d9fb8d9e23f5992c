// tenon/core/read_number.hpp: a whole text that is a number, and nothing else.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/errc.hpp>

#include <charconv>
#include <string_view>
#include <system_error>

namespace tenon::inline TENON_ABI {

/// Reads the whole text as a decimal number, whatever the locale. Answers errc::ok, or why it is none of this type:
/// errc::invalid_value, errc::out_of_range.
template <class Number> errc read_number(std::string_view text, Number& out) noexcept {
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, out);
    if (read.ptr != end || read.ec == std::errc::invalid_argument) return errc::invalid_value;
    return read.ec == std::errc::result_out_of_range ? errc::out_of_range : errc::ok;
}

} // namespace tenon::inline TENON_ABI
