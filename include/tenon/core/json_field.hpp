// tenon/core/json_field.hpp: one field of a row as JSON and back, exactly: 64-bit integers as numbers with all their digits,
// decimals, dates, times, UUIDs and JSON as texts, bytes in base64, numbers that JSON has not as the texts NaN, Infinity and
// -Infinity.
#pragma once

#include <tenon/core/base64.hpp>
#include <tenon/core/codec.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/detail/json_element.hpp>
#include <tenon/core/json_line.hpp>
#include <tenon/core/utf8.hpp>
#include <tenon/core/wire.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI::json_line {

/// Appends a value. invalid_value: it is a text that no JSON can hold.
template <class Wire> errc append_wire(std::string& out, column_type type, const Wire& value) {
    if constexpr (std::is_same_v<Wire, blob_view>) {
        detail::append_json(out, std::string_view(to_base64({reinterpret_cast<const char*>(value.data()), value.size()})));
    } else if constexpr (std::is_same_v<Wire, double>) {
        if (std::isnan(value)) out += "\"NaN\"";
        else if (std::isinf(value)) out += value > 0 ? "\"Infinity\"" : "\"-Infinity\"";
        else detail::append_json(out, value);
    } else if constexpr (std::is_same_v<Wire, std::string_view>) {
        if (!is_valid_utf8(value)) return errc::invalid_value;
        if (type == column_type::list) out += value; // which is JSON
        else detail::append_json(out, value);
    } else detail::append_json(out, value);
    return errc::ok;
}

/// Appends a field. invalid_value: it is a text that no JSON can hold.
template <class Field> errc append_field(std::string& out, const Field& field) {
    if constexpr (is_optional_v<Field>) {
        if (field) return append_field(out, *field);
        out += "null";
        return errc::ok;
    } else {
        const auto& encoded = codec<Field>::encode(field);
        const wire_t<codec<Field>::type>& wire = encoded;
        return append_wire(out, codec<Field>::type, wire);
    }
}

/// Reads a value in the type in which it travels. A text is a view of `from` or of `scratch`.
template <class Wire> errc read_wire(const cell& from, column_type type, Wire& out, std::string& scratch) {
    const bool is_text = from.is == cell::kind::text;
    if constexpr (std::is_same_v<Wire, std::string_view>) {
        out = from.text;
        return from.is == (type == column_type::list ? cell::kind::list : cell::kind::text) ? errc::ok : errc::invalid_value;
    } else if constexpr (std::is_same_v<Wire, blob_view>) {
        auto bytes = is_text ? from_base64(from.text) : std::nullopt;
        if (!bytes) return errc::invalid_value;
        scratch = std::move(*bytes);
        out = {reinterpret_cast<const std::byte*>(scratch.data()), scratch.size()};
        return errc::ok;
    } else if constexpr (std::is_same_v<Wire, bool>) {
        out = from.text == "true";
        return from.is == cell::kind::boolean ? errc::ok : errc::invalid_value;
    } else if constexpr (std::is_arithmetic_v<Wire>) {
        if constexpr (std::is_same_v<Wire, double>) {
            using limits = std::numeric_limits<double>;
            if (is_text && from.text == "NaN") return out = limits::quiet_NaN(), errc::ok;
            if (is_text && from.text == "Infinity") return out = limits::infinity(), errc::ok;
            if (is_text && from.text == "-Infinity") return out = -limits::infinity(), errc::ok;
        }
        if (from.is != cell::kind::number) return errc::invalid_value;
        detail::json_scanner in(from.text);
        return detail::take_element(in, out, scratch);
    } else {
        if (!is_text) return errc::invalid_value;
        const auto take = [&](const auto& parsed) {
            if (!parsed) return errc::invalid_value;
            out = *parsed;
            return errc::ok;
        };
        if constexpr (std::is_same_v<Wire, timestamp>) return take(parse_timestamp(from.text));
        else if constexpr (std::is_same_v<Wire, date>) return take(parse_date(from.text));
        else return take(parse_uuid(from.text));
    }
}

/// Reads a field; one that is absent stays as it is. Errors: invalid_value, out_of_range, not_null_violation; those of its codec.
template <class Field> errc read_field(const cell& from, Field& out) {
    if (from.is == cell::kind::absent) return errc::ok;
    if constexpr (is_optional_v<Field>) {
        if (from.is != cell::kind::null) return read_field(from, out.emplace());
        out.reset();
        return errc::ok;
    } else {
        if (from.is == cell::kind::null) return errc::not_null_violation;
        wire_t<codec<Field>::type> wire{};
        std::string scratch;
        if (const errc wrong = read_wire(from, codec<Field>::type, wire, scratch); wrong != errc::ok) return wrong;
        if (const errc wrong = codec<Field>::decode(wire, out); wrong != errc::ok) return wrong;
        return check_value(out);
    }
}

} // namespace tenon::inline TENON_ABI::json_line
