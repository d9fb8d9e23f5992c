// tenon/testing/shown_value.hpp: values of any type as text, for logs of tests.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/list_view.hpp>
#include <tenon/core/values.hpp>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

namespace tenon::inline TENON_ABI::testing {

/// A value as people write it: texts and numbers as they are, bytes as hexadecimal digits behind `x`, times and ids in
/// their standard text.
inline std::string shown(std::string_view value) { return std::string(value); }
inline std::string shown(bool value) { return value ? "true" : "false"; }
inline std::string shown(std::int64_t value) { return std::to_string(value); }
inline std::string shown(double value) {
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr; // the shortest text that reads back
    return std::string(digits, end);
}
inline std::string shown(blob_view value) {
    constexpr char digits[] = "0123456789abcdef";
    std::string text = "x";
    for (const std::byte byte : value) {
        text += digits[std::to_integer<unsigned>(byte) >> 4U];
        text += digits[std::to_integer<unsigned>(byte) & 15U];
    }
    return text;
}
inline std::string shown(timestamp value) {
    char text[timestamp_text_capacity];
    return std::string(write_timestamp(value, text));
}
inline std::string shown(date value) {
    char text[date_text_size];
    return has_iso_text(value) ? std::string(write_date(value, text)) : "a date that has no text";
}
inline std::string shown(const uuid& value) { return to_string(value); }

/// `[1, 2, 3]`
inline std::string shown(const list_view& list) {
    std::string text = "[";
    for (std::size_t i = 0; i < list.size; ++i) {
        if (i != 0) text += ", ";
        text += std::visit([](const auto& value) { return shown(value); }, list[i]);
    }
    return text += ']';
}

} // namespace tenon::inline TENON_ABI::testing
