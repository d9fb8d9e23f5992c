// tenon/sql/dynamic/value.hpp: values that come as texts from outside, as what a column holds.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/list_view.hpp>
#include <tenon/core/read_number.hpp>
#include <tenon/core/utf8.hpp>
#include <tenon/core/values.hpp>
#include <tenon/model/info.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

/// A value of its own, and what is bound of it.
using owned_value = std::variant<std::int64_t, bool, double, std::string, timestamp, date, uuid>;

inline wire_value wire_of_owned(const owned_value& value) {
    return std::visit(
        [](const auto& held) -> wire_value {
            if constexpr (std::is_same_v<std::remove_cvref_t<decltype(held)>, std::string>) return std::string_view(held);
            else return held;
        },
        value);
}

namespace detail {

template <class Integer> constexpr bool fits(std::int64_t value) noexcept {
    return value >= std::numeric_limits<Integer>::min() && value <= std::numeric_limits<Integer>::max();
}
constexpr bool fits_column(column_type type, std::int64_t value) noexcept {
    switch (type) {
    case column_type::int8: return fits<std::int8_t>(value);
    case column_type::int16: return fits<std::int16_t>(value);
    case column_type::int32: return fits<std::int32_t>(value);
    case column_type::uint8: return fits<std::uint8_t>(value);
    case column_type::uint16: return fits<std::uint16_t>(value);
    case column_type::uint32: return fits<std::uint32_t>(value);
    default: return true;
    }
}

template <class Parsed> errc take_parsed(Parsed&& parsed, owned_value& out) {
    if (!parsed) return errc::invalid_value;
    out = *std::forward<Parsed>(parsed);
    return errc::ok;
}

} // namespace detail

/// A text as a value of a column. Errors: invalid_value (it is none), out_of_range, unsupported (of bytes, JSON and lists).
TENON_RARE errc read_value(const column_info& column, std::string_view text, owned_value& out) {
    switch (column.type) {
    case column_type::boolean:
        out = text == "true";
        return text == "true" || text == "false" ? errc::ok : errc::invalid_value;
    case column_type::float32:
    case column_type::float64: {
        double number = 0;
        if (const errc wrong = read_number(text, number); wrong != errc::ok) return wrong;
        if (column.type == column_type::float32) number = static_cast<double>(static_cast<float>(number));
        out = number;
        return std::isfinite(number) ? errc::ok : errc::out_of_range;
    }
    case column_type::text:
        out = std::string(text);
        return is_valid_utf8(text) && text.find('\0') == text.npos ? errc::ok : errc::invalid_value; // PostgreSQL has no NUL
    case column_type::enumeration:
        out = std::string(text);
        return std::ranges::find(column.enumerators, text) != column.enumerators.end() ? errc::ok : errc::invalid_value;
    case column_type::timestamp: return detail::take_parsed(parse_timestamp(text), out);
    case column_type::date: return detail::take_parsed(parse_date(text), out);
    case column_type::uuid: return detail::take_parsed(parse_uuid(text), out);
    case column_type::decimal: {
        const auto number = decimal::parse(text);
        if (number) out = std::string(number->text());
        return number ? errc::ok : errc::invalid_value;
    }
    case column_type::bytes:
    case column_type::json:
    case column_type::list: return errc::unsupported;
    default: {
        std::int64_t number = 0;
        if (const errc wrong = read_number(text, number); wrong != errc::ok) return wrong;
        out = number;
        return detail::fits_column(column.type, number) ? errc::ok : errc::out_of_range;
    }
    }
}

/// A list of owned values. Drivers borrow the view, so it is kept ready.
struct owned_list {
    owned_list(const column_info& column, std::vector<owned_value> given)
        : values(std::move(given)),
          view{column.type, values.size(), values.data(),
               [](const void* data, std::size_t index) { return wire_of_owned(static_cast<const owned_value*>(data)[index]); }} {}
    owned_list(const owned_list&) = delete;
    owned_list& operator=(const owned_list&) = delete;

    std::vector<owned_value> values;
    list_view view;
};

} // namespace tenon::inline TENON_ABI::sql
