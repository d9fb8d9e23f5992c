// tenon/core/detail/json_element.hpp: single values as JSON and back, for lists. Each overload is for one of the types
// in which values travel to a driver.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/detail/json_scanner.hpp>
#include <tenon/core/detail/json_string.hpp>
#include <tenon/core/errc.hpp>
#include <tenon/core/read_number.hpp>
#include <tenon/core/values/date.hpp>
#include <tenon/core/values/timestamp.hpp>
#include <tenon/core/values/uuid.hpp>

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace tenon::inline TENON_ABI::detail {

inline void append_json(std::string& out, std::string_view value) { append_json_string(out, value); }

inline void append_json(std::string& out, std::same_as<bool> auto value) { out += value ? "true" : "false"; }

// The shortest digits that are read as the same number. A template so that only who uses it needs std::to_chars for
// double, which came late to some standard libraries.
template <class Number>
    requires std::same_as<Number, std::int64_t> || std::same_as<Number, double>
void append_json(std::string& out, Number value) {
    char digits[32];
    const auto written = std::to_chars(digits, digits + sizeof digits, value);
    out.append(digits, written.ptr);
}

inline void append_json(std::string& out, timestamp value) {
    char text[timestamp_text_capacity]{};
    append_json(out, write_timestamp(value, text));
}

inline void append_json(std::string& out, date value) {
    char text[date_text_size]{};
    append_json(out, write_date(value, text));
}

inline void append_json(std::string& out, const uuid& value) {
    char text[uuid_text_size];
    write_uuid(value, text);
    append_json(out, std::string_view(text, sizeof text));
}

// One element: `out` is set, or the answer says why not. A text is a view of the input or of `scratch`.
inline errc take_element(json_scanner& in, std::string_view& out, std::string& scratch) {
    if (!in.take_string(out)) return errc::invalid_value;
    if (out.find('\\') == std::string_view::npos) return errc::ok;
    if (!unescape_json(out, scratch)) return errc::invalid_value;
    out = scratch;
    return errc::ok;
}

inline errc take_element(json_scanner& in, bool& out, std::string&) noexcept {
    out = in.peek() == 't';
    return in.take_word(out ? "true" : "false") ? errc::ok : errc::invalid_value;
}

template <class Number>
    requires std::same_as<Number, std::int64_t> || std::same_as<Number, double>
errc take_element(json_scanner& in, Number& out, std::string&) noexcept {
    std::string_view digits;
    if (!in.take_number(digits)) return errc::invalid_value;
    return read_number(digits, out);
}

template <class Value, class Parse>
errc take_parsed(json_scanner& in, Value& out, std::string& scratch, Parse parse) {
    std::string_view text;
    if (const auto failure = take_element(in, text, scratch); failure != errc::ok) return failure;
    const auto value = parse(text);
    if (!value) return errc::invalid_value;
    out = *value;
    return errc::ok;
}

inline errc take_element(json_scanner& in, timestamp& out, std::string& scratch) {
    return take_parsed(in, out, scratch, &parse_timestamp);
}
inline errc take_element(json_scanner& in, date& out, std::string& scratch) {
    return take_parsed(in, out, scratch, &parse_date);
}
inline errc take_element(json_scanner& in, uuid& out, std::string& scratch) {
    return take_parsed(in, out, scratch, &parse_uuid);
}

} // namespace tenon::inline TENON_ABI::detail
